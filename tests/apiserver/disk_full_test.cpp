// A whole server whose state lies on a file system that becomes full.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "apiserver/instance.h"
#include "base/files.h"
#include "base/scope.h"
#include "net/client.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

/// Memory of four megabytes, mounted in a mount namespace of this thread and of those that it starts.
struct SmallDisk {
  std::string path;
  bool usable = false;
  SmallDisk() {
    std::string pattern = "/tmp/coracle-full-XXXXXX";
    path = ::mkdtemp(pattern.data());
    usable = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
             ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=4m") == 0;
  }
  ~SmallDisk() {
    ::umount2(path.c_str(), MNT_DETACH);
    ::rmdir(path.c_str());
  }
  /// Somebody else's file takes all that is left.
  void fill() const {
    const Fd file(::open((path + "/balloon").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    const std::string piece(4096, 'x');
    while (::write(file.get(), piece.data(), piece.size()) > 0) {
    }
  }
  void make_room() const { ::unlink((path + "/balloon").c_str()); }
};

struct Served {
  explicit Served(const SmallDisk& disk)
      : instance({.state_folder = disk.path + "/state", .port = 0, .loops = 1}, Log("test", LogLevel::error)),
        admin(instance.client({"admin", "", {"system:masters"}, {}})) {}
  Instance instance;
  std::unique_ptr<net::RoundTrip> admin;

  Task<net::WholeAnswer> ask(std::string method, std::string target, std::string body = {}) {
    net::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers.set("Content-Type",
                        request.method == "PATCH" ? "application/merge-patch+json" : "application/json");
    request.body = std::move(body);
    co_return co_await net::exchange(*admin, std::move(request));
  }
  Task<net::WholeAnswer> make(std::string name) {
    co_return co_await ask(
        "POST", "/api/v1/namespaces/default/configmaps",
        R"({"metadata":{"name":")" + name + R"("},"data":{"a":")" + std::string(50'000, 'a') + R"("}})");
  }
};

const std::string maps = "/api/v1/namespaces/default/configmaps";

Task<> fill_and_go_on(const SmallDisk& disk) {
  std::string version;
  {
    Served served(disk);
    EXPECT_EQ((co_await served.make("before")).status, 201);
    net::Request watching;
    watching.target = maps + "?watch=1";
    const auto watch = co_await served.admin->send(std::move(watching));
    EXPECT_NE((co_await watch.body->next()).find("\"before\""), std::string::npos);

    disk.fill();
    for (int round = 0; round < 3; ++round) {
      const auto refused = co_await served.make("refused");
      EXPECT_EQ(refused.status, 507) << refused.body;
      EXPECT_NE(refused.body.find("the store's disk is full"), std::string::npos) << refused.body;
    }
    EXPECT_EQ((co_await served.ask("PATCH", maps + "/before", R"({"data":{"b":")" + std::string(50'000, 'b') + "\"}}"))
                  .status,
              507);
    // What is there can be read, and nothing of what was refused is seen.
    const auto listed = co_await served.ask("GET", maps);
    EXPECT_EQ(listed.status, 200);
    EXPECT_NE(listed.body.find("\"before\""), std::string::npos);
    EXPECT_EQ(listed.body.find("\"refused\""), std::string::npos);
    EXPECT_EQ((co_await served.ask("GET", maps + "/before")).status, 200);
    EXPECT_EQ((co_await served.ask("GET", "/livez")).status, 200);

    disk.make_room();
    EXPECT_EQ((co_await served.make("after")).status, 201);
    std::string told;
    while (told.find("\"after\"") == std::string::npos)
      told += co_await within(5s, watch.body->next(), "the watch goes on");
    EXPECT_EQ(told.find("\"refused\""), std::string::npos);
    EXPECT_EQ((co_await served.ask("DELETE", maps + "/before")).status, 200);
    served.instance.stop();
  }
  Served again(disk);
  EXPECT_EQ((co_await again.ask("GET", maps + "/after")).status, 200);
  EXPECT_EQ((co_await again.ask("GET", maps + "/before")).status, 404);
  EXPECT_EQ((co_await again.ask("GET", maps + "/refused")).status, 404);
  again.instance.stop();
}

TEST(DiskFull, writes_are_refused_in_words_reads_go_on_and_writes_too_once_there_is_room) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const SmallDisk disk;
  if (!disk.usable) GTEST_SKIP() << "no tmpfs can be mounted here";
  run_task([&](Loop&) { return fill_and_go_on(disk); });
}

// A start is no time for half a life: it says why, and the next one, with room, works.
TEST(DiskFull, a_start_says_so) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const SmallDisk disk;
  if (!disk.usable) GTEST_SKIP() << "no tmpfs can be mounted here";
  disk.fill();
  std::string why;
  try {
    const Served served(disk);
  } catch (const Error& error) {
    why = error.message();
  }
  EXPECT_TRUE(why.find("full") != std::string::npos || why.find("No space left") != std::string::npos) << why;
  disk.make_room();
  Served served(disk);
  run_task([&](Loop&) -> Task<> { EXPECT_EQ((co_await served.make("one")).status, 201); });
}

}  // namespace
}  // namespace coracle::apiserver
