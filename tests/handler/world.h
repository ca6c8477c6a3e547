#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../kube/faults.h"
#include "../support/rights.h"
#include "apiserver/instance.h"
#include "kube/client.h"
#include "proc/cgroup.h"
#include "proc/child.h"
#include "virt/handler/component.h"

namespace coracle::testing {

inline constexpr kube::Kind instances{"kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances",
                                      true,          false};
inline constexpr kube::Kind all_pods{"", "v1", "Pod", "pods", true, true};
inline constexpr kube::Kind all_nodes{"", "v1", "Node", "nodes", false, true};
inline constexpr kube::Kind all_events{"", "v1", "Event", "events", true, false};

/// A launcher that only speaks the protocol, in a control group and network of its own.
class Launcher {
 public:
  Launcher(const std::string& group, const std::string& sockets, const std::string& private_folder,
           const std::string& uid);
  ~Launcher();
  /// Gives it the interface that a pod has; then its socket appears.
  Task<> ready();
  void say(const std::string& line);
  /// The arguments of the first call of that verb, or null after the limit.
  Task<json::Value> call(std::string verb, Duration limit = std::chrono::seconds(10));
  int calls(const std::string& verb);
  Task<json::Value> network();
  void kill();

 private:
  Task<bool> read_more(Duration limit);
  proc::Cgroups cgroups_;
  std::string group_;
  proc::Child child_;
  std::string heard_;
};

/// The real API server, virt-handler as its client below a folder of its own, and a test that plays virt-controller and
/// the kubelet.
struct HandlerWorld {
  explicit HandlerWorld(Loop& loop);
  ~HandlerWorld();
  Task<> begin();
  Task<> end();

  void start_handler();
  Task<> stop_handler();

  /// An instance that was handed to our node, with its pod; `uid` of both. `more` is merged into the instance.
  Task<> hand_over(std::string name, std::string more = "{}");
  /// The kubelet's folders of the instance's pod.
  std::string volume(const std::string& name, const std::string& volume);
  static std::string group();  ///< control group of the test's launchers
  std::unique_ptr<Launcher> launcher_of(const std::string& name, bool in_pod = true);

  Task<std::optional<json::Value>> find(kube::Kind kind, std::string name);
  Task<json::Value> until(kube::Kind kind, std::string name, std::function<bool(const json::Value&)> holds,
                          Duration limit = std::chrono::seconds(10));
  Task<json::Value> until_phase(std::string name, std::string phase);
  /// "Started: VirtualMachineInstance started." of all events about the object, once there are as many.
  Task<std::vector<std::string>> events_about(std::string name, std::size_t least);

  Loop& loop;
  std::string root;
  std::unique_ptr<apiserver::Instance> server;
  std::unique_ptr<net::RoundTrip> as_admin, as_handler;
  std::unique_ptr<WithinRights> rights;
  std::unique_ptr<Faults> faults;
  std::unique_ptr<kube::Client> admin;
  std::unique_ptr<virt::handler::Component> handler;
  std::unique_ptr<Scope> running;
  std::map<std::string, std::pair<std::string, std::string>> uids;  ///< of instance and pod, by name
  virt::shared::HostPaths paths() const { return virt::shared::HostPaths(root); }
};

void with_handler(Task<> (*test)(HandlerWorld&));
std::string text_at(const json::Value& object, std::initializer_list<std::string_view> path);
json::Value condition_of(const json::Value& object, std::string_view type);

}  // namespace coracle::testing
