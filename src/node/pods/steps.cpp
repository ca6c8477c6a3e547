#include "node/pods/steps.h"

#include <algorithm>

#include "node/pods/policy.h"

namespace coracle::node::pods {
namespace {

class Planner {
 public:
  Planner(const Pod& pod, const PodView& view, SteadyTime now) : pod_(pod), view_(view), now_(now) {}

  Steps plan() {
    if (!view_.sandbox_ready) {
      without_sandbox();
      return std::move(steps_);
    }
    if (!view_.volumes_ready) return std::move(steps_);
    if (init_done()) main_containers();
    return std::move(steps_);
  }

 private:
  const ContainerView& of(const Container& container) const {
    static const ContainerView unseen;
    const auto found = view_.containers.find(container.name);
    return found == view_.containers.end() ? unseen : found->second;
  }

  void look_again(SteadyTime at) { steps_.again_at = steps_.again_at ? std::min(*steps_.again_at, at) : at; }

  void without_sandbox() {
    if (view_.sandbox_busy) return;
    if (view_.had_sandbox) {
      const auto all = all_containers(pod_);
      const bool ran =
          std::any_of(all.begin(), all.end(), [&](const auto& one) { return of(*one.container).latest.has_value(); });
      const bool again =
          std::any_of(pod_.spec.containers.begin(), pod_.spec.containers.end(), [&](const Container& one) {
            return restarts_after(restart_policy(pod_, one, false), exit_code_of(of(one)));
          });
      if (ran && !again) {
        // Work that had ended already is over; work that was cut off is lost.
        const bool over = std::all_of(pod_.spec.containers.begin(), pod_.spec.containers.end(),
                                      [&](const Container& one) { return of(one).exited(); });
        (over ? steps_.finished : steps_.sandbox_lost) = true;
        return;
      }
    }
    if (view_.sandbox_retry_at && *view_.sandbox_retry_at > now_) {
      look_again(*view_.sandbox_retry_at);
      return;
    }
    steps_.make_sandbox = true;
  }

  static int exit_code_of(const ContainerView& container) {
    return container.exited() ? container.latest->exit_code : 1;
  }

  /// Starts it unless it is under way, waits for a new try, or backs off.
  void start(const Container& container) {
    const auto& one = of(container);
    if (one.busy || one.killing) return;
    if (one.retry_at && *one.retry_at > now_) {
      look_again(*one.retry_at);
      return;
    }
    if (one.exited()) {
      const auto left = one.back_off.left(one.ended, now_);
      if (left > Duration::zero()) {
        steps_.backing_off.push_back({container.name, left});
        look_again(now_ + left);
        return;
      }
    }
    steps_.start.push_back(container.name);
  }

  /// What runs although it is to be another (its image was changed).
  bool replaced(const Container& container) {
    const auto& one = of(container);
    if (!one.running() || one.killing) return false;
    const auto hash = one.latest->annotations.find("io.kubernetes.container.hash");
    if (hash == one.latest->annotations.end() || hash->second == container_hash(container)) return false;
    steps_.kill.push_back({container.name, "Container " + container.name + " definition changed, will be restarted"});
    return true;
  }

  /// The main containers have begun in this sandbox, so its init containers were done.
  bool main_begun() const {
    return std::any_of(pod_.spec.containers.begin(), pod_.spec.containers.end(),
                       [&](const Container& container) { return of(container).latest && of(container).in_sandbox; });
  }

  /// Goes through the init containers in order up to the first that is not done. True when none is left.
  bool init_done() {
    const bool begun = main_begun();
    for (const auto& container : pod_.spec.init_containers) {
      const auto& one = of(container);
      if (is_sidecar(container)) {
        if (replaced(container)) continue;
        if (!one.running()) start(container);
        if (!begun && !(one.running() && one.startup_passed)) return false;
        continue;
      }
      if (begun || (one.done() && one.latest->exit_code == 0)) continue;
      if (one.running()) return false;
      const auto policy = restart_policy(pod_, container, true);
      if (one.done() && !restarts_after(policy, one.latest->exit_code)) {
        steps_.finished = true;
        return false;
      }
      start(container);
      return false;
    }
    return true;
  }

  void main_containers() {
    bool over = true;
    for (const auto& container : pod_.spec.containers) {
      const auto& one = of(container);
      if (one.running()) {
        over = false;
        replaced(container);
        continue;
      }
      if (one.done() && !one.killing && !restarts_after(restart_policy(pod_, container, false), one.latest->exit_code))
        continue;
      over = false;
      start(container);
    }
    steps_.finished = over;
  }

  const Pod& pod_;
  const PodView& view_;
  SteadyTime now_;
  Steps steps_;
};
}  // namespace

Steps next_steps(const Pod& pod, const PodView& view, SteadyTime now) { return Planner(pod, view, now).plan(); }

}  // namespace coracle::node::pods
