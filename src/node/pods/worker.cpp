#include "node/pods/worker.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/kinds.h"
#include "node/pods/policy.h"
#include "node/pods/status.h"
#include "node/pods/worker_state.h"
#include "node/status_patch.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

constexpr auto longest_wait = 60s;
constexpr auto least_wait = 1ms;
constexpr auto report_retry = 1s;

const kube::Kind& pod_kind() { return api::kind_of(static_cast<const Pod*>(nullptr)); }
}  // namespace

Worker::State::State(Services& all, kube::Seen<Pod> seen)
    : services(all),
      log(all.log),
      key(seen.key()),
      uid(seen.cached().uid),
      wake(all.loop.executor()),
      stop_progress(all.loop.executor()),
      fewer_tasks(all.loop.executor()),
      work(all.loop),
      pulls(all.loop),
      prober(work, all.cri,
             {[this](const std::string& name, probes::ProbeKind kind, bool good, const std::string& words) {
                auto& one = of(name);
                if (kind == probes::ProbeKind::startup) one.startup_passed = good;
                if (kind == probes::ProbeKind::readiness) one.ready = good;
                if (!good && kind != probes::ProbeKind::readiness && !to_be_ended() && !one.killing) {
                  one.killing = true;
                  go(restart(name, fmt::format("Container {} failed {} probe, will be restarted", name,
                                               kind == probes::ProbeKind::startup ? "startup" : "liveness")),
                     "restart of " + name);
                }
                log.debug("probe judged", {{"container", name}, {"good", good ? "yes" : "no"}, {"words", words}});
                poke(false);
              },
              [this](const std::string& name, probes::ProbeKind kind, const std::string& words) {
                say(name, "Warning", "Unhealthy", fmt::format("{} probe failed: {}", probes::name_of(kind), words));
              }}) {
  view.host_ips = all.host_ips;
  take(std::move(seen));
}

void Worker::State::take(kube::Seen<Pod> seen) {
  const auto version = kube::version_number(seen.cached().resource_version);
  auto newer = std::static_pointer_cast<const Pod>(seen.cached().decoded);
  if (pod &&
      (pod->metadata.labels != newer->metadata.labels || pod->metadata.annotations != newer->metadata.annotations))
    prepare_again = true;
  pod = std::move(newer);
  subject = kube::event_subject(seen.cached().raw);
  subject.api_version = "v1";
  subject.kind = "Pod";
  // What the server says counts, unless it is older than what we wrote.
  if (version >= written_version) {
    written = pod->status;
    written_version = version;
  }
}

void Worker::State::poke(bool runtime_changed) {
  dirty = dirty || runtime_changed;
  ++changes;
  wake.set();
}

Task<> Worker::State::counted(Task<> task) {
  struct Guard {
    State& state;
    ~Guard() {
      --state.tasks;
      state.fewer_tasks.set();
    }
  } guard{*this};
  try {
    co_await std::move(task);
  } catch (...) {
    // Each deals with the Errors it expects. Of another one, half of what it was to do would be awaited for ever.
    if (is_cancellation(std::current_exception())) throw;
    failed = std::current_exception();
    wake.set();
    stop_progress.set();
  }
}

void Worker::State::must_be_whole() const {
  if (failed) std::rethrow_exception(failed);
}

void Worker::State::go(Task<> task, std::string name) {
  ++tasks;
  work.spawn(counted(std::move(task)), std::move(name));
}

Task<> Worker::State::idle() {
  while (tasks > 0) {
    fewer_tasks.reset();
    co_await fewer_tasks.wait();
  }
  must_be_whole();
}

void Worker::State::say(const std::string& container, std::string type, std::string reason, std::string message) {
  auto about = subject;
  if (!container.empty()) about.field_path = container_field_path(*pod, container);
  services.events.record(std::move(about), std::move(type), std::move(reason), std::move(message));
}

// --- The loop.

