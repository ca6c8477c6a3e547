#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "api/core/v1/pod.h"
#include "kube/client.h"
#include "node/pods/back_off.h"
#include "rpc/cri.h"

namespace coracle::node {

/// Why a container has no image: the reason and message that its status shows while it waits.
struct ImageProblem {
  std::string reason;  ///< ErrImagePull, ImagePullBackOff, ErrImageNeverPull, InvalidImageName
  std::string message;
  Duration again{};  ///< when it may be tried next
};
struct PulledImage {
  rpc::Image image;
  std::string event;  ///< what to say of it, reason Pulled
};

/// Gets images for containers by their pull policy, with the pull Secrets of the pod, backing off after failures. Of
/// one loop.
class Puller {
 public:
  using Say = std::function<void(std::string type, std::string reason, std::string message)>;

  Puller(const rpc::CriClient& cri, kube::Client& client) : cri_(cri), client_(client) {}

  /// `say` tells events about the container while it goes on. Throws only when cancelled.
  Task<std::variant<PulledImage, ImageProblem>> get(std::shared_ptr<const api::core::v1::Pod> pod,
                                                    api::core::v1::Container container, Say say);
  /// The pod is gone: its back-offs are forgotten.
  void forget(const std::string& pod_uid);

 private:
  struct Failed {
    pods::BackOff back_off;
    SteadyTime when{};
    std::string message;
  };
  Task<std::variant<PulledImage, ImageProblem>> pull(std::shared_ptr<const api::core::v1::Pod> pod, std::string image,
                                                     Say say);
  Task<std::vector<rpc::ImageAuth>> credentials(std::shared_ptr<const api::core::v1::Pod> pod, std::string image);
  Task<> pull_with(std::string image, std::vector<rpc::ImageAuth> candidates);

  const rpc::CriClient& cri_;
  kube::Client& client_;
  std::map<std::pair<std::string, std::string>, Failed> failed_;  ///< by pod uid and image
};

}  // namespace coracle::node
