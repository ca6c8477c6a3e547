#pragma once
// The cluster's settings as the controllers see them: made anew when the KubeVirt object changes.
#include <functional>
#include <string>
#include <vector>

#include "kube/typed.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::controller {

/// Follows an informer of the KubeVirt objects of namespace kubevirt. There is one such object; of several the first by
/// name counts. Without one, every setting has its default, and nothing is
/// run: what a guest needs (emulation, for one) would be guessed.
class Settings {
 public:
  explicit Settings(kube::Informer& installations);

  /// Whether there is a KubeVirt object.
  bool installed() const { return installed_; }
  /// Of this moment: not to be kept across a co_await.
  const shared::ClusterConfig& config() const { return config_; }
  /// Called after each change; before the informer runs.
  void on_change(std::function<void()> handler) { handlers_.push_back(std::move(handler)); }

 private:
  void look();
  kube::Informer& installations_;
  bool installed_ = false;
  shared::ClusterConfig config_;
  std::vector<std::function<void()>> handlers_;
};

}  // namespace coracle::virt::controller
