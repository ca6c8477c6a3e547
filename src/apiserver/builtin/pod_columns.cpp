// A pod in a line of `kubectl get pods`.
#include "apiserver/builtin/columns.h"
#include "base/time.h"

namespace coracle::apiserver::builtin {
namespace {

const json::Array& items(const json::Value& object, std::initializer_list<std::string_view> path) {
  static const json::Array none;
  const auto* found = json::find(object, path);
  return found && found->is_array() ? found->get_array() : none;
}

std::int64_t number(const json::Value& object, std::initializer_list<std::string_view> path) {
  const auto* found = json::find(object, path);
  if (found && found->is_int64()) return found->get_int64();
  return 0;
}

bool is_true(const json::Value& object, std::initializer_list<std::string_view> path) {
  const auto* found = json::find(object, path);
  return found && found->is_bool() && found->get_bool();
}

/// Names of init containers that stay: restartPolicy Always.
std::set<std::string_view> sidecars(const json::Value& pod) {
  std::set<std::string_view> out;
  for (const auto& container : items(pod, {"spec", "initContainers"}))
    if (json::text(container, {"restartPolicy"}) == "Always") out.insert(json::text(container, {"name"}));
  return out;
}

std::string ended_reason(const json::Value& status) {
  const auto* ended = json::find(status, {"state", "terminated"});
  if (!ended) return {};
  if (const auto reason = json::text(*ended, {"reason"}); !reason.empty()) return std::string(reason);
  if (const auto signal = number(*ended, {"signal"})) return "Signal:" + std::to_string(signal);
  return "ExitCode:" + std::to_string(number(*ended, {"exitCode"}));
}

/// "Init:..." while the first init container that is not through holds the pod up; empty afterwards.
std::string init_status(const json::Value& pod) {
  const auto stays = sidecars(pod);
  const auto& statuses = items(pod, {"status", "initContainerStatuses"});
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const auto& status = statuses[i];
    const auto* ended = json::find(status, {"state", "terminated"});
    if (ended && number(*ended, {"exitCode"}) == 0) continue;
    const bool stays_up = stays.contains(json::text(status, {"name"}));
    if (stays_up && is_true(status, {"started"})) continue;
    if (ended) return "Init:" + ended_reason(status);
    const auto waiting = json::text(status, {"state", "waiting", "reason"});
    if (!waiting.empty() && waiting != "PodInitializing") return "Init:" + std::string(waiting);
    return fmt::format("Init:{}/{}", i, items(pod, {"spec", "initContainers"}).size());
  }
  return {};
}

bool has_condition(const json::Value& pod, std::string_view type, std::string_view status) {
  for (const auto& condition : items(pod, {"status", "conditions"}))
    if (json::text(condition, {"type"}) == type) return json::text(condition, {"status"}) == status;
  return false;
}

std::string containers_status(const json::Value& pod, std::string otherwise) {
  bool running = false;
  auto out = std::move(otherwise);
  const auto& statuses = items(pod, {"status", "containerStatuses"});
  for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
    if (const auto waiting = json::text(*status, {"state", "waiting", "reason"}); !waiting.empty())
      out = waiting;
    else if (auto ended = ended_reason(*status); !ended.empty())
      out = std::move(ended);
    else if (is_true(*status, {"ready"}) && json::find(*status, {"state", "running"}))
      running = true;
  }
  // One container through, another at work: the pod is at work.
  if (out == "Completed" && running) out = has_condition(pod, "Ready", "True") ? "Running" : "NotReady";
  return out;
}

struct Restarts {
  std::int64_t count = 0;
  std::optional<WallTime> last;
};

void count_restarts(const json::Value& status, Restarts& out) {
  out.count += number(status, {"restartCount"});
  const auto time = parse_time(json::text(status, {"lastState", "terminated", "finishedAt"}));
  if (time && (!out.last || *time > *out.last)) out.last = time;
}

