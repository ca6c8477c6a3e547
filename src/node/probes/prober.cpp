#include "node/probes/prober.h"

namespace coracle::node::probes {

/// What the tasks of one container's probes share.
struct Prober::Run {
  Run(Loop::Executor executor, Subject whom, WallTime since)
      : subject(std::move(whom)), started(since), ended(executor), passed(std::move(executor)) {}
  Subject subject;
  WallTime started;
  Event ended;   ///< nobody wants to know any more
  Event passed;  ///< the startup probe has succeeded, or there is none
};

std::string_view name_of(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::startup:
      return "Startup";
    case ProbeKind::liveness:
      return "Liveness";
    case ProbeKind::readiness:
      return "Readiness";
  }
  return {};
}

std::optional<bool> Thresholds::count(bool good) {
  if (in_a_row_ > 0 && good == last_)
    ++in_a_row_;
  else
    in_a_row_ = 1;
  last_ = good;
  if (in_a_row_ < (good ? success_ : failure_)) return std::nullopt;
  return good;
}

void Prober::begin(const std::shared_ptr<Run>& run, ProbeKind kind, const Box<api::core::v1::Probe>& spec) {
  if (spec)
    scope_.spawn(probe(run, kind, *spec), std::string(name_of(kind)) + " probe of " + run->subject.container.name);
}

void Prober::watch(Subject subject, WallTime started, bool startup_passed) {
  stop(subject.container.name);
  const auto& spec = subject.container;
  const auto run = std::make_shared<Run>(scope_.executor(), subject, started);
  runs_[spec.name] = run;
  if (startup_passed || !spec.startup_probe)
    run->passed.set();
  else
    begin(run, ProbeKind::startup, spec.startup_probe);
  begin(run, ProbeKind::liveness, spec.liveness_probe);
  begin(run, ProbeKind::readiness, spec.readiness_probe);
}

void Prober::stop(const std::string& container) {
  const auto found = runs_.find(container);
  if (found == runs_.end()) return;
  found->second->ended.set();
  found->second->passed.set();
  runs_.erase(found);
}

void Prober::stop() {
  while (!runs_.empty()) stop(runs_.begin()->first);
}

bool Prober::watches(const std::string& container, const std::string& id) const {
  const auto found = runs_.find(container);
  return found != runs_.end() && found->second->subject.container_id == id;
}

Task<> Prober::probe(std::shared_ptr<Run> run, ProbeKind kind, api::core::v1::Probe spec) {
  const auto name = run->subject.container.name;
  if (kind != ProbeKind::startup) co_await run->passed.wait();
  const auto first = run->started + std::chrono::seconds(spec.initial_delay_seconds.value_or(0));
  const auto delay = first - std::chrono::system_clock::now();
  if (delay > Duration::zero()) co_await run->ended.wait_for(delay);
  Thresholds thresholds(spec);
  const auto period = std::chrono::seconds(std::max(1, spec.period_seconds.value_or(10)));
  while (!run->ended.is_set()) {
    const auto verdict = co_await run_probe(cri_, spec, run->subject);
    if (run->ended.is_set()) co_return;
    if (!verdict.good) reports_.failed(name, kind, verdict.words);
    const auto judged = thresholds.count(verdict.good);
    if (judged) {
      if (kind == ProbeKind::startup && *judged) run->passed.set();
      reports_.judged(name, kind, *judged, verdict.words);
      // It has started, or it is about to be ended: nothing more to find out.
      if (kind == ProbeKind::startup || (kind == ProbeKind::liveness && !*judged)) co_return;
    }
    co_await run->ended.wait_for(period);
  }
}

}  // namespace coracle::node::probes
