#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "base/files.h"
#include "base/scope.h"
#include "cri.pb.h"
#include "rpc/containerd_events.h"
#include "rpc/cri.h"
#include "rpc/device_plugin.h"

namespace coracle::rpc {
namespace {
using namespace std::chrono_literals;

/// A folder for sockets, gone with the test.
struct SocketFolder {
  SocketFolder() {
    char name[] = "/tmp/rpc-test-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~SocketFolder() {
    for (const char* each : {"a.sock", "kubelet.sock", "target"}) ::unlink((path + "/" + each).c_str());
    ::rmdir(path.c_str());
  }
  std::string operator/(const char* name) const { return path + "/" + name; }
  std::string path;
};

/// A server with methods of every temper.
Task<std::string> echo(std::string request) {
  co_await yield();
  co_return request;
}
Task<std::string> refuse(std::string) {
  co_await yield();
  throw Error(Reason::not_found, "no pod 'a'");
}
Task<std::string> stumble(std::string) {
  co_await yield();
  throw std::out_of_range("what nobody expects");
}
Task<std::string> hang(std::string) {
  co_await sleep_for(1h);
  co_return "";
}
Task<> count(std::string request, std::shared_ptr<Outgoing> out) {
  for (int i = 0; i < 3; ++i) {
    const bool written = co_await out->write(request + std::to_string(i));
    if (!written) co_return;
  }
}
void add_methods(Server& server) {
  server.unary("/t.T/Echo", echo);
  server.unary("/t.T/Refuse", refuse);
  server.unary("/t.T/Stumble", stumble);
  server.unary("/t.T/Hang", hang);
  server.streaming("/t.T/Count", count);
}

Task<Error> failure_of(Task<std::string> task) {
  try {
    co_await std::move(task);
  } catch (const Error& error) {
    co_return error;
  }
  throw std::logic_error("it did not fail");
}

TEST(Rpc, a_call_brings_back_the_answer_even_when_it_is_large) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    add_methods(server);
    server.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      EXPECT_EQ(co_await connection.call("/t.T/Echo", "hello", 5s), "hello");
      EXPECT_EQ(co_await connection.call("/t.T/Echo", "", 5s), "");
      const std::string large(8U << 20U, 'x');
      const auto answer = co_await connection.call("/t.T/Echo", large, 20s);
      EXPECT_TRUE(answer == large);
    }
    co_await server.stop();
  });
}

TEST(Rpc, an_error_keeps_the_servers_words_and_reason) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    add_methods(server);
    server.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      const auto refused = co_await failure_of(connection.call("/t.T/Refuse", "", 5s));
      EXPECT_EQ(refused.reason(), Reason::not_found);
      EXPECT_EQ(refused.message(), "Refuse: no pod 'a'");
      const auto stumbled = co_await failure_of(connection.call("/t.T/Stumble", "", 5s));
      EXPECT_EQ(stumbled.message(), "Stumble: what nobody expects");
      const auto unknown = co_await failure_of(connection.call("/t.T/Nothing", "", 5s));
      EXPECT_EQ(unknown.reason(), Reason::method_not_allowed);
      EXPECT_EQ(unknown.message(), "Nothing: unknown method /t.T/Nothing");
    }
    co_await server.stop();
  });
}

TEST(Rpc, a_call_ends_at_its_deadline_or_when_its_task_is_cancelled) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    add_methods(server);
    server.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      const auto late = co_await failure_of(connection.call("/t.T/Hang", "", 50ms));
      EXPECT_EQ(late.reason(), Reason::timeout);
      const auto cut = co_await failure_of(within(50ms, connection.call("/t.T/Hang", "", 1h), "hang"));
      EXPECT_EQ(cut.message(), "hang: no answer within 50ms");
    }
    co_await server.stop();
  });
}

TEST(Rpc, nobody_listening_is_said_at_once_with_the_path) {
  run_task([](Loop&) -> Task<> {
    const SocketFolder folder;
    CallQueue queue;
    const Connection connection(queue, folder / "a.sock");
    const auto missing = co_await failure_of(connection.call("/t.T/Echo", "", 5s));
    EXPECT_EQ(missing.reason(), Reason::service_unavailable);
    EXPECT_NE(missing.message().find(folder / "a.sock"), std::string::npos) << missing.message();
    EXPECT_THROW(Connection(queue, "relative"), Error);
    EXPECT_THROW(Connection(queue, "/" + std::string(107, 'x')), Error);
  });
}

