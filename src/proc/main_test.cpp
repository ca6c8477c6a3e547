// The test program is its own namespace helper, as coracle and virt-handler are theirs.
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "base/error.h"
#include "proc/namespaces.h"
#include "proc/network.h"

namespace {

using namespace coracle;

// A process with namespaces of its own, until its standard input ends.
int hold_namespaces() {
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return 77;
  std::puts("ready");
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}

json::Value refuse(const json::Value&) { throw Error(Reason::conflict, "not today"); }
json::Value crash(const json::Value&) { ::_exit(3); }
json::Value hang(const json::Value&) {
  while (true) ::pause();
}
json::Value echo(const json::Value& request) { return request; }
json::Value where(const json::Value&) {
  std::array<char, 64> net{};
  std::array<char, 64> mnt{};
  (void)!::readlink("/proc/self/ns/net", net.data(), net.size() - 1);
  (void)!::readlink("/proc/self/ns/mnt", mnt.data(), mnt.size() - 1);
  json::Object answer;
  answer["net"] = net.data();
  answer["mnt"] = mnt.data();
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  if (proc::is_namespace_helper(argc, argv)) {
    const std::array<proc::Action, 6> actions = {{{"network", proc::network_action},
                                                  {"refuse", refuse},
                                                  {"crash", crash},
                                                  {"hang", hang},
                                                  {"echo", echo},
                                                  {"where", where}}};
    return proc::namespace_helper_main(actions);
  }
  if (argc == 2 && std::string_view(argv[1]) == "hold-namespaces") return hold_namespaces();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
