#include "node/kubelet_api/status.h"

namespace coracle::node::kubelet_api {
namespace {
using api::core::v1::ContainerStatus;
using api::core::v1::Pod;

const ContainerStatus* status_of(const Pod& pod, const std::string& container) {
  const auto& status = pod.status;
  for (const auto* list :
       {&status.container_statuses, &status.init_container_statuses, &status.ephemeral_container_statuses})
    for (const auto& one : *list)
      if (one.name == container) return &one;
  return nullptr;
}

Error not_to_be_had(const Pod& pod, const std::string& container, const std::string& why) {
  return {Reason::bad_request, "container \"" + container + "\" in pod \"" + pod.metadata.name + "\" " + why};
}

std::string waiting_words(const std::string& reason) {
  if (reason == "ErrImagePull") return "image can't be pulled";
  if (reason == "ImagePullBackOff") return "trying and failing to pull image";
  return reason;
}

template <class Containers>
bool is_named_in(const Containers& containers, const std::string& name) {
  for (const auto& container : containers)
    if (container.name == name) return true;
  return false;
}
}  // namespace

std::string runtime_id(const std::string& container_id) {
  const auto scheme = container_id.find("://");
  return scheme == std::string::npos ? container_id : container_id.substr(scheme + 3);
}

std::string logged_container(const Pod& pod, const std::string& container, bool previous) {
  const auto* status = status_of(pod, container);
  if (!status) throw not_to_be_had(pod, container, "is not available");
  const auto& last = status->last_state.terminated;
  const std::string last_id = last ? runtime_id(last->container_id) : std::string();
  if (previous) {
    if (last_id.empty())
      throw Error(Reason::bad_request,
                  "previous terminated container \"" + container + "\" in pod \"" + pod.metadata.name + "\" not found");
    return last_id;
  }
  const auto& state = status->state;
  if (state.running) return runtime_id(status->container_id);
  if (state.terminated) {
    const auto id = runtime_id(state.terminated->container_id);
    if (!id.empty()) return id;
    if (last_id.empty()) throw not_to_be_had(pod, container, "is terminated");
    return last_id;
  }
  if (last) {
    if (last_id.empty()) throw not_to_be_had(pod, container, "is terminated");
    return last_id;
  }
  if (state.waiting)
    throw not_to_be_had(pod, container, "is waiting to start: " + waiting_words(state.waiting->reason));
  throw not_to_be_had(pod, container, "is waiting to start - no logs yet");
}

std::string running_container(const Pod& pod, const std::string& container) {
  const auto* status = status_of(pod, container);
  if (!status || !status->state.running || status->container_id.empty())
    throw Error(Reason::internal_error, "container not found (\"" + container + "\")");
  return runtime_id(status->container_id);
}

bool has_container(const Pod& pod, const std::string& container) {
  return is_named_in(pod.spec.containers, container) || is_named_in(pod.spec.init_containers, container) ||
         is_named_in(pod.spec.ephemeral_containers, container);
}

}  // namespace coracle::node::kubelet_api
