#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/scope.h"
#include "node/probes/check.h"

namespace coracle::node::probes {

enum class ProbeKind { startup, liveness, readiness };
/// "Startup", "Liveness", "Readiness".
std::string_view name_of(ProbeKind kind);

/// Counts the verdicts of one probe in a row against its thresholds.
class Thresholds {
 public:
  explicit Thresholds(const api::core::v1::Probe& probe)
      : success_(probe.success_threshold.value_or(1)), failure_(probe.failure_threshold.value_or(3)) {}
  /// The judgement that this verdict completes, if it does.
  std::optional<bool> count(bool good);

 private:
  int success_;
  int failure_;
  bool last_ = false;
  int in_a_row_ = 0;
};

/// Runs the probes of one pod's containers in a scope of the caller's. Of one loop.
class Prober {
 public:
  struct Reports {
    /// A threshold was reached: the container is (not) ready, (has not) started, (is not) alive.
    std::function<void(const std::string& container, ProbeKind kind, bool good, const std::string& words)> judged;
    /// One probe went wrong: event Unhealthy.
    std::function<void(const std::string& container, ProbeKind kind, const std::string& words)> failed;
  };
  /// All outlive the tasks in `scope`.
  Prober(Scope& scope, const rpc::CriClient& cri, Reports reports)
      : scope_(scope), cri_(cri), reports_(std::move(reports)) {}
  ~Prober() { stop(); }

  /// Probes this container, which runs since `started`, in place of an earlier one of its name. `startup_passed`: its
  /// startup probe has succeeded already.
  void watch(Subject subject, WallTime started, bool startup_passed);
  /// The container's startup probe has succeeded: the others begin.
  void stop(const std::string& container);
  void stop();
  /// Whether that container (id) is watched.
  bool watches(const std::string& container, const std::string& id) const;

 private:
  struct Run;
  Task<> probe(std::shared_ptr<Run> run, ProbeKind kind, api::core::v1::Probe spec);
  void begin(const std::shared_ptr<Run>& run, ProbeKind kind, const Box<api::core::v1::Probe>& spec);

  Scope& scope_;
  const rpc::CriClient& cri_;
  Reports reports_;
  std::map<std::string, std::shared_ptr<Run>> runs_;
};

}  // namespace coracle::node::probes
