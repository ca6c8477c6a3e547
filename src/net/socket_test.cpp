#include "net/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

/// A folder that goes with its test.
struct Folder {
  std::string path;
  int descriptor = -1;
  Folder() {
    char name[] = "/tmp/net_test_XXXXXX";
    path = mkdtemp(name);
    descriptor = open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  }
  ~Folder() {
    close(descriptor);
    for (const auto* name : {"/s", "/other", "/link", "/file", "/deep/link", "/deep"})
      if (unlink((path + name).c_str()) < 0) rmdir((path + name).c_str());
    rmdir(path.c_str());
  }
};

template <class T>
Task<std::string> failure_of(Task<T> task) {
  try {
    co_await std::move(task);
  } catch (const Error& error) {
    co_return error.message();
  }
  co_return "no failure";
}

Task<> talk(Listener& listener, std::unique_ptr<Stream> client) {
  const auto server = co_await listener.accept_stream();
  co_await client->write("question");
  std::vector<char> buffer(100);
  EXPECT_EQ(co_await server->read_some(buffer), 8U);
  co_await server->write("answer");
  EXPECT_EQ(co_await client->read_some(buffer), 6U);
  co_await client->finish();
  EXPECT_EQ(co_await server->read_some(buffer), 0U);
  co_await server->write("still open the other way");
  EXPECT_GT(co_await client->read_some(buffer), 0U);
}

TEST(Socket, carries_bytes_both_ways_and_half_closes) {
  run_task([](Loop&) -> Task<> {
    for (const auto* host : {"127.0.0.1", "localhost", "::1"}) {
      auto listener = Listener::tcp(host, 0);
      EXPECT_GT(listener.port(), 0);
      co_await talk(listener, co_await dial_tcp(host, listener.port(), 5s));
    }
  });
}

TEST(Socket, says_in_words_why_it_cannot_dial) {
  run_task([](Loop&) -> Task<> {
    std::uint16_t port = 0;
    {
      const auto listener = Listener::tcp("127.0.0.1", 0);
      port = listener.port();
    }
    const auto number = std::to_string(port);
    EXPECT_EQ(co_await failure_of(dial_tcp("127.0.0.1", port, 5s)),
              "dial 127.0.0.1:" + number + ": connection refused");
    EXPECT_EQ(co_await failure_of(dial_tcp("::1", port, 5s)), "dial [::1]:" + number + ": connection refused");
    EXPECT_EQ(co_await failure_of(dial_unix("/nonexistent/socket", 5s)), "dial /nonexistent/socket: no such socket");
    EXPECT_THROW(Listener::tcp("not an address", 0), Error);
    EXPECT_THROW(Listener::unix_socket(std::string(200, 'x')), Error);
  });
}

