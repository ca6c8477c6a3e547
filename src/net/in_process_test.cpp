#include "net/in_process.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "net/server_fixture.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

/// A loop on a thread of its own.
struct Thread {
  Loop loop;
  std::thread thread{[this] { loop.run(); }};
  void end() {
    loop.stop();
    thread.join();
  }
};

std::atomic<int> ended_bodies = 0;
Task<> write_many(BodyWriter& writer) {
  struct AtEnd {
    ~AtEnd() { ++ended_bodies; }
  } at_end;
  for (int i = 0; i < 1000; ++i) co_await writer.write(std::make_shared<const std::string>(1000, 'a'));
}
Task<> write_for_ever(BodyWriter& writer) {
  struct AtEnd {
    ~AtEnd() { ++ended_bodies; }
  } at_end;
  co_await writer.write(std::make_shared<const std::string>("first"));
  co_await sleep_for(1h);
}
Task<> write_and_break(BodyWriter& writer) {
  co_await writer.write(std::make_shared<const std::string>("some"));
  throw Error(Reason::gone, "too old");
}
Task<Response> answer_call(Request request) {
  Response response;
  if (request.target == "/who") response.body = request.user ? request.user->name : "nobody";
  if (request.target == "/echo") response.body = request.body;
  if (request.target == "/error") throw Error(Reason::conflict, "no two at once");
  if (request.target == "/many") response.body = Streamed(write_many);
  if (request.target == "/ever") response.body = Streamed(write_for_ever);
  if (request.target == "/break") response.body = Streamed(write_and_break);
  if (request.target == "/wait") co_await sleep_for(1h);
  if (request.target == "/shared") response.body = SharedTexts(3, std::make_shared<const std::string>("s"));
  if (request.target == "/upload") {
    std::size_t total = 0;
    while (true) {
      const auto piece = co_await request.upload->next();
      if (piece.empty()) break;
      total += piece.size();
    }
    response.body = std::to_string(total);
  }
  co_return response;
}

Request asking(std::string target, std::string body = {}) {
  Request request;
  request.target = std::move(target);
  request.body = std::move(body);
  return request;
}

class Pieces final : public BodyReader {
 public:
  Task<std::string> next() override {
    if (left_-- <= 0) co_return std::string();
    co_return std::string(100'000, 'u');
  }

 private:
  int left_ = 20;
};

Task<> use(InProcessServer& server) {
  const auto client = server.client({.name = "me"});
  EXPECT_EQ((co_await exchange(*client, asking("/who"))).body, "me");
  EXPECT_EQ((co_await exchange(*client, asking("/echo", "hello"))).body, "hello");
  EXPECT_EQ((co_await exchange(*client, asking("/shared"))).body, "sss");
  EXPECT_EQ((co_await exchange(*client, asking("/many"))).body.size(), 1'000'000U);
  const auto refused = co_await exchange(*client, asking("/error"));
  EXPECT_EQ(refused.status, 409);
  std::string message;
  try {
    co_await exchange(*client, asking("/break"));
  } catch (const Error& error) {
    message = error.message();
  }
  EXPECT_EQ(message, "too old");
  auto upload = asking("/upload");
  upload.upload = std::make_shared<Pieces>();
  EXPECT_EQ((co_await exchange(*client, upload)).body, "2000000");
  {
    auto answer = co_await client->send(asking("/ever"));
    EXPECT_EQ(co_await answer.body->next(), "first");
  }
  while (ended_bodies < 2) co_await sleep_for(1ms);  // dropping the answer ended the body
  bool timed_out = false;
  try {
    co_await within(20ms, client->send(asking("/wait")), "wait");
  } catch (const Error& error) {
    timed_out = error.reason() == Reason::timeout;
  }
  EXPECT_TRUE(timed_out);
}

TEST(InProcess, calls_a_handler_on_another_thread_and_back) {
  Thread there;
  test::FunctionHandler handler(answer_call, true);
  InProcessServer server(there.loop, handler);
  ended_bodies = 0;
  run_task([&](Loop&) -> Task<> { co_await within(30s, use(server), "use"); });
  std::promise<void> stopped;
  Scope* scope = nullptr;
  there.loop.post([&] {
    scope = new Scope(there.loop);
    scope->spawn([](InProcessServer& s, std::promise<void>& done) -> Task<> {
      co_await s.stop();
      done.set_value();
    }(server, stopped));
  });
  stopped.get_future().wait();
  run_task([&](Loop&) -> Task<> {
    const auto client = server.client({.name = "me"});
    EXPECT_THROW(co_await client->send(asking("/who")), Error);
  });
  std::promise<void> gone;
  there.loop.post([&] {
    delete scope;
    gone.set_value();
  });
  gone.get_future().wait();
  there.end();
}

TEST(InProcess, calls_a_handler_of_the_same_loop) {
  run_task([](Loop& loop) -> Task<> {
    test::FunctionHandler handler(answer_call, true);
    InProcessServer server(loop, handler);
    ended_bodies = 0;
    co_await within(30s, use(server), "use");
    co_await server.stop();
  });
}

}  // namespace
}  // namespace coracle::net