TEST(Rpc, a_server_that_came_back_is_found_again) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    CallQueue queue;
    const Connection connection(queue, folder / "a.sock");
    for (int life = 0; life < 2; ++life) {
      Server server(loop.executor(), folder / "a.sock");
      add_methods(server);
      server.start();
      std::string answer;
      for (int tries = 0; answer.empty() && tries < 100; ++tries) {
        try {
          answer = co_await connection.call("/t.T/Echo", "again", 5s);
        } catch (const Error& error) {
          if (error.reason() != Reason::service_unavailable) throw;
        }
        if (answer.empty()) co_await sleep_for(20ms);
      }
      EXPECT_EQ(answer, "again");
      co_await server.stop();
    }
  });
}

/// Takes one connection, lets it wait, and then carries bytes between it and the server: one that is slow to greet.
class SlowDoor {
 public:
  SlowDoor(const std::string& outside, std::string inside, Duration pause) {
    const auto place = address(outside);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    carrier_ = std::thread([this, inside = std::move(inside), pause] { carry(inside, pause); });
  }
  ~SlowDoor() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    carrier_.join();
  }

 private:
  static Fd unix_socket() { return Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }
  static sockaddr_un address(const std::string& path) {
    sockaddr_un made{};
    made.sun_family = AF_UNIX;
    path.copy(made.sun_path, sizeof made.sun_path - 1);
    return made;
  }
  void carry(const std::string& inside, Duration pause) {
    const Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    std::this_thread::sleep_for(pause);
    const auto server = unix_socket();
    const auto place = address(inside);
    if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) return;
    std::array<pollfd, 2> ends{{{client.get(), POLLIN, 0}, {server.get(), POLLIN, 0}}};
    std::array<char, 4096> buffer{};
    while (::poll(ends.data(), ends.size(), 10'000) > 0) {
      for (std::size_t i = 0; i < ends.size(); ++i) {
        if (ends[i].revents == 0) continue;
        const auto size = ::read(ends[i].fd, buffer.data(), buffer.size());
        if (size <= 0 || ::send(ends[1 - i].fd, buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size)
          return;
      }
    }
  }
  Fd listener_ = unix_socket();
  std::thread carrier_;
};

TEST(Rpc, a_server_that_is_slow_to_greet_is_waited_for) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    add_methods(server);
    server.start();
    {
      const SlowDoor door(folder / "target", folder / "a.sock", 2500ms);
      CallQueue queue;
      const Connection connection(queue, folder / "target");
      EXPECT_EQ(co_await connection.call("/t.T/Echo", "hello", 10s), "hello");
    }
    co_await server.stop();
  });
}

TEST(Rpc, a_stream_gives_each_message_and_then_its_end) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    add_methods(server);
    server.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      const auto stream = co_await connection.open("/t.T/Count", "n");
      for (const char* expected : {"n0", "n1", "n2"}) {
        const auto message = co_await stream->next();
        EXPECT_EQ(message.value_or("none"), expected);
      }
      const auto end = co_await stream->next();
      EXPECT_FALSE(end);
      const auto refused = co_await connection.open("/t.T/Nothing", "");
      bool failed = false;
      try {
        co_await refused->next();
      } catch (const Error& error) {
        failed = error.reason() == Reason::method_not_allowed;
      }
      EXPECT_TRUE(failed);
    }
    co_await server.stop();
  });
}

TEST(Rpc, calls_under_way_do_not_keep_the_queue_or_the_server_from_ending) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    add_methods(server);
    server.start();
    std::string failed;
    Scope scope(loop, [&](const std::string&, std::exception_ptr error) { failed = describe(error); });
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      auto hanging = [](const Connection& on) -> Task<> { co_await on.call("/t.T/Hang", "", 1h); };
      scope.spawn(hanging(connection));
      const auto stream = co_await connection.open("/t.T/Count", "n");
      co_await stream->next();
      co_await scope.cancel_and_join();
    }
    EXPECT_EQ(failed, "");
    co_await server.stop();
  });
}

TEST(Rpc, the_socket_is_for_its_owner_only) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    server.start();
    struct stat status {};
    EXPECT_EQ(::stat((folder / "a.sock").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    co_await server.stop();
    EXPECT_NE(::stat((folder / "a.sock").c_str(), &status), 0);
    Server nowhere(loop.executor(), folder / "no/such/folder.sock");
    EXPECT_THROW(nowhere.start(), Error);
  });
}

