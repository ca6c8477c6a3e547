#pragma once
// What the parts of a pod worker share; included by worker*.cpp only.
#include <map>
#include <optional>
#include <set>

#include "node/pods/policy.h"
#include "node/pods/runtime_config.h"
#include "node/pods/steps.h"
#include "node/pods/view.h"
#include "node/pods/worker.h"
#include "node/probes/prober.h"

namespace coracle::node::pods {

using PodPointer = std::shared_ptr<const api::core::v1::Pod>;
using api::core::v1::PodStatus;

/// The same moment on the other clock.
SteadyTime steady_of(WallTime time);

struct Worker::State {
  State(Services& all, kube::Seen<Pod> seen);

  // worker.cpp
  Task<> live();
  Task<> serve();
  void act(const Steps& steps);
  bool past_deadline(SteadyTime now, std::optional<SteadyTime>& again);
  Task<> report();
  /// Reports beside what else goes on; what changes meanwhile is told in one go after it.
  void tell();
  Task<> tell_all();
  void take(kube::Seen<Pod> seen);
  void poke(bool runtime_changed);
  /// Spawns what idle() waits for: all but probes.
  void go(Task<> task, std::string name);
  Task<> counted(Task<> task);
  /// Throws what a task has failed with that was no Error: another worker begins then with what there is.
  void must_be_whole() const;
  Task<> idle();

  // worker_look.cpp
  Task<> look_at_runtime();
  Task<std::vector<rpc::PodSandbox>> fetch_sandboxes();
  void apply_sandboxes(std::vector<rpc::PodSandbox> sandboxes);
  Task<> fetch_ips();
  Task<std::vector<rpc::Container>> fetch_containers();
  void apply_containers(std::vector<rpc::Container> containers);
  void follow_probes();

  // worker_start.cpp
  Task<bool> admitted();
  void ensure_image(const Container& container);
  Task<> fetch_image(Container container);
  Task<> make_sandbox();
  Task<> stop_old_sandbox();
  Task<> prepare_volumes();
  Task<rpc::PodSandboxConfig> sandbox_config_now();

  // worker_create.cpp
  Task<> create(std::string name);
  Task<> create_and_start(std::string name);
  Task<rpc::ContainerConfig> config_of(Container container, std::uint32_t attempt, std::string* failure);
  Task<> after_start(Container container, std::string id);
  Task<> await_sources(Container container);
  Task<> drop_old(std::string name);

  // worker_end.cpp
  Task<> restart(std::string name, std::string message);
  Task<> let_it_hear(std::string id, WallTime started, std::chrono::seconds grace);
  Task<> stop_one(std::string name, std::int64_t grace, bool with_hook);
  Task<> stop_counted(std::string name, std::int64_t grace);
  Task<> stop_all(std::int64_t grace);
  void hurry(std::int64_t grace);
  Task<> end();
  Task<> clean_up();
  Task<> clean_up_once();
  Task<> leave();

  void say(const std::string& container, std::string type, std::string reason, std::string message);
  ContainerView& of(const std::string& name) { return view.containers[name]; }
  bool to_be_ended() const {
    return gone || shutting_down || !pod->metadata.deletion_timestamp.empty() || !view.failed_reason.empty();
  }
  std::string cgroup() const;
  void ports_changed() {
    if (!wanted_host_ports(*pod, "").empty()) services.host_ports_changed();
  }

  Services& services;
  Log log;
  kube::EventSubject subject;
  PodPointer pod;
  kube::Key key;
  std::string uid;

  PodView view;
  PodStatus written;                  ///< the status as the server has it
  std::uint64_t written_version = 0;  ///< resource version of that
  std::shared_ptr<const Pod> told;    ///< pod with the newest status, for the kubelet's API

  struct ImageState {
    bool fetching = false;
    std::optional<rpc::Image> image;
  };
  std::map<std::string, ImageState> images;     ///< by container
  std::map<std::string, rpc::Container> known;  ///< statuses by container id
  std::map<std::string, std::string> messages;  ///< termination messages by container id

  Event wake;
  bool dirty = true;             ///< the runtime wants a look
  std::uint64_t changes = 0;     ///< counts what tasks have changed in `view`, so that a look knows that it is stale
  std::set<std::string> ending;  ///< containers whose end an event has told
  bool gone = false;             ///< from the API
  bool shutting_down = false;
  bool over = false;       ///< run() has done its work
  bool preparing = false;  ///< volumes
  bool prepare_again = true;
  std::optional<SteadyTime> volumes_retry_at;
  Duration volumes_delay{};
  Duration sandbox_delay{};
  bool all_stopped = false;
  int stopping = 0;  ///< containers that stop_all() waits for
  Event stop_progress;
  bool telling = false;
  bool tell_again = false;
  int tasks = 0;
  Event fewer_tasks;
  std::exception_ptr failed;

  Scope work;
  Scope pulls;
  probes::Prober prober;
};

}  // namespace coracle::node::pods
