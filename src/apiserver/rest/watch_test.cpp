#include <fmt/core.h>
#include <gtest/gtest.h>

#include "apiserver/testing/cluster.h"

namespace coracle::apiserver {
namespace {

const std::string configmaps = "/api/v1/namespaces/default/configmaps";

net::Headers json_body() { return {{"Content-Type", "application/json"}}; }

std::string config_map_text(const std::string& name, const std::string& label) {
  return fmt::format(R"({{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"{}","labels":{{"l":"{}"}}}}}})",
                     name, label);
}

Task<std::string> make(testing::Cluster& cluster, std::string name, std::string label = "a") {
  const auto reply = co_await cluster.request("POST", configmaps, config_map_text(name, label), json_body());
  EXPECT_EQ(reply.status, 201) << reply.text;
  co_return std::string(json::text(reply.value(), {"metadata", "resourceVersion"}));
}

Task<> relabel(testing::Cluster& cluster, std::string name, std::string label) {
  auto patch = fmt::format(R"({{"metadata":{{"labels":{{"l":"{}"}}}}}})", label);
  const auto reply = co_await cluster.request("PATCH", configmaps + "/" + name, std::move(patch),
                                              {{"Content-Type", "application/merge-patch+json"}});
  EXPECT_EQ(reply.status, 200) << reply.text;
}

Task<> remove(testing::Cluster& cluster, std::string name) {
  const auto reply = co_await cluster.request("DELETE", configmaps + "/" + name);
  EXPECT_EQ(reply.status, 200) << reply.text;
}

// "ADDED a", "BOOKMARK", "ERROR 410"; "" when nothing came.
Task<std::string> next_of(testing::WatchLines& lines) {
  const auto event = co_await lines.next();
  if (event.is_null()) co_return "";
  std::string text(json::text(event, {"type"}));
  if (const auto name = json::text(event, {"object", "metadata", "name"}); !name.empty())
    text += " " + std::string(name);
  if (text == "ERROR") text += " " + json::serialize(event.at("object").at("code"));
  co_return text;
}

void with_cluster(Task<> (*test)(testing::Cluster&)) {
  run_task([test](Loop& loop) -> Task<> {
    testing::Cluster cluster(loop);
    co_await cluster.begin();
    co_await test(cluster);
  });
}

TEST(WatchVerb, shows_what_is_there_and_then_each_change) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    co_await make(cluster, "a");
    auto lines = co_await cluster.watch(configmaps + "?watch=true");
    EXPECT_EQ(co_await next_of(*lines), "ADDED a");
    co_await make(cluster, "b");
    co_await relabel(cluster, "b", "c");
    co_await remove(cluster, "b");
    EXPECT_EQ(co_await next_of(*lines), "ADDED b");
    EXPECT_EQ(co_await next_of(*lines), "MODIFIED b");
    EXPECT_EQ(co_await next_of(*lines), "DELETED b");
    co_await lines->stop();
  });
}

TEST(WatchVerb, goes_on_from_a_resource_version) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    const auto version = co_await make(cluster, "a");
    co_await make(cluster, "b");
    auto lines = co_await cluster.watch(configmaps + "?watch=true&resourceVersion=" + version);
    EXPECT_EQ(co_await next_of(*lines), "ADDED b");
    co_await lines->stop();
  });
}

TEST(WatchVerb, turns_changes_of_a_match_into_added_and_deleted) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    const auto version = co_await make(cluster, "a", "out");
    auto lines = co_await cluster.watch(configmaps + "?watch=true&labelSelector=l%3Din&resourceVersion=" + version);
    co_await relabel(cluster, "a", "in");
    co_await relabel(cluster, "a", "out");
    co_await relabel(cluster, "a", "in");
    co_await remove(cluster, "a");
    EXPECT_EQ(co_await next_of(*lines), "ADDED a");
    const auto left = co_await lines->next();
    EXPECT_EQ(json::text(left, {"type"}), "DELETED");
    EXPECT_EQ(json::text(left, {"object", "metadata", "labels", "l"}), "in") << "the last state that matched";
    EXPECT_EQ(co_await next_of(*lines), "ADDED a");
    EXPECT_EQ(co_await next_of(*lines), "DELETED a");
    co_await lines->stop();
  });
}

TEST(WatchVerb, ends_the_initial_events_with_a_bookmark) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    co_await make(cluster, "a");
    auto lines = co_await cluster.watch(configmaps +
                                        "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                                        "&resourceVersionMatch=NotOlderThan");
    EXPECT_EQ(co_await next_of(*lines), "ADDED a");
    const auto bookmark = co_await lines->next();
    EXPECT_EQ(json::text(bookmark, {"type"}), "BOOKMARK");
    EXPECT_EQ(json::text(bookmark, {"object", "metadata", "annotations", "k8s.io/initial-events-end"}), "true");
    EXPECT_EQ(json::text(bookmark, {"object", "metadata", "resourceVersion"}), "2");
    EXPECT_EQ(json::text(bookmark, {"object", "kind"}), "ConfigMap");
    co_await lines->stop();
  });
}