TEST(Rpc, status_codes_and_reasons_agree_in_both_directions) {
  for (const auto reason : {Reason::bad_request, Reason::timeout, Reason::not_found, Reason::already_exists,
                            Reason::forbidden, Reason::too_many_requests, Reason::conflict, Reason::internal_error,
                            Reason::service_unavailable, Reason::unauthorized, Reason::method_not_allowed}) {
    const auto code = status_from_reason(reason);
    EXPECT_EQ(error_from_status(code, "/a.B/C", "words").reason(), reason) << to_string(reason);
  }
  EXPECT_EQ(error_from_status(2, "/a.B/C", "").message(), "C: failed with gRPC status 2");
}

Task<std::string> version_of_a_runtime(std::string request) {
  runtime::v1::VersionRequest asked;
  EXPECT_TRUE(asked.ParseFromString(request));
  EXPECT_EQ(asked.version(), "v1");
  runtime::v1::VersionResponse answer;
  answer.set_runtime_name("containerd");
  answer.set_runtime_version("v1.6.20");
  answer.set_runtime_api_version("v1");
  co_return answer.SerializeAsString();
}
Task<std::string> broken_answer(std::string) { co_return "\xff\xff"; }

TEST(Cri, answers_become_values_and_nonsense_an_error) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    Server server(loop.executor(), folder / "a.sock");
    server.unary("/runtime.v1.RuntimeService/Version", version_of_a_runtime);
    server.unary("/runtime.v1.RuntimeService/ListPodSandbox", broken_answer);
    server.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      const CriClient cri(connection);
      const auto version = co_await cri.version();
      EXPECT_EQ(version.runtime_name, "containerd");
      EXPECT_EQ(version.runtime_version, "v1.6.20");
      bool failed = false;
      try {
        co_await cri.list_pod_sandboxes();
      } catch (const Error& error) {
        failed = error.reason() == Reason::internal_error;
      }
      EXPECT_TRUE(failed);
    }
    co_await server.stop();
  });
}

/// Answers every call of the .proto files with nothing in it, and notes its name.
void answer_all(Server& server, std::set<std::string>& called) {
  const auto* file = runtime::v1::VersionRequest::descriptor()->file();
  for (int s = 0; s < file->service_count(); ++s) {
    for (int m = 0; m < file->service(s)->method_count(); ++m) {
      const auto name = "/" + file->service(s)->full_name() + "/" + file->service(s)->method(m)->name();
      auto note = [](std::set<std::string>* names, std::string one) -> Task<std::string> {
        names->insert(std::move(one));
        co_return "";
      };
      server.unary(name, [note, name, &called](std::string) { return note(&called, name); });
    }
  }
}
std::size_t number_of_calls() {
  const auto* file = runtime::v1::VersionRequest::descriptor()->file();
  int count = 0;
  for (int s = 0; s < file->service_count(); ++s) count += file->service(s)->method_count();
  return static_cast<std::size_t>(count);
}

Task<> call_everything(const CriClient& cri) {
  const PodSandboxConfig sandbox;
  const ContainerConfig container;
  const StreamRequest stream;
  const LinuxContainerResources resources;
  const std::vector<std::string> command{"true"};
  co_await cri.version();
  co_await cri.status();
  co_await cri.update_runtime_config("10.0.0.0/24");
  co_await cri.run_pod_sandbox(sandbox);
  co_await cri.stop_pod_sandbox("a");
  co_await cri.remove_pod_sandbox("a");
  co_await cri.pod_sandbox_status("a");
  co_await cri.list_pod_sandboxes();
  co_await cri.create_container("a", container, sandbox);
  co_await cri.start_container("c");
  co_await cri.stop_container("c", 1s);
  co_await cri.remove_container("c");
  co_await cri.list_containers();
  co_await cri.container_status("c");
  co_await cri.update_container_resources("c", resources);
  co_await cri.reopen_container_log("c");
  co_await cri.exec_sync("c", command, 1s);
  co_await cri.exec_url(stream);
  co_await cri.attach_url(stream);
  co_await cri.port_forward_url("a", std::vector<std::int32_t>{80});
  co_await cri.container_stats("c");
  co_await cri.list_container_stats();
  co_await cri.list_images();
  const auto image = co_await cri.image_status("i");
  EXPECT_FALSE(image);
  co_await cri.pull_image("i", sandbox, std::nullopt, 1s);
  co_await cri.remove_image("i");
  co_await cri.image_fs_info();
}

