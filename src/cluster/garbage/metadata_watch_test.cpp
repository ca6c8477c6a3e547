#include "cluster/garbage/metadata_watch.h"

#include <gtest/gtest.h>

namespace coracle::cluster::garbage {
namespace {
using namespace std::chrono_literals;

struct OnePiece final : net::BodyReader {
  explicit OnePiece(std::string bytes) : text(std::move(bytes)) {}
  Task<std::string> next() override { co_return std::exchange(text, {}); }
  std::string text;
};

/// Lists in two pages; every watch is told that its place is forgotten.
struct Forgetful final : net::RoundTrip {
  std::vector<std::string> seen;
  Task<net::Answer> send(net::Request request) override {
    seen.push_back(request.target);
    net::Answer answer;
    answer.status = 200;
    std::string body = R"({"metadata":{"resourceVersion":"5","continue":"n"},"items":[{"metadata":{"uid":"a"}}]})";
    if (request.target.find("continue=n") != std::string::npos)
      body = R"({"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"uid":"b"}}]})";
    if (request.target.find("watch=1") != std::string::npos)
      body = R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"old"}})"
             "\n";
    answer.body = std::make_unique<OnePiece>(std::move(body));
    co_return answer;
  }
};

TEST(MetadataWatch, reads_lists_by_pages_and_pauses_while_its_place_is_forgotten) {
  run_task([](Loop& loop) -> Task<> {
    Forgetful server;
    kube::Client client(server);
    auto kind = std::make_shared<ServedKind>();
    kind->version = "v1";
    kind->kind = "Thing";
    kind->plural = "things";
    std::set<std::string> uids;
    MetadataWatch::Handlers handlers;
    handlers.put = [&](const ServedPtr&, const json::Value& object) {
      uids.emplace(json::text(object, {"metadata", "uid"}));
    };
    handlers.all_gone = [](const auto&) {};
    handlers.read = [] {};
    MetadataWatch watch(client, kind, handlers, Log("test", LogLevel::error));
    Scope scope(loop);
    scope.spawn(watch.run());
    co_await sleep_for(1200ms);
    co_await scope.cancel_and_join();
    EXPECT_EQ(uids, (std::set<std::string>{"a", "b"}));
    // Two or three rounds of three requests, where without a pause there are thousands.
    EXPECT_GE(server.seen.size(), 6U);
    EXPECT_LE(server.seen.size(), 9U);
    if (server.seen.size() < 4) co_return;
    EXPECT_EQ(server.seen[0], "/api/v1/things?resourceVersion=0&limit=500");
    EXPECT_EQ(server.seen[1], "/api/v1/things?limit=500&continue=n");
    EXPECT_EQ(server.seen[3], "/api/v1/things?limit=500");
  });
}

}  // namespace
}  // namespace coracle::cluster::garbage