bool Worker::State::past_deadline(SteadyTime now, std::optional<SteadyTime>& again) {
  if (!pod->spec.active_deadline_seconds || written.start_time.empty()) return false;
  const auto since = parse_time(written.start_time.text);
  if (!since) return false;
  const auto end = steady_of(*since) + std::chrono::seconds(*pod->spec.active_deadline_seconds);
  if (now >= end) return true;
  again = again ? std::min(*again, end) : end;
  return false;
}

void Worker::State::act(const Steps& steps) {
  for (const auto& one : steps.kill) {
    of(one.container).killing = true;
    go(restart(one.container, one.message), "restart of " + one.container);
  }
  for (const auto& one : steps.backing_off) {
    auto& container = of(one.container);
    const bool told_already = container.waiting_reason == "CrashLoopBackOff";
    container.waiting_reason = "CrashLoopBackOff";
    container.waiting_message =
        fmt::format("back-off {} restarting failed container={} pod={}", format_duration(container.back_off.current()),
                    one.container, pod_title(*pod));
    if (!told_already)
      say(one.container, "Warning", "BackOff",
          fmt::format("Back-off restarting failed container {} in pod {}", one.container, pod_title(*pod)));
  }
  if (steps.make_sandbox) {
    view.sandbox_busy = true;
    go(make_sandbox(), "sandbox of " + key.text());
    // Images are fetched while the sandbox starts.
    for (const auto& which : all_containers(*pod))
      if (!of(which.container->name).latest) ensure_image(*which.container);
  }
  const auto now = std::chrono::steady_clock::now();
  if (prepare_again && !preparing && (!volumes_retry_at || *volumes_retry_at <= now)) {
    preparing = true;
    prepare_again = false;
    volumes_retry_at.reset();
    go(prepare_volumes(), "volumes of " + key.text());
  }
  for (const auto& name : steps.start) {
    const auto* spec = find_container(*pod, name);
    ensure_image(*spec);
    if (!images[name].image) continue;
    auto& container = of(name);
    container.busy = true;
    go(create(name), "start of " + name);
  }
}

Task<> Worker::State::serve() {
  while (true) {
    wake.reset();
    must_be_whole();
    if (dirty) co_await look_at_runtime();
    if (to_be_ended()) co_return;
    const auto now = std::chrono::steady_clock::now();
    auto steps = next_steps(*pod, view, now);
    if (past_deadline(now, steps.again_at)) {
      view.failed_reason = "DeadlineExceeded";
      view.failed_message = "Pod was active on the node longer than the specified deadline";
      say("", "Normal", "DeadlineExceeded", view.failed_message);
      co_return;
    }
    if (steps.sandbox_lost) {
      view.failed_reason = "SandboxLost";
      view.failed_message =
          "the pod's sandbox ended while its containers ran, and its restartPolicy lets them not run again";
      co_return;
    }
    if (steps.finished) co_return;
    act(steps);
    tell();
    if (dirty) continue;
    const auto after = std::chrono::steady_clock::now();
    Duration wait = longest_wait;
    if (steps.again_at) wait = std::min(wait, *steps.again_at - after);
    if (volumes_retry_at) wait = std::min(wait, *volumes_retry_at - after);
    // Never without a pause: what is due and cannot be done yet must not keep the loop from what it waits for.
    co_await wake.wait_for(std::max<Duration>(wait, least_wait));
  }
}

Task<> Worker::State::live() {
  co_await look_at_runtime();
  if (is_terminal(written.phase)) {
    view.ended = true;
  } else {
    const bool lost = services.new_life && !written.start_time.empty();
    if (lost) {
      view.failed_reason = "NodeRestarted";
      view.failed_message = "the node was started anew while the pod ran";
    } else if (co_await admitted()) {
      co_await serve();
    }
    co_await end();
  }
  co_await clean_up();
  co_await leave();
}

// --- What the API is told.

