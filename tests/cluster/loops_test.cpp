// Scheduler, garbage collector and namespace loops on the real server, as `coracle up` runs them.
#include <gtest/gtest.h>
#include <stdlib.h>

#include "apiserver/instance.h"
#include "base/files.h"
#include "cluster/component.h"
#include "cluster/events/expiry.h"
#include "net/client.h"

namespace coracle {
namespace {
using namespace std::chrono_literals;

struct World {
  explicit World(Loop& loop)
      : folder(made_folder()),
        instance(options(folder), Log("apiserver", LogLevel::error)),
        admin(instance.client({"admin", "", {"system:masters"}, {}})),
        manager(instance.client({"system:kube-controller-manager", "", {"system:authenticated"}, {}})),
        scheduler(instance.client({"system:kube-scheduler", "", {"system:authenticated"}, {}})),
        component(loop, *manager, *scheduler, {instance.pki().cluster.certificate_pem()}, Log("cluster")),
        scope(loop) {
    scope.spawn(component.run(), "cluster");
  }
  ~World() { remove_tree(open_directory("/tmp").get(), folder.substr(5)); }
  static std::string made_folder() {
    std::string pattern = "/tmp/coracle-cluster-XXXXXX";
    return ::mkdtemp(pattern.data());
  }
  static apiserver::Instance::Options options(const std::string& folder) {
    apiserver::Instance::Options out;
    out.state_folder = folder;
    out.port = 0;
    return out;
  }

  Task<net::WholeAnswer> ask(std::string method, std::string target, std::string body = {}) {
    net::Request request;
    request.method = method;
    request.target = std::move(target);
    if (method == "PATCH") request.headers.set("Content-Type", "application/merge-patch+json");
    request.body = std::move(body);
    co_return co_await net::exchange(*admin, std::move(request));
  }
  Task<json::Value> get(std::string target) {
    const auto answer = co_await ask("GET", std::move(target));
    auto parsed = json::parse(answer.body);
    co_return parsed ? std::move(*parsed) : json::Value();
  }
  Task<std::string> make(std::string target, std::string body) {
    const auto made = co_await ask("POST", target, std::move(body));
    EXPECT_EQ(made.status, 201) << made.body;
    auto parsed = json::parse(made.body);
    co_return std::string(parsed ? json::text(*parsed, {"metadata", "uid"}) : "");
  }
  /// Asks until the answer fits.
  Task<bool> until(std::string target, std::function<bool(const json::Value&)> fits) {
    for (int i = 0; i < 2000; ++i) {
      const auto value = co_await get(target);
      if (fits(value)) co_return true;
      co_await sleep_for(2ms);
    }
    co_return false;
  }
  Task<bool> gone(std::string target) {
    co_return co_await until(std::move(target), [](const json::Value& value) {
      const auto* code = json::find(value, {"code"});
      return code != nullptr && code->is_int64() && code->get_int64() == 404;
    });
  }
  Task<> make_node(std::string name, std::string more = "") {
    co_await make("/api/v1/nodes", R"({"metadata":{"name":")" + name + R"("},"spec":{},"status":{}})");
    const auto patched =
        co_await ask("PATCH", "/api/v1/nodes/" + name + "/status",
                     R"({"status":{"allocatable":{"cpu":"4","memory":"8Gi","pods":"110")" + more +
                         R"(},"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}})");
    EXPECT_EQ(patched.status, 200) << patched.body;
  }
  static std::string pod(std::string name, std::string memory = "64Mi", std::string more = "") {
    return R"({"metadata":{"name":")" + name + "\"" + more +
           R"(},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"memory":")" + memory +
           "\"}}}]}}";
  }

  std::string folder;
  apiserver::Instance instance;
  std::unique_ptr<net::RoundTrip> admin, manager, scheduler;
  cluster::Component component;
  Scope scope;
};

void with_world(Task<> (*test)(World&)) {
  auto run = [](Loop& loop, Task<> (*inner)(World&)) -> Task<> {
    World world(loop);
    std::exception_ptr failure;
    try {
      co_await within(10s, world.component.ready(), "wait for the loops");
      co_await within(40s, inner(world), "the test");
    } catch (...) {
      failure = std::current_exception();
    }
    co_await uncancellable();
    co_await world.scope.cancel_and_join();
    world.instance.stop();
    if (failure) std::rethrow_exception(failure);
  };
  run_task([&](Loop& loop) { return run(loop, test); });
}

