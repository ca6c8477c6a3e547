#include "apiserver/crd/controller.h"

#include <gtest/gtest.h>

#include "apiserver/builtin/resources.h"
#include "apiserver/testing/cluster.h"
#include "net/certificates.h"

namespace coracle::apiserver {
namespace {

using testing::Reply;

const SystemClock clock_of_tests;

/// An API server of built-in kinds that takes CustomResourceDefinitions.
struct DefiningCluster {
  explicit DefiningCluster(Loop& loop)
      : cluster(loop),
        tokens(net::make_private_key(), "https://kubernetes.default.svc", cluster.store(), clock_of_tests),
        controller(loop.executor(), cluster.store(), cluster.registry(), clock_of_tests) {
    cluster.registry().replace({}, builtin::resources({cluster.store(), tokens}));
  }
  Task<> begin() {
    co_await cluster.begin();
    co_await controller.start();
  }
  Task<Reply> create(json::Value definition) {
    co_return co_await cluster.request("POST", definitions, json::serialize(definition));
  }
  /// Polls until the condition has that status.
  Task<bool> condition(std::string name, std::string type, std::string status) {
    for (int i = 0; i < 500; ++i) {
      const auto reply = co_await cluster.request("GET", definitions + "/" + name);
      const auto value = reply.value();
      if (const auto* list = json::find(value, {"status", "conditions"}))
        for (const auto& one : list->as_array())
          if (json::text(one, {"type"}) == type && json::text(one, {"status"}) == status) co_return true;
      co_await sleep_for(std::chrono::milliseconds(5));
    }
    co_return false;
  }
  /// The object's generation once it has been changed so.
  Task<std::int64_t> generation_after(std::string target, std::string patch) {
    const auto reply =
        co_await cluster.request("PATCH", target, patch, {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(reply.status, 200) << reply.text;
    co_return json::find(reply.value(), {"metadata", "generation"})->as_int64();
  }
  Task<bool> gone(std::string target) {
    for (int i = 0; i < 500; ++i) {
      if ((co_await cluster.request("GET", target)).status == 404) co_return true;
      co_await sleep_for(std::chrono::milliseconds(5));
    }
    co_return false;
  }

  const std::string definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  testing::Cluster cluster;
  Tokens tokens;
  crd::Controller controller;
};

json::Value gadgets() {
  return json::parse(R"({
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": {"name": "gadgets.things.example.com"},
    "spec": {
      "group": "things.example.com", "scope": "Namespaced",
      "names": {"plural": "gadgets", "kind": "Gadget", "shortNames": ["gd"], "categories": ["all"]},
      "versions": [
        {"name": "v1", "served": true, "storage": true,
         "schema": {"openAPIV3Schema": {"type": "object", "properties": {
           "spec": {"type": "object", "required": ["size"], "properties": {
             "size": {"type": "integer", "minimum": 1}, "color": {"type": "string", "default": "green"},
             "replicas": {"type": "integer"}}},
           "status": {"type": "object", "properties": {"phase": {"type": "string"}, "replicas": {"type": "integer"}}}}}},
         "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.replicas",
                                                   "statusReplicasPath": ".status.replicas"}}},
        {"name": "v1alpha1", "served": true, "storage": false, "deprecated": true,
         "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}
      ]}})")
      .take();
}

std::string gadget(std::string name, int size, std::string finalizers = "[]") {
  return R"({"apiVersion":"things.example.com/v1","kind":"Gadget","metadata":{"name":")" + name + R"(","finalizers":)" +
         finalizers + R"(},"spec":{"size":)" + std::to_string(size) + R"(,"junk":1}})";
}
const std::string gadget_path = "/apis/things.example.com/v1/namespaces/default/gadgets";

void with_definitions(Task<> (*test)(DefiningCluster&)) {
  auto run = [](Loop& loop, Task<> (*inner)(DefiningCluster&)) -> Task<> {
    DefiningCluster world(loop);
    co_await world.begin();
    std::exception_ptr failure;
    try {
      co_await inner(world);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await world.controller.stop();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

TEST(CustomResourceDefinitions, serve_their_kind_as_soon_as_they_are_established) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    const auto made = co_await world.create(gadgets());
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_TRUE(co_await world.condition("gadgets.things.example.com", "Established", "True"));
    const auto stored = (co_await world.cluster.request("GET", world.definitions + "/gadgets.things.example.com"));
    const auto value = stored.value();
    EXPECT_EQ(json::text(value, {"spec", "names", "listKind"}), "GadgetList");
    EXPECT_EQ(json::text(value, {"spec", "conversion", "strategy"}), "None");
    EXPECT_EQ(json::serialize(*json::find(value, {"status", "storedVersions"})), R"(["v1"])");
    EXPECT_EQ(json::text(value, {"status", "acceptedNames", "singular"}), "gadget");

    const auto gadget_made = co_await world.cluster.request("POST", gadget_path, gadget("one", 3));
    EXPECT_EQ(gadget_made.status, 201) << gadget_made.text;
    EXPECT_EQ(json::text(gadget_made.value(), {"spec", "color"}), "green");
    EXPECT_EQ(json::find(gadget_made.value(), {"spec", "junk"}), nullptr);
    const auto wrong = co_await world.cluster.request("POST", gadget_path, gadget("two", 0));
    EXPECT_EQ(wrong.status, 422) << wrong.text;
    EXPECT_NE(wrong.text.find("spec.size"), std::string::npos) << wrong.text;
  });
}

TEST(CustomResourceDefinitions, warn_whoever_uses_a_deprecated_version) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    co_await world.create(gadgets());
    EXPECT_TRUE(co_await world.condition("gadgets.things.example.com", "Established", "True"));
    co_await world.cluster.request("POST", gadget_path, gadget("one", 3));
    const auto old =
        co_await world.cluster.request("GET", "/apis/things.example.com/v1alpha1/namespaces/default/gadgets/one");
    EXPECT_EQ(old.status, 200);
    EXPECT_EQ(json::text(old.value(), {"apiVersion"}), "things.example.com/v1alpha1");
    EXPECT_EQ(old.headers.get("Warning"), "299 - \"things.example.com/v1alpha1 Gadget is deprecated\"");
  });
}