void Worker::State::tell() {
  tell_again = true;
  if (telling) return;
  telling = true;
  go(tell_all(), "status of " + key.text());
}

Task<> Worker::State::tell_all() {
  while (tell_again) {
    tell_again = false;
    co_await report();
  }
  telling = false;
}

Task<> Worker::State::report() {
  if (gone) co_return;
  auto status = planned_status(*pod, view, written, std::chrono::system_clock::now());
  auto fresh = std::make_shared<Pod>(*pod);
  fresh->status = status;
  told = fresh;
  auto patch = status_patch(status_json(written), status_json(status),
                            {{"conditions", "type", true}, {"podIPs", "ip", false}, {"hostIPs", "ip", false}});
  if (patch.empty()) co_return;
  json::Object body{{"metadata", json::Object{{"uid", uid}}}, {"status", std::move(patch)}};
  kube::PatchOptions options;
  options.subresource = "status";
  std::optional<Error> failure;
  try {
    auto answer = co_await services.client.patch(pod_kind(), key, kube::PatchType::strategic, std::move(body), options);
    const auto version = kube::version_number(json::text(answer, {"metadata", "resourceVersion"}));
    if (version >= written_version) {
      written_version = version;
      written = schema::decoded<Pod>(answer).status;
    }
  } catch (const Error& error) {
    failure = error;
  }
  if (!failure) co_return;
  if (failure->reason() == Reason::not_found) {
    gone = true;  // the informer will say so, too
    co_return;
  }
  log.warning("a pod's status cannot be written", {{"pod", key.text()}, {"error", failure->what()}});
  co_await wake.wait_for(report_retry);
  wake.set();
}

// --- The worker.

Worker::Worker(Services& services, kube::Seen<Pod> pod) : state_(std::make_unique<State>(services, std::move(pod))) {}
Worker::~Worker() = default;

Task<> Worker::run() {
  auto& my = *state_;
  std::exception_ptr stopped;
  try {
    co_await my.live();
  } catch (...) {
    stopped = std::current_exception();
  }
  my.prober.stop();
  co_await uncancellable();
  co_await my.pulls.cancel_and_join();
  co_await my.work.cancel_and_join();
  my.over = true;
  if (stopped) std::rethrow_exception(stopped);
}

void Worker::update(kube::Seen<Pod> pod) {
  state_->take(std::move(pod));
  state_->wake.set();
}
void Worker::removed() {
  state_->gone = true;
  state_->wake.set();
}
void Worker::look() {
  state_->dirty = true;
  state_->wake.set();
}
void Worker::container_ended(const std::string& container_id) {
  state_->ending.insert(container_id);
  look();
}
void Worker::retry_volumes() {
  state_->prepare_again = true;
  state_->volumes_retry_at.reset();
  state_->wake.set();
}
void Worker::shut_down() {
  state_->shutting_down = true;
  state_->wake.set();
}

const std::string& Worker::uid() const { return state_->uid; }
const Pod& Worker::pod() const { return *state_->pod; }
bool Worker::finished() const { return state_->over; }
bool Worker::active() const { return !state_->view.ended && !is_terminal(state_->written.phase); }

bool Worker::current() const { return !state_->gone; }

kubelet_api::FoundPod Worker::found() const {
  return {state_->told ? state_->told : state_->pod,
          state_->view.sandbox_ready ? state_->view.sandbox_id : std::string()};
}

std::vector<HostPort> Worker::host_ports() const {
  if (!state_->view.sandbox_ready || state_->view.ips.empty()) return {};
  return wanted_host_ports(*state_->pod, state_->view.ips.front());
}

std::set<std::string> Worker::living() const {
  std::set<std::string> ids;
  if (state_->view.sandbox_ready) ids.insert(state_->view.sandbox_id);
  for (const auto& [id, container] : state_->known)
    if (container.state == rpc::ContainerState::running) ids.insert(id);
  return ids;
}

}  // namespace coracle::node::pods