const std::string pods = "/api/v1/namespaces/default/pods";
const std::string maps = "/api/v1/namespaces/default/configmaps";

std::string owned_by(const std::string& name, const std::string& uid, const std::string& kind = "ConfigMap",
                     const std::string& version = "v1") {
  return R"(,"ownerReferences":[{"apiVersion":")" + version + R"(","kind":")" + kind + R"(","name":")" + name +
         R"(","uid":")" + uid + R"(","blockOwnerDeletion":true}])";
}
std::string map_named(const std::string& name, const std::string& more = "") {
  return R"({"metadata":{"name":")" + name + "\"" + more + "}}";
}

TEST(Scheduling, binds_a_pod_within_milliseconds_and_says_so) {
  with_world([](World& world) -> Task<> {
    co_await world.make_node("n1");
    const bool schedulable = co_await world.until("/api/v1/nodes/n1", [](const json::Value& node) {
      return json::find(node, {"spec", "taints"}) == nullptr;
    });
    EXPECT_TRUE(schedulable);
    const auto started = std::chrono::steady_clock::now();
    co_await world.make(pods, World::pod("web"));
    EXPECT_TRUE(co_await world.until(pods + "/web", [](const json::Value& pod) {
      return json::text(pod, {"spec", "nodeName"}) == "n1";
    }));
    const auto took = std::chrono::steady_clock::now() - started;
    std::printf("bound after %.1f ms\n", std::chrono::duration<double, std::milli>(took).count());
    EXPECT_LT(took, 1s);
    EXPECT_TRUE(co_await world.until("/api/v1/namespaces/default/events", [](const json::Value& list) {
      for (const auto& event : list.at("items").as_array())
        if (json::text(event, {"message"}) == "Successfully assigned default/web to n1") return true;
      return false;
    }));
  });
}

TEST(Scheduling, says_why_a_pod_fits_nowhere_and_tries_again_when_a_node_changes) {
  with_world([](World& world) -> Task<> {
    co_await world.make_node("n1");
    co_await world.make(pods, World::pod("big", "100Gi"));
    const auto condition = [](const json::Value& pod, std::string_view message) {
      const auto* conditions = json::find(pod, {"status", "conditions"});
      return conditions != nullptr && !conditions->get_array().empty() &&
             json::text(conditions->get_array()[0], {"reason"}) == "Unschedulable" &&
             json::text(conditions->get_array()[0], {"message"}) == message;
    };
    EXPECT_TRUE(co_await world.until(pods + "/big", [&](const json::Value& pod) {
      return condition(pod, "0/1 nodes are available: 1 Insufficient memory.");
    }));
    co_await world.ask("PATCH", "/api/v1/nodes/n1/status", R"({"status":{"allocatable":{"memory":"200Gi"}}})");
    EXPECT_TRUE(co_await world.until(pods + "/big", [](const json::Value& pod) {
      return json::text(pod, {"spec", "nodeName"}) == "n1";
    }));
  });
}

TEST(Scheduling, never_gives_a_device_twice) {
  with_world([](World& world) -> Task<> {
    co_await world.make_node("n1", R"(,"devices.kubevirt.io/kvm":"3")");
    for (int i = 0; i < 6; ++i)
      co_await world.make(pods, R"({"metadata":{"name":"vm)" + std::to_string(i) +
                                    R"("},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{
                                    "devices.kubevirt.io/kvm":"1"}}}]}})");
    const auto placed = [](const json::Value& list) {
      int bound = 0, refused = 0;
      for (const auto& pod : list.at("items").as_array()) {
        bound += !json::text(pod, {"spec", "nodeName"}).empty();
        refused += json::serialize(pod).find("Insufficient devices.kubevirt.io/kvm") != std::string::npos;
      }
      return bound == 3 && refused == 3;
    };
    EXPECT_TRUE(co_await world.until(pods, placed));
    co_await world.ask("DELETE", pods + "/vm0?gracePeriodSeconds=0");
    EXPECT_TRUE(co_await world.until(pods, [](const json::Value& list) {
      int bound = 0;
      for (const auto& pod : list.at("items").as_array()) bound += !json::text(pod, {"spec", "nodeName"}).empty();
      return bound == 3 && list.at("items").as_array().size() == 5;
    }));
  });
}

