#include "cluster/garbage/graph.h"

#include <gtest/gtest.h>

#include "cluster/garbage/metadata_scan.h"

namespace coracle::cluster::garbage {
namespace {

const ServedPtr sets = std::make_shared<const ServedKind>(
    ServedKind{"apps", "v1", "ReplicaSet", "replicasets", true, {"delete", "get", "list", "watch"}});
const ServedPtr pods =
    std::make_shared<const ServedKind>(ServedKind{"", "v1", "Pod", "pods", true, {"delete", "get", "list", "watch"}});

Entry owner_entry(std::string uid, bool deleting = false, bool foreground = false) {
  return {sets, "ns", "set-" + uid, uid, {}, deleting, foreground, false};
}
Entry dependent(std::string uid, std::vector<std::string> owners, bool blocks = true) {
  Entry entry{pods, "ns", "pod-" + uid, uid, {}, false, false, false};
  for (const auto& one : owners) entry.owners.push_back({"apps/v1", "ReplicaSet", "set-" + one, one, blocks});
  return entry;
}

using Uids = std::set<std::string>;

struct ReadGraph : Graph {
  ReadGraph() {
    Work ignored;
    all_read(ignored);
  }
  Uids put_looks(Entry entry) {
    Work work;
    put(std::move(entry), work);
    return work.look;
  }
  Uids remove_looks(const Entry& entry) {
    Work work;
    remove(entry.identity(), entry.uid, work);
    return work.look;
  }
};

TEST(GarbageGraph, looks_at_dependents_of_what_has_gone_and_at_nothing_else) {
  ReadGraph graph;
  EXPECT_EQ(graph.put_looks(owner_entry("a")), Uids{});
  EXPECT_EQ(graph.put_looks(dependent("p", {"a"})), Uids{});
  EXPECT_EQ(graph.put_looks(dependent("q", {"a"})), Uids{});
  EXPECT_EQ(graph.put_looks(dependent("free", {})), Uids{});
  EXPECT_EQ(graph.remove_looks(owner_entry("a")), (Uids{"p", "q"}));
  EXPECT_EQ(graph.remove_looks(dependent("p", {"a"})), Uids{});
}

TEST(GarbageGraph, looks_at_what_comes_with_an_owner_that_nobody_knows) {
  ReadGraph graph;
  EXPECT_EQ(graph.put_looks(dependent("p", {"unknown"})), Uids{"p"});
  // Told again, unchanged: it was looked at.
  EXPECT_EQ(graph.put_looks(dependent("p", {"unknown"})), Uids{});
}

TEST(GarbageGraph, does_not_look_before_everything_was_read) {
  Graph graph;
  Work early;
  graph.put(dependent("p", {"late"}), early);
  graph.put(dependent("q", {"never"}), early);
  graph.put(owner_entry("late"), early);
  EXPECT_TRUE(early.look.empty());
  Work work;
  graph.all_read(work);
  EXPECT_EQ(work.look, Uids{"q"});
}

TEST(GarbageGraph, looks_at_a_reference_whose_uid_belongs_to_another_name_or_namespace) {
  ReadGraph graph;
  graph.put_looks(owner_entry("a"));
  auto elsewhere = dependent("p", {"a"});
  elsewhere.ns = "other";
  EXPECT_EQ(graph.put_looks(elsewhere), Uids{"p"});
  auto renamed = dependent("q", {"a"});
  renamed.owners[0].name = "another";
  EXPECT_EQ(graph.put_looks(renamed), Uids{"q"});
}

TEST(GarbageGraph, an_owner_that_waits_is_looked_at_with_its_dependents_and_again_when_the_last_has_gone) {
  ReadGraph graph;
  graph.put_looks(owner_entry("a"));
  graph.put_looks(dependent("p", {"a"}));
  EXPECT_EQ(graph.put_looks(owner_entry("a", true, true)), (Uids{"a", "p"}));
  EXPECT_TRUE(graph.find("a")->blocked_by(*graph.find("p")));
  EXPECT_EQ(graph.remove_looks(dependent("p", {"a"})), Uids{"a"});
  // One that gives its reference up frees the owner too.
  graph.put_looks(dependent("q", {"a"}));
  EXPECT_EQ(graph.put_looks(dependent("q", {})), Uids{"a"});
}

TEST(GarbageGraph, an_orphaning_deletion_is_told_apart) {
  ReadGraph graph;
  auto owner = owner_entry("a");
  owner.orphaning = true;
  graph.put_looks(owner);
  owner.deleting = true;
  Work work;
  graph.put(owner, work);
  EXPECT_EQ(work.orphan, Uids{"a"});
}

TEST(GarbageGraph, looks_again_at_all_whose_owner_is_missing_in_a_new_list) {
  ReadGraph graph;
  graph.put_looks(owner_entry("a"));
  graph.put_looks(owner_entry("b"));
  graph.put_looks(dependent("p", {"a"}));
  graph.put_looks(dependent("q", {"b"}));
  Work work;
  graph.remove_all({owner_entry("a").identity()}, work);
  EXPECT_EQ(work.look, Uids{"p"});
}

TEST(MetadataScan, finds_what_matters_and_leaves_the_rest_to_a_parser) {
  const std::string line =
      R"({"type":"ADDED","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{)"
      R"("resourceVersion":"42","name":"web","namespace":"team","uid":"u-1","generation":1,"labels":{"name":"other",)"
      R"("a":"quote \" brace }"},"managedFields":[{"fieldsV1":{"f:ownerReferences":{},"finalizers":{}}}]}}})";
  const auto event = scan_event(line);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, "ADDED");
  EXPECT_EQ(event->metadata.name, "web");
  EXPECT_EQ(event->metadata.ns, "team");
  EXPECT_EQ(event->metadata.uid, "u-1");
  EXPECT_EQ(event->metadata.version, "42");
  EXPECT_TRUE(event->metadata.is_plain());
  for (const auto* more : {R"("ownerReferences":[{"uid":"x"}])", R"("finalizers":["a"])", R"("deletionTimestamp":"t")"})
    EXPECT_FALSE(
        scan_event(std::string(R"({"type":"ADDED","object":{"metadata":{)") + more + "}}}")->metadata.is_plain())
        << more;
  for (const auto* wrong : {"", "{", "[]", R"({"type":"ADDED","object":{"metadata":{"name":"a)", R"({"type": "ADDED"})",
                            R"({"type":"A","object":{"metadata":{"name":"\u0041"}}})"})
    EXPECT_FALSE(scan_event(wrong)) << wrong;
}