TEST(WatchVerb, of_what_is_forgotten_is_an_error_event_that_says_gone) {
  run_task([](Loop& loop) -> Task<> {
    testing::Cluster cluster(loop, {.path = {}, .history_changes = 2});
    co_await cluster.begin();
    for (const auto* name : {"a", "b", "c", "d"}) co_await make(cluster, name);
    auto lines = co_await cluster.watch(configmaps + "?watch=true&resourceVersion=1");
    const auto event = co_await lines->next();
    EXPECT_EQ(json::text(event, {"type"}), "ERROR");
    EXPECT_EQ(json::text(event, {"object", "reason"}), "Expired");
    EXPECT_EQ(json::text(event, {"object", "message"}), "too old resource version: 1 (3)");
    EXPECT_EQ(co_await next_of(*lines), "");
    co_await lines->stop();
  });
}

TEST(WatchVerb, serves_another_version_of_the_kind_and_metadata_alone) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    const std::string widgets = "/apis/example.com/v1alpha1/namespaces/default/widgets";
    const auto made =
        co_await cluster.request("POST", widgets, R"({"metadata":{"name":"w"},"spec":{"x":1}})", json_body());
    EXPECT_EQ(made.status, 201) << made.text;
    auto lines = co_await cluster.watch("/apis/example.com/v1/widgets?watch=1");
    auto event = co_await lines->next();
    EXPECT_EQ(json::text(event, {"object", "apiVersion"}), "example.com/v1");
    co_await lines->stop();
    auto older = co_await cluster.watch(widgets + "?watch=1");
    event = co_await older->next();
    EXPECT_EQ(json::text(event, {"object", "apiVersion"}), "example.com/v1alpha1");
    co_await older->stop();
    auto metadata = co_await cluster.watch(
        widgets + "?watch=1", {{"Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"}});
    event = co_await metadata->next();
    EXPECT_EQ(json::text(event, {"object", "kind"}), "PartialObjectMetadata");
    EXPECT_EQ(json::text(event, {"object", "metadata", "name"}), "w");
    EXPECT_EQ(json::find(event, {"object", "spec"}), nullptr);
    co_await metadata->stop();
  });
}

TEST(WatchVerb, ends_when_its_time_is_over) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    auto lines = co_await cluster.watch(configmaps + "?watch=true&timeoutSeconds=1");
    EXPECT_EQ(co_await next_of(*lines), "");
    co_await lines->stop();
  });
}

TEST(ListVerb, pages_show_one_moment_while_others_write) {
  with_cluster([](testing::Cluster& cluster) -> Task<> {
    for (int i = 0; i < 25; ++i) co_await make(cluster, fmt::format("n{:02}", i));
    std::vector<std::string> names;
    std::string token, version;
    for (int page = 0; page < 20; ++page) {
      const auto reply = co_await cluster.request("GET", configmaps + "?limit=7&continue=" + token);
      EXPECT_EQ(reply.status, 200) << reply.text;
      const auto list = reply.value();
      if (version.empty()) version = json::text(list, {"metadata", "resourceVersion"});
      EXPECT_EQ(json::text(list, {"metadata", "resourceVersion"}), version);
      for (const auto& item : list.at("items").as_array()) names.emplace_back(json::text(item, {"metadata", "name"}));
      token = net::percent_encode(json::text(list, {"metadata", "continue"}));
      if (token.empty()) break;
      co_await make(cluster, fmt::format("between{}", page));
      co_await remove(cluster, fmt::format("n{:02}", 24 - page));
    }
    EXPECT_EQ(names.size(), 25U);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_EQ(names.back(), "n24");
  });
}

TEST(ListVerb, says_when_a_page_is_too_old_and_how_to_go_on) {
  run_task([](Loop& loop) -> Task<> {
    testing::Cluster cluster(loop, {.path = {}, .history_changes = 2});
    co_await cluster.begin();
    for (int i = 0; i < 5; ++i) co_await make(cluster, fmt::format("n{}", i));
    // Remembered snapshots are few: twenty other lists push this one's out.
    const auto first = co_await cluster.request("GET", configmaps + "?limit=2");
    const auto token = net::percent_encode(json::text(first.value(), {"metadata", "continue"}));
    for (int i = 0; i < 20; ++i) {
      co_await make(cluster, fmt::format("o{}", i));
      co_await cluster.request("GET", configmaps + "?limit=1");
    }
    const auto expired = co_await cluster.request("GET", configmaps + "?limit=2&continue=" + token);
    EXPECT_EQ(expired.status, 410);
    EXPECT_EQ(json::text(expired.value(), {"reason"}), "Expired");
    const auto again = net::percent_encode(json::text(expired.value(), {"metadata", "continue"}));
    const auto rest = co_await cluster.request("GET", configmaps + "?continue=" + again);
    EXPECT_EQ(rest.status, 200);
    EXPECT_EQ(rest.value().at("items").as_array().size(), 23U);
  });
}

}  // namespace
}  // namespace coracle::apiserver