TEST(GarbageCollection, takes_dependents_away_after_their_owner) {
  with_world([](World& world) -> Task<> {
    const auto uid = co_await world.make(maps, map_named("owner"));
    co_await world.make(maps, map_named("child", owned_by("owner", uid)));
    co_await world.make("/api/v1/namespaces/default/secrets", map_named("sibling", owned_by("owner", uid)));
    const auto started = std::chrono::steady_clock::now();
    co_await world.ask("DELETE", maps + "/owner");
    EXPECT_TRUE(co_await world.gone(maps + "/child"));
    EXPECT_TRUE(co_await world.gone("/api/v1/namespaces/default/secrets/sibling"));
    std::printf("collected after %.1f ms\n",
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count());
  });
}

TEST(GarbageCollection, tells_an_owner_from_another_of_its_name) {
  with_world([](World& world) -> Task<> {
    co_await world.make(maps, map_named("owner"));
    co_await world.make(maps, map_named("stray", owned_by("owner", "00000000-0000-0000-0000-000000000000")));
    EXPECT_TRUE(co_await world.gone(maps + "/stray"));
  });
}

TEST(GarbageCollection, keeps_what_an_owner_of_an_unknown_kind_owns) {
  with_world([](World& world) -> Task<> {
    co_await world.make(maps, map_named("kept", owned_by("x", "some-uid", "Deployment", "apps/v1")));
    const auto uid = co_await world.make(maps, map_named("owner"));
    co_await world.make(maps, map_named("child", owned_by("owner", uid)));
    co_await world.ask("DELETE", maps + "/owner");
    EXPECT_TRUE(co_await world.gone(maps + "/child"));  // it works, and so had its chance
    EXPECT_EQ((co_await world.ask("GET", maps + "/kept")).status, 200);
  });
}

TEST(GarbageCollection, in_the_foreground_the_owner_goes_last) {
  with_world([](World& world) -> Task<> {
    const auto uid = co_await world.make(maps, map_named("owner"));
    co_await world.make(maps, map_named("child", owned_by("owner", uid) + R"(,"finalizers":["example.com/wait"])"));
    co_await world.ask("DELETE", maps + "/owner?propagationPolicy=Foreground");
    EXPECT_TRUE(co_await world.until(maps + "/child", [](const json::Value& child) {
      return !json::text(child, {"metadata", "deletionTimestamp"}).empty();
    }));
    EXPECT_EQ((co_await world.ask("GET", maps + "/owner")).status, 200);
    co_await world.ask("PATCH", maps + "/child", R"({"metadata":{"finalizers":null}})");
    EXPECT_TRUE(co_await world.gone(maps + "/child"));
    EXPECT_TRUE(co_await world.gone(maps + "/owner"));
  });
}

TEST(GarbageCollection, orphans_lose_their_reference_and_stay) {
  with_world([](World& world) -> Task<> {
    const auto uid = co_await world.make(maps, map_named("owner"));
    co_await world.make(maps, map_named("child", owned_by("owner", uid)));
    co_await world.ask("DELETE", maps + "/owner?propagationPolicy=Orphan");
    EXPECT_TRUE(co_await world.gone(maps + "/owner"));
    const auto child = co_await world.get(maps + "/child");
    EXPECT_EQ(json::text(child, {"metadata", "name"}), "child");
    const auto* owners = json::find(child, {"metadata", "ownerReferences"});
    EXPECT_TRUE(owners == nullptr || owners->get_array().empty());
  });
}