// Calls go by name, so a misspelt one would only show against a runtime: here the .proto file is the judge.
TEST(Cri, every_call_goes_by_its_published_name_and_none_is_left_out) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    std::set<std::string> called;
    Server server(loop.executor(), folder / "a.sock");
    answer_all(server, called);
    server.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      const CriClient cri(connection);
      co_await call_everything(cri);
    }
    EXPECT_EQ(called.size(), number_of_calls());
    co_await server.stop();
  });
}

Task<Allocation> allocate_tun(DeviceIds ids) {
  co_await yield();
  Allocation allocation;
  allocation.envs["IDS"] = ids.at(0);
  allocation.devices.push_back({"/dev/net/tun", "/dev/net/tun", "rw"});
  Mount mount;
  mount.container_path = "/run/cache";
  mount.host_path = "/var/cache";
  mount.readonly = true;
  allocation.mounts.push_back(mount);
  co_return allocation;
}

TEST(DevicePlugin, the_kubelet_sees_devices_come_and_go_and_what_a_container_needs) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    DevicePluginServer plugin(loop.executor(), folder / "a.sock", allocate_tun);
    plugin.set_devices({{"tun0", true}});
    plugin.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "a.sock");
      const DevicePluginClient client(connection);
      const auto options = co_await client.options();
      EXPECT_FALSE(options.pre_start_required);

      EXPECT_FALSE(plugin.watched());
      auto watch = co_await client.watch();
      const auto first = co_await within(5s, watch->next(), "first list");
      EXPECT_EQ(first.value().size(), 1U);
      plugin.set_devices({{"tun0", false}, {"tun1", true}});
      const auto second = co_await within(5s, watch->next(), "second list");
      EXPECT_EQ(second.value(), (std::vector<PluginDevice>{{"tun0", false}, {"tun1", true}}));

      std::vector<DeviceIds> asked{{"tun1"}, {"tun0"}};
      const auto given = co_await client.allocate(asked);
      EXPECT_EQ(given.size(), 2U);
      EXPECT_EQ(given.at(0).envs.at("IDS"), "tun1");
      EXPECT_EQ(given.at(0).devices.at(0).permissions, "rw");
      EXPECT_TRUE(given.at(0).mounts.at(0).readonly);

      bool refused = false;
      std::vector<DeviceIds> wrong{{"tun9"}};
      try {
        co_await client.allocate(wrong);
      } catch (const Error& error) {
        refused = error.message() == "Allocate: this plugin has no device 'tun9'";
      }
      EXPECT_TRUE(refused);

      EXPECT_TRUE(plugin.watched());
      Event changed(loop.executor());
      plugin.on_watched([&changed] { changed.set(); });
      watch.reset();
      EXPECT_TRUE(co_await changed.wait_for(5s));
      EXPECT_FALSE(plugin.watched());
      plugin.on_watched({});
    }
    co_await plugin.stop();
  });
}

TEST(DevicePlugin, registers_with_the_kubelet_unless_its_name_leaves_the_folder) {
  run_task([](Loop& loop) -> Task<> {
    const SocketFolder folder;
    auto seen = std::make_shared<std::vector<std::string>>();
    auto registered = [seen](PluginRegistration plugin) {
      auto note = [](std::shared_ptr<std::vector<std::string>> list, PluginRegistration one) -> Task<> {
        list->push_back(one.resource_name + " at " + one.endpoint);
        co_return;
      };
      return note(seen, std::move(plugin));
    };
    RegistrationServer kubelet(loop.executor(), folder / "kubelet.sock", registered);
    kubelet.start();
    {
      CallQueue queue;
      const Connection connection(queue, folder / "kubelet.sock");
      PluginRegistration plugin;
      plugin.resource_name = "devices.kubevirt.io/tun";
      plugin.endpoint = "kubevirt-tun.sock";
      co_await register_plugin(connection, plugin);
      int refused = 0;
      for (const char* endpoint : {"../containerd.sock", "/run/containerd.sock", "", "..", "a/b"}) {
        plugin.endpoint = endpoint;
        try {
          co_await register_plugin(connection, plugin);
        } catch (const Error& error) {
          refused += error.reason() == Reason::bad_request ? 1 : 0;
        }
      }
      EXPECT_EQ(refused, 5);
    }
    EXPECT_EQ(*seen, std::vector<std::string>{"devices.kubevirt.io/tun at kubevirt-tun.sock"});
    co_await kubelet.stop();
  });
}

}  // namespace
}  // namespace coracle::rpc
