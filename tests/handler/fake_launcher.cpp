// Speaks a launcher's protocol without a guest. usage: fake_launcher SOCKETS PRIVATE UID
// Standard input, a command a line: `serve` makes the socket; `domain {...}` changes what is reported; `sync-fails
// WORDS`; `event {...}`; `quit`. Standard output: `ready`, then `call VERB {...}` for each call.
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/channel.h"
#include "base/files.h"
#include "json/patch.h"
#include "net/server.h"
#include "net/socket.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt {
namespace {
using namespace std::chrono_literals;

json::Value parsed(std::string_view text) { return json::parse(text).take(); }

class FakeLauncher final : public net::Handler {
 public:
  FakeLauncher(Loop::Executor executor, const std::string& uid) : executor_(executor), changed_(executor), uid_(uid) {
    report_ = parsed("{}");
    report_.as_object()["uid"] = uid;
  }

  Task<net::Response> handle(net::Request request) override {
    const auto target = net::parse_target(request.target);
    const auto verb = target && target->path.size() == 2 ? target->path[1] : "";
    if (request.method == "GET" && verb == "Info") co_return info();
    if (request.method == "GET" && verb == "Events") co_return events();
    if (request.method != "POST") co_return net::Response{404, {}, std::string("no such path")};
    std::printf("call %s %s\n", verb.c_str(), request.body.c_str());
    std::fflush(stdout);
    co_return answer(verb);
  }

  void obey(const std::string& line) {
    if (line == "quit") std::_Exit(0);
    const auto blank = line.find(' ');
    const auto word = line.substr(0, blank);
    const auto rest = blank == std::string::npos ? "" : line.substr(blank + 1);
    if (word == "domain") change(rest);
    if (word == "sync-fails") sync_failure_ = rest;
    if (word == "event") extra_ = rest;
    changed_.set();
  }

 private:
  net::Response json_answer(json::Value value) const {
    return {200, {{"Content-Type", "application/json"}}, json::serialize(value)};
  }
  net::Response info() const {
    auto value = parsed(R"({"protocols":[1],"version":"test"})");
    value.as_object()["domainUID"] = uid_;
    return json_answer(std::move(value));
  }
  void change(const std::string& patch) {
    json::merge_into(report_, parsed(patch));
    ++version_;
    changed_.set();
  }
  net::Response answer(const std::string& verb) {
    if (verb == "SyncVirtualMachine") {
      if (!sync_failure_.empty()) {
        json::Value value = parsed(R"({"success":false})");
        value.as_object()["message"] = sync_failure_;
        return json_answer(std::move(value));
      }
      change(R"({"state":"Running","reason":"Booted","machineType":"pc-q35-7.2","diskTargets":["containerdisk=vda"],
        "guestMemoryBytes":134217728})");
    }
    if (verb == "PauseVirtualMachine") change(R"({"state":"Paused","reason":"User"})");
    if (verb == "UnpauseVirtualMachine") change(R"({"state":"Running","reason":"Unpaused"})");
    if (verb == "ShutdownVirtualMachine") pressed_ = true;
    if (verb == "KillVirtualMachine" && json::text(report_, {"state"}) != "")
      change(pressed_ ? R"({"state":"Shutoff","reason":"Destroyed","graceExpired":true})"
                      : R"({"state":"Shutoff","reason":"Destroyed"})");
    if (verb == "DeleteVirtualMachine") change(R"({"state":"","reason":""})");
    if (verb == "GetGuestInfo") return json_answer(parsed(R"({"success":true,"data":{"hostname":"fake"}})"));
    if (verb == "GetUsers") return json_answer(parsed(R"({"success":false,"message":"no agent"})"));
    if (verb == "GetScreenshot") return json_answer(parsed(R"({"success":true,"out":"iVBORw=="})"));
    return json_answer(parsed(R"({"success":true})"));
  }

  net::Response events() {
    net::Response response;
    response.body = net::Streamed([this](net::BodyWriter& writer) { return stream(writer); });
    return response;
  }
  Task<> stream(net::BodyWriter& writer) {
    int told = -1;
    while (true) {
      changed_.reset();
      if (told != version_) {
        told = version_;
        json::Object line;
        line["domain"] = report_;
        co_await writer.write(std::make_shared<const std::string>(json::serialize(line) + "\n"));
      } else if (!extra_.empty()) {
        co_await writer.write(std::make_shared<const std::string>(std::exchange(extra_, "") + "\n"));
      } else if (!changed_.is_set() && !co_await changed_.wait_for(10s)) {
        co_await writer.write(std::make_shared<const std::string>("\n"));
      }
    }
  }

  Loop::Executor executor_;
  Event changed_;
  std::string uid_;
  json::Value report_;
  int version_ = 0;
  bool pressed_ = false;
  std::string sync_failure_;
  std::string extra_;
};

/// As a serial console does for one user at a time: says everything again.
Task<> echo(net::Listener listener) {
  while (true) {
    const auto stream = co_await listener.accept_stream();
    std::array<char, 4096> buffer{};
    try {
      while (const auto size = co_await stream->read_some(buffer))
        co_await stream->write(std::string_view(buffer.data(), size));
    } catch (const Error&) {
    }
  }
}

Task<> read_commands(FakeLauncher& launcher, std::function<void()> appear) {
  std::string pending;
  std::array<char, 4096> buffer{};
  while (true) {
    co_await readable(STDIN_FILENO);
    const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size <= 0) std::_Exit(0);
    pending.append(buffer.data(), static_cast<std::size_t>(size));
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      const auto line = pending.substr(0, end);
      if (line == "serve")
        appear();
      else
        launcher.obey(line);
      pending.erase(0, end + 1);
    }
  }
}

struct Folders {
  std::string sockets;
  std::string private_folder;
  std::string uid;
};

Task<> serve(Loop& loop, Folders folders) {
  FakeLauncher launcher(loop.executor(), folders.uid);
  net::Server server(loop, launcher, {}, Log("fake-launcher", LogLevel::error));
  const auto sockets = open_directory(folders.sockets);
  const auto above = open_directory(folders.private_folder);
  const auto own = make_directories(above.get(), folders.uid, 0755);
  Scope scope(loop);
  scope.spawn(echo(net::Listener::unix_beneath(own.get(), "virt-serial0", 0666)), "serial console");
  std::puts("ready");
  std::fflush(stdout);
  co_await read_commands(launcher, [&] {
    server.listen(net::Listener::unix_beneath(sockets.get(), "launcher-init-sock", 0666));
    ::renameat(sockets.get(), "launcher-init-sock", sockets.get(), "launcher-sock");
  });
}

}  // namespace
}  // namespace coracle::virt

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  if (::unshare(CLONE_NEWNET) != 0) return 77;
  static const coracle::virt::Folders folders{argv[1], argv[2], argv[3]};
  coracle::run_task([](coracle::Loop& loop) { return coracle::virt::serve(loop, folders); });
  return 0;
}
