#include "net/client.h"
#include "world.h"

namespace coracle::install {
namespace {

constexpr auto kubevirt_path = "/apis/kubevirt.io/v1/namespaces/kubevirt/kubevirts/kubevirt";

std::string condition(const json::Value& object, std::string_view type, std::string_view member) {
  const auto* all = json::find(object, {"status", "conditions"});
  if (all == nullptr || !all->is_array()) return {};
  for (const auto& one : all->get_array())
    if (json::text(one, {"type"}) == type) return std::string(json::text(one, {member}));
  return {};
}

Task<> becomes_available(World& world) {
  const auto waiting = co_await world.until(kubevirt_path, [](const json::Value& object) {
    return condition(object, "Created", "status") == "True" &&
           condition(object, "Available", "message").find("virt-handler") != std::string::npos;
  });
  EXPECT_EQ(json::text(waiting, {"status", "phase"}), "Deploying");
  EXPECT_EQ(condition(waiting, "Available", "status"), "False");

  co_await world.add_node();
  const auto done = co_await world.until(
      kubevirt_path, [](const json::Value& object) { return condition(object, "Available", "status") == "True"; });
  EXPECT_EQ(json::text(done, {"status", "phase"}), "Deployed");
  EXPECT_EQ(condition(done, "Available", "reason"), "AllComponentsReady");
  EXPECT_EQ(condition(done, "Progressing", "status"), "False");
  EXPECT_EQ(condition(done, "Degraded", "status"), "False");
  EXPECT_EQ(condition(done, "Created", "reason"), "AllResourcesCreated");
  EXPECT_TRUE(json::text(done, {"status", "observedKubeVirtVersion"}).starts_with("v1.9.0+coracle."));
  EXPECT_EQ(json::text(done, {"status", "observedDeploymentID"}).size(), 40U);
  EXPECT_GE(json::find(done, {"status", "generations"})->get_array().size(), 5U);
}
TEST(Install, IsDeployedAndAvailableOnceVirtApiAnswersAndAVirtHandlerBeats) { in_world(becomes_available); }

Task<> lists_what_it_lacks(World& world) {
  const auto object = co_await world.get(kubevirt_path);
  const auto* gates = json::find(object, {"spec", "configuration", "developerConfiguration", "disabledFeatureGates"});
  const auto listed = json::serialize(*gates);
  EXPECT_NE(listed.find("ImageVolume"), std::string::npos);
  EXPECT_NE(listed.find("Snapshot"), std::string::npos);
  const auto kinds = json::serialize(co_await world.get("/apis/kubevirt.io/v1"));
  EXPECT_NE(kinds.find("virtualmachineinstances"), std::string::npos);
  EXPECT_EQ(kinds.find("virtualmachineinstancereplicasets"), std::string::npos);
}
TEST(Install, KindsWithoutAControllerAreUnknownAndGatesOfLackingFeaturesAreOff) { in_world(lists_what_it_lacks); }

Task<> repairs(World& world) {
  const std::string role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/kubevirt.io:view";
  const auto before = co_await world.get(role);
  co_await world.admin.call("DELETE", role);
  co_await world.until(role, [&](const json::Value& now) {
    return json::text(now, {"metadata", "uid"}) != json::text(before, {"metadata", "uid"});
  });
  const std::string hooks = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/virt-api-mutator";
  co_await world.send("PATCH", hooks, R"([{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}])",
                      "application/json-patch+json");
  co_await world.until(hooks, [](const json::Value& now) {
    return json::text(json::find(now, {"webhooks"})->get_array()[0], {"failurePolicy"}) == "Fail";
  });
}
TEST(Install, WhatSomebodyRemovesOrChangesIsPutRight) { in_world(repairs); }

Task<> writes_nothing_twice(World& world) {
  co_await world.add_node();
  const auto available = [](const json::Value& object) { return condition(object, "Available", "status") == "True"; };
  co_await world.until(kubevirt_path, available);
  co_await sleep_for(300ms);
  const std::string hooks = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/virt-api-mutator";
  const auto before = co_await world.get(hooks);
  std::map<std::string, int> written;
  for (const auto& change : world.operator_rights.changes())
    if (change.starts_with("patch ") && !change.starts_with("patch nodes") && !change.starts_with("patch kubevirts"))
      ++written[change];
  // Roles, once more when the node is there and has a certificate of its own.
  for (const auto& [change, count] : written) EXPECT_LE(count, 2) << change;
  const auto changes_before = world.operator_rights.changes().size();
  const auto object_before = co_await world.get(kubevirt_path);
  co_await world.send("PATCH", "/api/v1/nodes/node1", R"({"metadata":{"labels":{"a":"b"}}})",
                      "application/merge-patch+json");
  co_await sleep_for(300ms);
  const auto after = co_await world.get(hooks);
  const auto object_after = co_await world.get(kubevirt_path);
  EXPECT_EQ(json::text(before, {"metadata", "resourceVersion"}), json::text(after, {"metadata", "resourceVersion"}));
  EXPECT_EQ(json::text(object_before, {"metadata", "resourceVersion"}),
            json::text(object_after, {"metadata", "resourceVersion"}));
  EXPECT_EQ(world.operator_rights.changes().size(), changes_before) << world.operator_rights.changes().back();
}
TEST(Install, WhatIsCurrentIsNotWrittenAgain) { in_world(writes_nothing_twice); }

/// All that carries virt-operator's label, and the KubeVirt object: what would grow in a loop of writes.
Task<std::map<std::string, std::string>> versions_of_all(World& world) {
  constexpr const char* lists[] = {
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
      "/apis/apiregistration.k8s.io/v1/apiservices",
      "/apis/rbac.authorization.k8s.io/v1/clusterroles",
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
      "/apis/rbac.authorization.k8s.io/v1/roles",
      "/apis/rbac.authorization.k8s.io/v1/rolebindings",
      "/apis/kubevirt.io/v1/kubevirts",
      "/api/v1/secrets",
      "/api/v1/configmaps",
      "/api/v1/serviceaccounts",
      "/api/v1/namespaces/kubevirt/pods",
  };
  std::map<std::string, std::string> out;
  for (const std::string list : lists) {
    const auto all = co_await world.get(list);
    for (const auto& one : json::find(all, {"items"})->as_array())
      out[list + " " + std::string(json::text(one, {"metadata", "name"}))] =
          json::text(one, {"metadata", "resourceVersion"});
  }
  co_return out;
}

Task<> rests(World& world) {
  co_await world.add_node();
  co_await world.until(kubevirt_path,
                       [](const json::Value& object) { return condition(object, "Available", "status") == "True"; });
  co_await sleep_for(500ms);
  const auto before = co_await versions_of_all(world);
  EXPECT_GT(before.size(), 30U);
  const auto changes = world.operator_rights.changes().size();
  // Nodes say something all the time, and certificates are looked at again and again.
  for (int i = 0; i < 15; ++i) {
    co_await world.send("PATCH", "/api/v1/nodes/node1",
                        R"({"metadata":{"annotations":{"beat":")" + std::to_string(i) + R"("}}})",
                        "application/merge-patch+json");
    co_await sleep_for(100ms);
  }
  EXPECT_EQ(co_await versions_of_all(world), before);
  EXPECT_EQ(world.operator_rights.changes().size(), changes);
}
TEST(Install, WhatIsInstalledRestsWhileTheClusterLives) { in_world(rests); }

Task<> lives_again(World& world) {
  co_await world.add_node();
  const auto available = [](const json::Value& object) { return condition(object, "Available", "status") == "True"; };
  const auto before = co_await world.until(kubevirt_path, available);
  const auto authority = co_await world.get("/api/v1/namespaces/kubevirt/secrets/kubevirt-ca");
  const std::string definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/virtualmachines.kubevirt.io";
  const auto kind_before = co_await world.get(definition);
  co_await world.restart();
  co_await world.until(kubevirt_path, available);
  co_await world.apply("/apis/kubevirt.io/v1/namespaces/default/virtualmachines", cirros());
  co_await sleep_for(300ms);
  const auto after = co_await world.get(kubevirt_path);
  EXPECT_EQ(json::text(before, {"metadata", "uid"}), json::text(after, {"metadata", "uid"}));
  const auto same = [](const json::Value& a, const json::Value& b) {
    return json::text(a, {"metadata", "resourceVersion"}) == json::text(b, {"metadata", "resourceVersion"});
  };
  EXPECT_TRUE(same(authority, co_await world.get("/api/v1/namespaces/kubevirt/secrets/kubevirt-ca")));
  EXPECT_TRUE(same(kind_before, co_await world.get(definition)));
}
TEST(Install, ANewLifeTakesOverWhatIsThereAndWritesNone) { in_world(lives_again); }

Task<> second_is_refused(World& world) {
  const auto error = co_await world.refusal(
      "POST", "/apis/kubevirt.io/v1/namespaces/default/kubevirts",
      R"({"apiVersion":"kubevirt.io/v1","kind":"KubeVirt","metadata":{"name":"other"},"spec":{}})");
  EXPECT_NE(error.message().find("Kubevirt CR already exists"), std::string::npos) << error.message();
}
TEST(Install, ASecondKubeVirtIsRefused) { in_world(second_is_refused); }

/// Whether nothing is found at the path, within ten seconds.
Task<bool> goes(World& world, std::string path) {
  for (int i = 0; i < 500; ++i) {
    if ((co_await world.send("GET", path)).status == 404) co_return true;
    co_await sleep_for(20ms);
  }
  co_return false;
}

Task<> stays_while_used(World& world) {
  co_await world.apply("/apis/kubevirt.io/v1/namespaces/default/virtualmachines", cirros());
  const auto error = co_await world.refusal("DELETE", kubevirt_path);
  EXPECT_NE(error.message().find("BlockUninstallIfWorkloadsExist"), std::string::npos) << error.message();
  co_await world.admin.call("DELETE", "/apis/kubevirt.io/v1/namespaces/default/virtualmachines/vm-cirros");
  co_await world.admin.call("DELETE", kubevirt_path);
  // A definition is gone a moment after it was removed: the server ends its objects first.
  for (const auto* path :
       {kubevirt_path, "/apis/kubevirt.io/v1/virtualmachines", "/api/v1/namespaces/kubevirt/secrets/kubevirt-ca"})
    EXPECT_TRUE(co_await goes(world, path)) << path;
}
TEST(Install, IsNotRemovedWhileMachinesExistAndLeavesNothingAfterwards) { in_world(stays_while_used); }

Task<> emulates(World& world) {
  co_await world.add_node("slow");
  co_await world.until(kubevirt_path, [](const json::Value& object) {
    const auto* on = json::find(object, {"spec", "configuration", "developerConfiguration", "useEmulation"});
    return on != nullptr && on->is_bool() && on->get_bool();
  });
  const auto events = co_await world.until("/api/v1/namespaces/default/events", [](const json::Value& list) {
    return !json::find(list, {"items"})->get_array().empty();
  });
  EXPECT_NE(json::serialize(events).find("not at the speed of a processor"), std::string::npos);
  co_await world.send("PATCH", "/api/v1/nodes/node1", R"({"metadata":{"annotations":{"coracle.dev/kvm":"usable"}}})",
                      "application/merge-patch+json");
  co_await world.until(kubevirt_path, [](const json::Value& object) {
    const auto* on = json::find(object, {"spec", "configuration", "developerConfiguration", "useEmulation"});
    return on == nullptr || !on->get_bool();
  });
}
TEST(Install, GuestsAreEmulatedWhereKvmDoesNotWorkAndTheNodeSaysWhy) { in_world(emulates, true); }

Task<> probes(World& world) {
  co_await world.add_node("absent");
  co_await world.send("PATCH", "/api/v1/nodes/node1/status", R"({"status":{"nodeInfo":{"bootID":"boot-1"}}})",
                      "application/merge-patch+json");
  const auto list = "/api/v1/namespaces/kubevirt/pods";
  const auto first = co_await world.until(
      list, [](const json::Value& pods) { return json::find(pods, {"items"})->get_array().size() == 1; });
  const auto& pod = json::find(first, {"items"})->get_array()[0];
  const std::string name(json::text(pod, {"metadata", "name"}));
  EXPECT_TRUE(name.starts_with("node-probe-"));
  EXPECT_EQ(json::text(pod, {"spec", "nodeName"}), "node1");
  co_await world.send("PATCH", "/api/v1/nodes/node1/status", R"({"status":{"nodeInfo":{"bootID":"boot-2"}}})",
                      "application/merge-patch+json");
  // No kubelet ends pods here: the old one goes at once only by force.
  for (int i = 0; i < 250; ++i) {
    const auto old = co_await world.send("GET", std::string(list) + "/" + name);
    if (old.status == 404 || old.body.find("deletionTimestamp") != std::string::npos) break;
    co_await sleep_for(20ms);
  }
  const auto pods = co_await world.until(list, [&](const json::Value& all) {
    for (const auto& one : json::find(all, {"items"})->get_array())
      if (json::text(one, {"metadata", "name"}) != name) return true;
    return false;
  });
  EXPECT_FALSE(json::find(pods, {"items"})->get_array().empty());
}
TEST(Install, EachNodeIsProbedOnceABoot) { in_world(probes); }

Task<> renews(World& world) {
  co_await world.add_node();
  const std::string secret = "/api/v1/namespaces/kubevirt/secrets/kubevirt-virt-api-certs";
  const auto patched = co_await world.send(
      "PATCH", kubevirt_path,
      R"({"spec":{"certificateRotateStrategy":{"selfSigned":{"ca":{"duration":"6s","renewBefore":"4s"},
        "server":{"duration":"4s","renewBefore":"2s"}}}}})",
      "application/merge-patch+json");
  EXPECT_EQ(patched.status, 200) << patched.body;
  const auto first = co_await world.get(secret);
  co_await world.apply("/apis/kubevirt.io/v1/namespaces/default/virtualmachines", cirros());
  std::string last(json::text(first, {"data", "tls.crt"}));
  int renewals = 0;
  const auto end = std::chrono::steady_clock::now() + 11s;
  while (std::chrono::steady_clock::now() < end) {
    const auto now = co_await world.get(secret);
    const std::string certificate(json::text(now, {"data", "tls.crt"}));
    if (certificate != last) ++renewals;
    last = certificate;
    // A dry run of a change: webhooks and aggregation must answer all the time.
    const auto written =
        co_await world.send("PATCH", "/apis/kubevirt.io/v1/namespaces/default/virtualmachines/vm-cirros?dryRun=All",
                            R"({"metadata":{"labels":{"a":"b"}}})", "application/merge-patch+json");
    EXPECT_EQ(written.status, 200) << written.body;
    const auto verb = co_await world.send("GET", "/apis/subresources.kubevirt.io/v1/version");
    EXPECT_EQ(verb.status, 200) << verb.body;
    co_await sleep_for(100ms);
  }
  EXPECT_GE(renewals, 3);
  const auto map = co_await world.get("/api/v1/namespaces/kubevirt/configmaps/kubevirt-ca");
  EXPECT_NE(json::text(map, {"data", "ca-bundle"}), "");
}
TEST(Install, CertificatesAndTheirAuthorityAreRenewedWhileRequestsGoOn) { in_world(renews); }

}  // namespace
}  // namespace coracle::install