constexpr const char* widget_definition =
    R"({"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
        "names":{"plural":"widgets","singular":"widget","kind":"Widget"},"versions":[{"name":"v1","served":true,
        "storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}})";
const std::string widgets = "/apis/example.com/v1/namespaces/default/widgets";

TEST(GarbageCollection, knows_custom_kinds_as_owners_and_as_dependents) {
  with_world([](World& world) -> Task<> {
    co_await world.make("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", widget_definition);
    EXPECT_TRUE(co_await world.until("/apis/example.com/v1", [](const json::Value& list) {
      return json::text(list, {"kind"}) == "APIResourceList";
    }));
    const std::string head = R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":")";
    const auto uid = co_await world.make(widgets, head + "a\"}}");
    co_await world.make(widgets, head + "b\"" + owned_by("a", uid, "Widget", "example.com/v1") + "}}");
    co_await world.make(pods, World::pod("p", "1Mi", owned_by("a", uid, "Widget", "example.com/v1")));
    co_await world.ask("DELETE", widgets + "/a");
    EXPECT_TRUE(co_await world.gone(widgets + "/b"));
    EXPECT_TRUE(co_await world.gone(pods + "/p"));
  });
}

TEST(Namespaces, have_an_account_and_the_authority_from_the_start_and_get_them_back) {
  with_world([](World& world) -> Task<> {
    co_await world.make("/api/v1/namespaces", R"({"metadata":{"name":"team"}})");
    const auto is_named = [](const json::Value& value) { return !json::text(value, {"metadata", "name"}).empty(); };
    EXPECT_TRUE(co_await world.until("/api/v1/namespaces/team/serviceaccounts/default", is_named));
    const std::string map = "/api/v1/namespaces/team/configmaps/kube-root-ca.crt";
    EXPECT_TRUE(co_await world.until(map, is_named));
    const auto uid = std::string(json::text(co_await world.get(map), {"metadata", "uid"}));
    co_await world.ask("DELETE", map);
    EXPECT_TRUE(co_await world.until(map, [&](const json::Value& value) {
      return is_named(value) && json::text(value, {"metadata", "uid"}) != uid;
    }));
  });
}

TEST(Namespaces, that_are_deleted_are_emptied_and_go) {
  with_world([](World& world) -> Task<> {
    co_await world.make("/api/v1/namespaces", R"({"metadata":{"name":"team"}})");
    const std::string team = "/api/v1/namespaces/team";
    co_await world.make(team + "/secrets", map_named("s"));
    co_await world.make(team + "/configmaps", map_named("held", R"(,"finalizers":["example.com/wait"])"));
    co_await world.ask("DELETE", team);
    EXPECT_TRUE(co_await world.gone(team + "/secrets/s"));
    EXPECT_TRUE(co_await world.until(team, [](const json::Value& ns) {
      return json::serialize(ns).find("Some resources are remaining: configmaps. has 1 resource instances") !=
             std::string::npos;
    }));
    EXPECT_EQ(json::text(co_await world.get(team), {"status", "phase"}), "Terminating");
    const auto refused = co_await world.ask("POST", team + "/secrets", map_named("late"));
    EXPECT_EQ(refused.status, 403);
    const auto started = std::chrono::steady_clock::now();
    co_await world.ask("PATCH", team + "/configmaps/held", R"({"metadata":{"finalizers":null}})");
    EXPECT_TRUE(co_await world.gone(team));
    EXPECT_LT(std::chrono::steady_clock::now() - started, 3s);
  });
}

TEST(Events, are_kept_for_an_hour_after_they_last_happened) {
  with_world([](World& world) -> Task<> {
    const std::string events = "/api/v1/namespaces/default/events";
    const auto event = [](std::string name) {
      return R"({"metadata":{"name":")" + name + R"("},"involvedObject":{"kind":"Pod","name":"p","namespace":"default"},
                "lastTimestamp":"2026-01-01T12:00:00Z"})";
    };
    co_await world.make(events, event("old"));
    kube::Client client(*world.admin);
    const auto created =
        *parse_time(json::text(co_await world.get(events + "/old"), {"metadata", "creationTimestamp"}));
    ManualClock clock(created + 59min);
    EXPECT_EQ(co_await cluster::expire_events_once(client, clock), 0);
    clock.advance(2min);
    EXPECT_GE(co_await cluster::expire_events_once(client, clock), 1);
    EXPECT_EQ((co_await world.ask("GET", events + "/old")).status, 404);
  });
}

TEST(Nodes, that_are_not_ready_take_no_pods_until_they_are) {
  with_world([](World& world) -> Task<> {
    co_await world.make("/api/v1/nodes", R"({"metadata":{"name":"n1"}})");
    EXPECT_TRUE(co_await world.until("/api/v1/nodes/n1", [](const json::Value& node) {
      return json::serialize(node).find("node.kubernetes.io/not-ready") != std::string::npos;
    }));
    co_await world.make(pods, World::pod("web"));
    EXPECT_TRUE(co_await world.until(pods + "/web", [](const json::Value& pod) {
      return json::serialize(pod).find("untolerated taint {node.kubernetes.io/not-ready: }") != std::string::npos;
    }));
    co_await world.ask("PATCH", "/api/v1/nodes/n1/status",
                       R"({"status":{"allocatable":{"cpu":"4","memory":"8Gi","pods":"110"},
                           "conditions":[{"type":"Ready","status":"True"}]}})");
    EXPECT_TRUE(co_await world.until(pods + "/web", [](const json::Value& pod) {
      return json::text(pod, {"spec", "nodeName"}) == "n1";
    }));
  });
}

}  // namespace
}  // namespace coracle