TEST(Socket, knows_who_is_at_the_other_end_of_a_unix_socket) {
  run_task([](Loop&) -> Task<> {
    const Folder folder;
    auto listener = Listener::unix_socket(folder.path + "/s");
    struct stat info {};
    EXPECT_EQ(stat((folder.path + "/s").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    const auto client = co_await dial_unix(folder.path + "/s", 5s);
    const auto server = co_await listener.accept_stream();
    EXPECT_EQ(server->peer().pid, getpid());
    EXPECT_EQ(server->peer().uid, static_cast<int>(getuid()));
    EXPECT_THROW(Listener::unix_socket(folder.path + "/s"), Error) << "it is in use";
  });
}

TEST(Socket, a_dead_unix_socket_is_replaced_and_nothing_else) {
  run_task([](Loop&) -> Task<> {
    const Folder folder;
    { const auto gone = Listener::unix_socket(folder.path + "/s"); }
    auto listener = Listener::unix_socket(folder.path + "/s");
    co_await talk(listener, co_await dial_unix(folder.path + "/s", 5s));
    close(open((folder.path + "/file").c_str(), O_CREAT | O_CLOEXEC, 0600));
    EXPECT_THROW(Listener::unix_socket(folder.path + "/file"), Error);
    EXPECT_EQ(access((folder.path + "/file").c_str(), F_OK), 0);
  });
}

TEST(Socket, dialling_beneath_a_folder_follows_no_link) {
  run_task([](Loop&) -> Task<> {
    const Folder folder;
    auto listener = Listener::unix_beneath(folder.descriptor, "s");
    co_await talk(listener, co_await dial_unix_beneath(folder.descriptor, "s", 5s));
    mkdir((folder.path + "/deep").c_str(), 0700);
    EXPECT_EQ(symlink("s", (folder.path + "/link").c_str()), 0);
    EXPECT_EQ(symlink("..", (folder.path + "/deep/link").c_str()), 0);
    close(open((folder.path + "/file").c_str(), O_CREAT | O_CLOEXEC, 0600));
    const std::pair<const char*, const char*> cases[] = {
        {"link", "a link"},        {"deep/link/s", "a link"}, {"../s", "dial ../s"}, {"file", "not a socket"},
        {"absent", "dial absent"}, {"deep", "not a socket"},  {"/s", "dial /s"}};
    for (const auto& [name, why] : cases) {
      const auto message = co_await failure_of(dial_unix_beneath(folder.descriptor, name, 5s));
      EXPECT_NE(message.find(why), std::string::npos) << name << ": " << message;
      EXPECT_NE(message, "no failure");
    }
    EXPECT_THROW(Listener::unix_beneath(folder.descriptor, "deep/s"), Error);
  });
}

TEST(Stream, a_read_that_is_cancelled_loses_nothing) {
  run_task([](Loop&) -> Task<> {
    auto listener = Listener::tcp("127.0.0.1", 0);
    const auto client = co_await dial_tcp("127.0.0.1", listener.port(), 5s);
    const auto server = co_await listener.accept_stream();
    std::vector<char> buffer(100);
    EXPECT_NE(co_await failure_of(within(5ms, client->read_some(buffer), "read")), "no failure");
    EXPECT_TRUE(client->quiet());
    co_await server->write("late");
    EXPECT_EQ(co_await client->read_some(buffer), 4U);
    server->close();
    EXPECT_NE(co_await failure_of(server->write("x")), "no failure");
  });
}

Task<> echo_back(Stream& stream) {
  std::vector<char> buffer(300);
  while (const auto count = co_await stream.read_some(buffer)) co_await stream.write({buffer.data(), count});
  co_await stream.finish();
}
Task<> write_all(Stream& stream, std::size_t size) {
  const std::string bytes(size, 'x');
  co_await stream.write(bytes);
  co_await stream.finish();
}

TEST(Splice, copies_both_ways_until_both_have_ended) {
  run_task([](Loop& loop) -> Task<> {
    auto [a, b] = make_pipe(loop.executor(), 1000);
    auto [c, d] = make_pipe(loop.executor(), 1000);
    Scope scope(loop);
    scope.spawn(splice(*b, *c), "splice");
    scope.spawn(echo_back(*d), "echo");
    scope.spawn(write_all(*a, 100'000), "write");
    std::vector<char> buffer(7000);
    std::size_t total = 0;
    while (const auto count = co_await a->read_some(buffer)) total += count;
    EXPECT_EQ(total, 100'000U);
    co_await scope.join();
  });
}

TEST(Splice, ends_when_the_other_side_lingers) {
  run_task([](Loop& loop) -> Task<> {
    auto [a, b] = make_pipe(loop.executor());
    auto [c, d] = make_pipe(loop.executor());
    co_await a->finish();
    co_await within(10s, splice(*b, *c, 5ms), "splice");
    std::vector<char> buffer(10);
    EXPECT_EQ(co_await d->read_some(buffer), 0U);
  });
}

}  // namespace
}  // namespace coracle::net
