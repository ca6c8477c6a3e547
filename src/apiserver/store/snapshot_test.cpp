#include "apiserver/store/snapshot.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace coracle::apiserver {
namespace {

ObjectPtr object_named(const std::string& key, std::uint64_t revision) {
  const json::Value value{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", "x"}}}};
  return Draft::from(key, value).finish(revision, 0);
}

std::vector<std::string> keys_of(const Snapshot& snapshot, std::string_view prefix = {}, std::string_view from = {}) {
  std::vector<std::string> keys;
  snapshot.each(prefix, from, [&](const ObjectPtr& object) {
    keys.push_back(object->key());
    return true;
  });
  return keys;
}

TEST(Snapshot, keeps_the_order_of_keys_through_any_sequence_of_changes) {
  std::mt19937 random(7);
  std::map<std::string, std::uint64_t> model;
  auto current = std::make_shared<const Snapshot>();
  std::uint64_t revision = 0;
  for (int round = 0; round < 300; ++round) {
    SnapshotEditor editor(current);
    for (int step = 0; step < 20; ++step) {
      const auto key = "ns/" + std::to_string(random() % 3000);
      if (random() % 3 != 0) {
        editor.put(object_named(key, ++revision));
        model[key] = revision;
      } else {
        editor.remove(key, ++revision);
        model.erase(key);
      }
    }
    current = std::move(editor).finish();
  }
  std::vector<std::string> expected;
  for (const auto& [key, made] : model) {
    expected.push_back(key);
    ASSERT_TRUE(current->find(key));
    EXPECT_EQ(current->find(key)->revision(), made);
  }
  EXPECT_EQ(keys_of(*current), expected);
  EXPECT_EQ(current->size(), model.size());
  EXPECT_EQ(current->revision(), revision);
  EXPECT_EQ(current->find("ns/nothing"), nullptr);
}

TEST(Snapshot, grows_and_shrinks_through_many_blocks) {
  constexpr int many = 40'000;
  std::vector<std::string> keys;
  for (int i = 0; i < many; ++i) keys.push_back("ns/" + std::to_string(100'000 + i));
  auto shuffled = keys;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(3));
  std::uint64_t revision = 0;
  SnapshotEditor growing(std::make_shared<const Snapshot>());
  for (const auto& key : shuffled) growing.put(object_named(key, ++revision));
  const auto full = std::move(growing).finish();
  EXPECT_EQ(keys_of(*full), keys);
  EXPECT_EQ(keys_of(*full, "ns/1399").front(), "ns/139900");
  EXPECT_EQ(keys_of(*full, "ns/", "ns/139996").size(), 4U);
  EXPECT_EQ(full->count("ns/", "ns/139996"), 4U);
  EXPECT_EQ(full->count("ns/", ""), static_cast<std::size_t>(many));
  EXPECT_EQ(full->count("", "ns/120000"), static_cast<std::size_t>(many / 2));
  EXPECT_EQ(full->count("other/", ""), 0U);
  EXPECT_EQ(full->count("a/", ""), 0U);
  auto current = full;
  for (int part = 0; part < 10; ++part) {
    SnapshotEditor shrinking(current);
    for (int i = part * many / 10; i < (part + 1) * many / 10; ++i)
      if (i % 1000 != 0) shrinking.remove(shuffled[static_cast<std::size_t>(i)], ++revision);
    current = std::move(shrinking).finish();
  }
  EXPECT_EQ(current->size(), static_cast<std::size_t>(many / 1000));
  EXPECT_EQ(keys_of(*current).size(), static_cast<std::size_t>(many / 1000));
  EXPECT_EQ(keys_of(*full).size(), static_cast<std::size_t>(many));
}

TEST(Snapshot, of_an_earlier_moment_does_not_change) {
  SnapshotEditor first(std::make_shared<const Snapshot>());
  for (int i = 0; i < 1000; ++i) first.put(object_named("n/" + std::to_string(i), static_cast<std::uint64_t>(i) + 1));
  const auto before = std::move(first).finish();
  const auto keys = keys_of(*before);
  SnapshotEditor second(before);
  for (int i = 0; i < 1000; i += 2) second.remove("n/" + std::to_string(i), 2000);
  second.put(object_named("n/new", 2001));
  const auto after = std::move(second).finish();
  EXPECT_EQ(keys_of(*before), keys);
  EXPECT_EQ(before->size(), 1000U);
  EXPECT_EQ(after->size(), 501U);
}

TEST(Snapshot, gives_the_objects_of_one_namespace_from_a_key_on) {
  SnapshotEditor editor(std::make_shared<const Snapshot>());
  for (const auto* key : {"a-b/x", "a/x", "a/y", "b/x"}) editor.put(object_named(key, 1));
  const auto snapshot = std::move(editor).finish();
  EXPECT_EQ(keys_of(*snapshot, "a/"), (std::vector<std::string>{"a/x", "a/y"}));
  EXPECT_EQ(keys_of(*snapshot, "a/", "a/y"), (std::vector<std::string>{"a/y"}));
  EXPECT_EQ(keys_of(*snapshot, "c/"), std::vector<std::string>{});
  EXPECT_EQ(keys_of(*snapshot).size(), 4U);
}

TEST(StoredObject, carries_its_revision_in_its_text) {
  const json::Object labels{{"b", "2"}, {"a", "1"}};
  const json::Value value{{"kind", "Pod"},
                          {"metadata", {{"name", "p"}, {"resourceVersion", "old"}, {"labels", labels}}},
                          {"apiVersion", "v1"},
                          {"spec", {{"x", 1}}}};
  const auto object = Draft::from("d/p", value).finish(42, 0);
  EXPECT_EQ(object->text(), R"({"apiVersion":"v1","kind":"Pod","metadata":{"resourceVersion":"42","name":"p",)"
                            R"("labels":{"b":"2","a":"1"}},"spec":{"x":1}})");
  EXPECT_EQ(object->labels(), (Labels{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(object->namespace_(), "d");
  EXPECT_EQ(object->name(), "p");
  EXPECT_TRUE(object->text_after_kind().starts_with("\"metadata\":"));
  const auto last = Draft::copy(*object).finish(1234, object->row());
  EXPECT_EQ(json::text(last->parse(), {"metadata", "resourceVersion"}), "1234");
  const auto again = Draft::restore("d/p", 42, 1234, last->text());
  EXPECT_EQ(again->text(), last->text());
  EXPECT_EQ(again->labels(), last->labels());
  EXPECT_EQ(again->text_after_kind(), last->text_after_kind());
  EXPECT_THROW(Draft::restore("d/p", 42, 99, last->text()), Error);
  EXPECT_THROW(Draft::restore("d/p", 42, 1234, "{\"metadata\":"), Error);
}

}  // namespace
}  // namespace coracle::apiserver