TEST(CustomResourceDefinitions, keep_a_scale_and_a_status_apart) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    co_await world.create(gadgets());
    EXPECT_TRUE(co_await world.condition("gadgets.things.example.com", "Established", "True"));
    co_await world.cluster.request("POST", gadget_path, gadget("one", 3));
    const auto scaled =
        co_await world.cluster.request("PATCH", gadget_path + "/one/scale", R"({"spec":{"replicas":4}})",
                                       {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(scaled.status, 200) << scaled.text;
    const auto status = co_await world.cluster.request("PATCH", gadget_path + "/one/status",
                                                       R"({"status":{"phase":"Up"},"spec":{"size":9}})",
                                                       {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(json::text(status.value(), {"status", "phase"}), "Up") << status.text;
    EXPECT_EQ(json::find(status.value(), {"spec", "size"})->as_int64(), 3);
    EXPECT_EQ(json::find(status.value(), {"spec", "replicas"})->as_int64(), 4);
  });
}

/// As apiextensions' strategy counts: anything but metadata. A status is left out only because its subresource keeps an
/// update of the object from changing it.
TEST(CustomResourceDefinitions, without_a_status_of_its_own_a_change_of_the_status_counts_as_a_generation) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    for (const bool guarded : {true, false}) {
      auto definition = gadgets();
      const std::string group = guarded ? "guarded.example.com" : "open.example.com";
      json::at_path(definition, {"metadata", "name"}) = "gadgets." + group;
      json::at_path(definition, {"spec", "group"}) = group;
      auto& versions = json::at_path(definition, {"spec", "versions"}).as_array();
      versions.pop_back();
      if (!guarded) versions[0].as_object().erase("subresources");
      co_await world.create(definition);
      EXPECT_TRUE(co_await world.condition("gadgets." + group, "Established", "True"));
      const auto path = "/apis/" + group + "/v1/namespaces/default/gadgets";
      co_await world.cluster.request(
          "POST", path,
          R"({"apiVersion":")" + group + R"(/v1","kind":"Gadget","metadata":{"name":"a"},"spec":{"size":1}})");
      EXPECT_EQ(co_await world.generation_after(path + "/a", R"({"metadata":{"labels":{"a":"b"}}})"), 1);
      EXPECT_EQ(co_await world.generation_after(path + "/a", R"({"status":{"phase":"Running"}})"), guarded ? 1 : 2);
      EXPECT_EQ(co_await world.generation_after(path + "/a", R"({"status":{"phase":"Running"}})"), guarded ? 1 : 2);
      EXPECT_EQ(co_await world.generation_after(path + "/a", R"({"spec":{"size":2}})"), guarded ? 2 : 3);
    }
  });
}

TEST(CustomResourceDefinitions, go_after_their_instances_which_go_after_their_finalizers) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    co_await world.create(gadgets());
    const std::string name = "gadgets.things.example.com";
    EXPECT_TRUE(co_await world.condition(name, "Established", "True"));
    co_await world.cluster.request("POST", gadget_path, gadget("free", 3));
    co_await world.cluster.request("POST", gadget_path, gadget("held", 3, R"(["example.com/hold"])"));
    const auto removed = co_await world.cluster.request("DELETE", world.definitions + "/" + name);
    EXPECT_EQ(removed.status, 200) << removed.text;
    EXPECT_TRUE(co_await world.condition(name, "Terminating", "True"));
    EXPECT_TRUE(co_await world.gone(gadget_path + "/free"));
    bool marked = false;
    for (int i = 0; i < 1000 && !marked; ++i) {
      const auto held = co_await world.cluster.request("GET", gadget_path + "/held");
      EXPECT_EQ(held.status, 200);
      marked = !json::text(held.value(), {"metadata", "deletionTimestamp"}).empty();
      if (!marked) co_await sleep_for(std::chrono::milliseconds(2));
    }
    EXPECT_TRUE(marked);
    const auto late = co_await world.cluster.request("POST", gadget_path, gadget("late", 3));
    EXPECT_EQ(late.status, 405) << late.text;
    const auto let_go =
        co_await world.cluster.request("PATCH", gadget_path + "/held", R"({"metadata":{"finalizers":null}})",
                                       {{"Content-Type", "application/merge-patch+json"}});
    EXPECT_EQ(let_go.status, 200) << let_go.text;
    EXPECT_TRUE(co_await world.gone(world.definitions + "/" + name));
    EXPECT_TRUE(co_await world.gone(gadget_path));
  });
}

