#pragma once
#include <functional>
#include <memory>

#include "../kube/faults.h"
#include "../support/rights.h"
#include "apiserver/auth/tokens.h"
#include "apiserver/crd/controller.h"
#include "apiserver/testing/cluster.h"
#include "kube/client.h"
#include "net/in_process.h"
#include "virt/controller/component.h"

namespace coracle::testing {

inline constexpr kube::Kind machine_kind{"kubevirt.io", "v1", "VirtualMachine", "virtualmachines", true, true};
inline constexpr kube::Kind instance_kind{"kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances",
                                          true,          false};
inline constexpr kube::Kind launcher_kind{"", "v1", "Pod", "pods", true, true};
inline constexpr kube::Kind happened_kind{"", "v1", "Event", "events", true, false};
inline constexpr kube::Kind revisions_kind{"apps", "v1", "ControllerRevision", "controllerrevisions", true, false};
inline constexpr kube::Kind a_node_kind{"", "v1", "Node", "nodes", false, true};

inline constexpr const char* launcher_name = "localhost/coracle/virt-launcher:0.1.0";

/// The real API server with the product's kinds, a virt-controller that is its client through a transport with faults,
/// and a test that plays scheduler, node and virt-handler.
struct ControllerWorld {
  struct Kinds {
    bool keep_unknown = false;  ///< kinds without schemas: whatever is stored stays
    bool revisions = true;      ///< ControllerRevisions are served
    bool installed = true;      ///< there is a KubeVirt object
  };
  explicit ControllerWorld(Loop& loop, Kinds kinds);
  Task<> begin();
  Task<> install();
  Task<> end();

  /// Starts it and waits until it works.
  Task<> start_controller();
  /// At once, as by SIGKILL: what it was doing ends where it is.
  Task<> stop_controller();

  Task<json::Value> make_machine(std::string name, std::string strategy = "Always");
  Task<json::Value> make_instance(std::string name);
  Task<json::Value> patch(kube::Kind kind, std::string name, std::string merge_patch, std::string subresource = {});
  Task<std::optional<json::Value>> find(kube::Kind kind, std::string name);
  Task<std::vector<json::Value>> all(kube::Kind kind, std::string labels = {});
  /// Looks again and again, for ten seconds, until the object is there and `holds`; null when it never did.
  Task<json::Value> until(kube::Kind kind, std::string name, std::function<bool(const json::Value&)> holds);
  Task<json::Value> until_path(kube::Kind kind, std::string name, std::vector<std::string> path, std::string value);
  Task<bool> until_gone(kube::Kind kind, std::string name);
  /// The launcher pod of the instance of that name, once there is one.
  Task<json::Value> pod_of(std::string instance);
  /// As the scheduler and the kubelet do: on node1, and all of it runs.
  Task<> bind_pod(std::string pod);
  Task<> run_pod(std::string pod, bool ready = true);
  /// As virt-handler does.
  Task<> guest_runs(std::string instance);
  /// All of that: from the instance's pod to a guest that runs. The name of its pod.
  Task<std::string> bring_up(std::string instance);
  Task<> guest_ends(std::string instance, std::string phase);
  Task<> enter(std::string instance, std::string phase);
  /// As the kubelet does with a pod that is being deleted.
  Task<> finish_pod(std::string pod);
  /// Waits until so many events hold the text: "Normal SuccessfulCreate: Created virtual machine pod ...".
  Task<bool> until_told(std::string text, int events = 1);

  Loop& loop;
  Kinds kinds;
  SystemClock clock;
  apiserver::testing::Cluster cluster;
  apiserver::Tokens tokens;
  apiserver::crd::Controller definitions;
  net::InProcessServer server;
  std::unique_ptr<net::RoundTrip> direct;
  WithinRights rights;
  Faults faults;
  kube::Client admin;
  std::unique_ptr<virt::controller::Component> controller;
  std::unique_ptr<Scope> running;
};

void with_controller(Task<> (*test)(ControllerWorld&), ControllerWorld::Kinds kinds = {false, true, true});

/// Text at a path, or empty.
std::string at(const json::Value& object, std::vector<std::string> path);
/// Whether the condition of that type has that status, and that reason when one is given.
bool has_condition(const json::Value& object, std::string_view type, std::string_view status,
                   std::string_view reason = {});
std::vector<std::string> finalizers(const json::Value& object);

}  // namespace coracle::testing