TEST(GarbagePlan, nothing_is_deleted_unless_each_owner_is_proven_absent) {
  using enum OwnerState;
  struct Case {
    std::vector<OwnerState> owners;
    bool dependents;
    Plan::Step step;
    std::string propagation;
  };
  const std::vector<Case> cases{
      {{}, false, Plan::Step::leave, ""},
      {{there}, false, Plan::Step::leave, ""},
      {{absent}, false, Plan::Step::remove, "Background"},
      {{absent, there}, false, Plan::Step::drop_references, ""},
      {{absent, unknown}, false, Plan::Step::ask_later, ""},
      {{there, unknown}, false, Plan::Step::ask_later, ""},
      {{leaving}, false, Plan::Step::remove, "Background"},
      {{leaving}, true, Plan::Step::remove, "Foreground"},
      {{leaving, there}, true, Plan::Step::drop_references, ""},
      {{absent, absent}, true, Plan::Step::remove, "Background"},
  };
  for (const auto& one : cases) {
    std::vector<std::string> uids;
    for (std::size_t i = 0; i < one.owners.size(); ++i) uids.push_back(std::to_string(i));
    const auto made = plan(dependent("p", uids), one.owners, one.dependents);
    EXPECT_EQ(made.step, one.step) << one.owners.size();
    EXPECT_EQ(made.propagation, one.propagation);
    if (one.step == Plan::Step::drop_references) {
      EXPECT_EQ(made.references, std::vector<std::string>{one.owners[0] == there ? "1" : "0"});
    }
  }
  auto going = dependent("p", {"a"});
  going.deleting = true;
  EXPECT_EQ(plan(going, {OwnerState::absent}, false).step, Plan::Step::leave);
  auto orphaning = dependent("p", {"a"});
  orphaning.orphaning = true;
  EXPECT_EQ(plan(orphaning, {OwnerState::absent}, true).propagation, "Orphan");
}

}  // namespace
}  // namespace coracle::cluster::garbage