TEST(CustomResourceDefinitions, do_not_take_names_that_others_have) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    co_await world.create(gadgets());
    EXPECT_TRUE(co_await world.condition("gadgets.things.example.com", "Established", "True"));
    auto second = gadgets();
    json::at_path(second, {"metadata", "name"}) = "others.things.example.com";
    json::at_path(second, {"spec", "names", "plural"}) = "others";
    const auto made = co_await world.create(second);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_TRUE(co_await world.condition("others.things.example.com", "NamesAccepted", "False"));
    EXPECT_TRUE(co_await world.condition("others.things.example.com", "Established", "False"));
    // Free once the first is gone.
    co_await world.cluster.request("DELETE", world.definitions + "/gadgets.things.example.com");
    EXPECT_TRUE(co_await world.condition("others.things.example.com", "Established", "True"));
  });
}

TEST(CustomResourceDefinitions, never_reach_into_kinds_of_the_server) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    auto leases = gadgets();
    json::at_path(leases, {"metadata", "name"}) = "leases.coordination.k8s.io";
    json::at_path(leases, {"metadata", "annotations", "api-approved.kubernetes.io"}) = "unapproved, a test";
    json::at_path(leases, {"spec", "names", "plural"}) = "leases";
    json::at_path(leases, {"spec", "group"}) = "coordination.k8s.io";
    const auto made = co_await world.create(leases);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_TRUE(co_await world.condition("leases.coordination.k8s.io", "NamesAccepted", "False"));
    EXPECT_EQ((co_await world.cluster.request("GET", "/apis/coordination.k8s.io/v1alpha1/leases")).status, 404);
  });
}

TEST(CustomResourceDefinitions, are_served_again_after_a_start) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    co_await world.create(gadgets());
    EXPECT_TRUE(co_await world.condition("gadgets.things.example.com", "Established", "True"));
    co_await world.cluster.request("POST", gadget_path, gadget("one", 3));
    Registry fresh(world.cluster.store());
    crd::Controller again(co_await this_executor(), world.cluster.store(), fresh, clock_of_tests);
    co_await again.start();
    EXPECT_TRUE(again.ready());
    EXPECT_NE(fresh.current()->find("things.example.com", "v1", "gadgets"), nullptr);
    co_await again.stop();
  });
}

TEST(CustomResourceDefinitions, are_refused_in_kubernetes_words) {
  with_definitions([](DefiningCluster& world) -> Task<> {
    struct Case {
      std::vector<std::string_view> path;
      json::Value value;
      std::string says;
    };
    const std::vector<Case> cases = {
        {{"metadata", "name"}, "gadgets.example.com", "must be spec.names.plural+\\\".\\\"+spec.group"},
        {{"spec", "group"}, "../secrets", "spec.group: Invalid value"},
        {{"spec", "group"}, "things", "should be a domain with at least one dot"},
        {{"spec", "names", "plural"}, "a/b", "a DNS-1035 label must consist of"},
        {{"spec", "names", "plural"}, "..", "a DNS-1035 label must consist of"},
        {{"spec", "names", "kind"}, "Gad_get", "may have mixed case, but should otherwise match"},
        {{"spec", "scope"}, "Global", "supported values"},
        {{"spec", "versions"}, json::Array{}, "must have exactly one version marked as storage version"},
        {{"spec", "conversion"}, json::Object{{"strategy", "Webhook"}}, "spec.conversion.strategy"},
        {{"spec", "preserveUnknownFields"}, true, "spec.preserveUnknownFields"},
    };
    for (const auto& one : cases) {
      auto definition = gadgets();
      auto* at = &definition;
      for (const auto step : one.path) at = &at->get_object()[step];
      *at = one.value;
      const auto reply = co_await world.create(definition);
      EXPECT_EQ(reply.status, 422) << reply.text;
      EXPECT_NE(reply.text.find(one.says), std::string::npos) << reply.text;
    }
    auto bare = gadgets();
    bare.get_object()["spec"].get_object()["versions"].get_array()[0].get_object()["schema"] =
        json::parse(
            R"({"openAPIV3Schema":{"type":"object","properties":{"spec":{"properties":{"a":{"type":"string"}}}}}})")
            .take();
    const auto reply = co_await world.create(bare);
    EXPECT_EQ(reply.status, 422);
    EXPECT_NE(reply.text.find("spec.versions[0].schema.openAPIV3Schema.properties[spec].type: Required value"),
              std::string::npos)
        << reply.text;
  });
}

}  // namespace
}  // namespace coracle::apiserver