json::Value restarts_cell(const json::Value& pod) {
  Restarts restarts;
  const auto stays = sidecars(pod);
  for (const auto& status : items(pod, {"status", "initContainerStatuses"}))
    if (stays.contains(json::text(status, {"name"}))) count_restarts(status, restarts);
  for (const auto& status : items(pod, {"status", "containerStatuses"})) count_restarts(status, restarts);
  auto text = std::to_string(restarts.count);
  if (restarts.count > 0 && restarts.last)
    text += " (" + human_duration(std::chrono::system_clock::now() - *restarts.last) + " ago)";
  return json::Value(text);
}

json::Value ready_cell(const json::Value& pod) {
  const auto stays = sidecars(pod);
  std::size_t ready = 0;
  for (const auto& status : items(pod, {"status", "containerStatuses"}))
    if (is_true(status, {"ready"}) && json::find(status, {"state", "running"})) ++ready;
  for (const auto& status : items(pod, {"status", "initContainerStatuses"}))
    if (stays.contains(json::text(status, {"name"})) && is_true(status, {"ready"})) ++ready;
  return json::Value(fmt::format("{}/{}", ready, items(pod, {"spec", "containers"}).size() + stays.size()));
}

json::Value gates_cell(const json::Value& pod) {
  const auto& gates = items(pod, {"spec", "readinessGates"});
  if (gates.empty()) return "<none>";
  std::size_t met = 0;
  for (const auto& gate : gates)
    if (has_condition(pod, json::text(gate, {"conditionType"}), "True")) ++met;
  return json::Value(fmt::format("{}/{}", met, gates.size()));
}

json::Value or_none(std::string_view text) { return text.empty() ? json::Value("<none>") : json::Value(text); }
}  // namespace

std::string pod_status(const json::Value& pod) {
  std::string reason(json::text(pod, {"status", "reason"}));
  if (reason.empty()) reason = json::text(pod, {"status", "phase"});
  if (has_condition(pod, "PodScheduled", "False"))
    for (const auto& condition : items(pod, {"status", "conditions"}))
      if (json::text(condition, {"type"}) == "PodScheduled" && json::text(condition, {"reason"}) == "SchedulingGated")
        reason = "SchedulingGated";
  if (auto init = init_status(pod); !init.empty())
    reason = std::move(init);
  else
    reason = containers_status(pod, std::move(reason));
  if (!json::find(pod, {"metadata", "deletionTimestamp"})) return reason;
  if (json::text(pod, {"status", "reason"}) == "NodeLost") return "Unknown";
  const auto phase = json::text(pod, {"status", "phase"});
  return phase == "Succeeded" || phase == "Failed" ? reason : "Terminating";
}

Printer pod_printer() {
  return {{{"Ready", "string", "", "Containers that are ready, of all that should be."},
           {"Status", "string", "", "What the pod's containers are doing, in a word."},
           {"Restarts", "string", "", "How often containers were started again, and when last."},
           {"Age", "string", "", "Time since the pod was made."},
           {"IP", "string", "", "The pod's first address.", 1},
           {"Node", "string", "", "The node it runs on.", 1},
           {"Nominated Node", "string", "", "The node that is being cleared for it.", 1},
           {"Readiness Gates", "string", "", "Additional conditions that are met, of all it waits for.", 1}},
          [](const json::Value& pod) {
            const auto* created = json::find(pod, {"metadata", "creationTimestamp"});
            return json::Array{ready_cell(pod),
                               json::Value(pod_status(pod)),
                               restarts_cell(pod),
                               created ? *created : json::Value(),
                               or_none(json::text(pod, {"status", "podIP"})),
                               or_none(json::text(pod, {"spec", "nodeName"})),
                               or_none(json::text(pod, {"status", "nominatedNodeName"})),
                               gates_cell(pod)};
          }};
}

}  // namespace coracle::apiserver::builtin
