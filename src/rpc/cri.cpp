#include "rpc/cri.h"

#include "cri.pb.h"
#include "rpc/convert.h"
#include "rpc/cri_call.h"

namespace coracle::rpc {
namespace v1 = ::runtime::v1;

namespace {
std::string runtime_call(const char* name) { return std::string("/runtime.v1.RuntimeService/") + name; }

template <class Message>
StringMap info_of(const Message& answer) {
  return {answer.info().begin(), answer.info().end()};
}
v1::ContainerFilter container_filter(const ContainerFilter& from) {
  v1::ContainerFilter to;
  to.set_id(from.id);
  to.set_pod_sandbox_id(from.pod_sandbox_id);
  to.mutable_label_selector()->insert(from.labels.begin(), from.labels.end());
  return to;
}
}  // namespace

Task<RuntimeVersion> CriClient::version() const {
  v1::VersionRequest request;
  request.set_version("v1");
  const auto answer =
      co_await call_with<v1::VersionResponse>(connection_, runtime_call("Version"), request, deadline::quick);
  co_return RuntimeVersion{answer.runtime_name(), answer.runtime_version(), answer.runtime_api_version()};
}

Task<std::vector<RuntimeCondition>> CriClient::status() const {
  const auto answer =
      co_await call_with<v1::StatusResponse>(connection_, runtime_call("Status"), v1::StatusRequest(), deadline::quick);
  std::vector<RuntimeCondition> conditions;
  for (const auto& one : answer.status().conditions())
    conditions.push_back({one.type(), one.status(), one.reason(), one.message()});
  co_return conditions;
}

Task<> CriClient::update_runtime_config(std::string pod_cidr) const {
  v1::UpdateRuntimeConfigRequest request;
  request.mutable_runtime_config()->mutable_network_config()->set_pod_cidr(pod_cidr);
  co_await call_with<v1::UpdateRuntimeConfigResponse>(connection_, runtime_call("UpdateRuntimeConfig"), request,
                                                      deadline::quick);
}

Task<std::string> CriClient::run_pod_sandbox(PodSandboxConfig config, std::string runtime_handler) const {
  v1::RunPodSandboxRequest request;
  write_message(config, *request.mutable_config());
  request.set_runtime_handler(runtime_handler);
  const auto answer = co_await call_with<v1::RunPodSandboxResponse>(connection_, runtime_call("RunPodSandbox"),
                                                                    std::move(request), deadline::slow);
  co_return answer.pod_sandbox_id();
}

Task<> CriClient::stop_pod_sandbox(std::string id) const {
  v1::StopPodSandboxRequest request;
  request.set_pod_sandbox_id(id);
  co_await call_with<v1::StopPodSandboxResponse>(connection_, runtime_call("StopPodSandbox"), request, deadline::slow);
}

Task<> CriClient::remove_pod_sandbox(std::string id) const {
  v1::RemovePodSandboxRequest request;
  request.set_pod_sandbox_id(id);
  co_await call_with<v1::RemovePodSandboxResponse>(connection_, runtime_call("RemovePodSandbox"), request,
                                                   deadline::slow);
}

Task<PodSandbox> CriClient::pod_sandbox_status(std::string id, bool verbose) const {
  v1::PodSandboxStatusRequest request;
  request.set_pod_sandbox_id(id);
  request.set_verbose(verbose);
  const auto answer = co_await call_with<v1::PodSandboxStatusResponse>(connection_, runtime_call("PodSandboxStatus"),
                                                                       request, deadline::quick);
  auto sandbox = read_message(answer.status());
  sandbox.info = info_of(answer);
  co_return sandbox;
}

Task<std::vector<PodSandbox>> CriClient::list_pod_sandboxes(SandboxFilter filter) const {
  v1::ListPodSandboxRequest request;
  request.mutable_filter()->set_id(filter.id);
  request.mutable_filter()->mutable_label_selector()->insert(filter.labels.begin(), filter.labels.end());
  const auto answer = co_await call_with<v1::ListPodSandboxResponse>(connection_, runtime_call("ListPodSandbox"),
                                                                     std::move(request), deadline::quick);
  std::vector<PodSandbox> sandboxes;
  for (const auto& item : answer.items()) sandboxes.push_back(read_message(item));
  co_return sandboxes;
}

Task<std::string> CriClient::create_container(std::string sandbox_id, ContainerConfig config,
                                              PodSandboxConfig sandbox) const {
  v1::CreateContainerRequest request;
  request.set_pod_sandbox_id(sandbox_id);
  write_message(config, *request.mutable_config());
  write_message(sandbox, *request.mutable_sandbox_config());
  const auto answer = co_await call_with<v1::CreateContainerResponse>(connection_, runtime_call("CreateContainer"),
                                                                      std::move(request), deadline::slow);
  co_return answer.container_id();
}

Task<> CriClient::start_container(std::string id) const {
  v1::StartContainerRequest request;
  request.set_container_id(id);
  co_await call_with<v1::StartContainerResponse>(connection_, runtime_call("StartContainer"), request, deadline::slow);
}

Task<> CriClient::stop_container(std::string id, std::chrono::seconds grace) const {
  v1::StopContainerRequest request;
  request.set_container_id(id);
  request.set_timeout(grace.count());
  co_await call_with<v1::StopContainerResponse>(connection_, runtime_call("StopContainer"), request,
                                                grace + deadline::slow);
}

Task<> CriClient::remove_container(std::string id) const {
  v1::RemoveContainerRequest request;
  request.set_container_id(id);
  co_await call_with<v1::RemoveContainerResponse>(connection_, runtime_call("RemoveContainer"), request,
                                                  deadline::slow);
}

Task<std::vector<Container>> CriClient::list_containers(ContainerFilter filter) const {
  v1::ListContainersRequest request;
  *request.mutable_filter() = container_filter(filter);
  const auto answer = co_await call_with<v1::ListContainersResponse>(connection_, runtime_call("ListContainers"),
                                                                     std::move(request), deadline::quick);
  std::vector<Container> containers;
  for (const auto& item : answer.containers()) containers.push_back(read_message(item));
  co_return containers;
}

Task<Container> CriClient::container_status(std::string id, bool verbose) const {
  v1::ContainerStatusRequest request;
  request.set_container_id(id);
  request.set_verbose(verbose);
  const auto answer = co_await call_with<v1::ContainerStatusResponse>(connection_, runtime_call("ContainerStatus"),
                                                                      request, deadline::quick);
  auto container = read_message(answer.status());
  container.info = info_of(answer);
  co_return container;
}

Task<> CriClient::update_container_resources(std::string id, LinuxContainerResources resources) const {
  v1::UpdateContainerResourcesRequest request;
  request.set_container_id(id);
  write_message(resources, *request.mutable_linux());
  co_await call_with<v1::UpdateContainerResourcesResponse>(connection_, runtime_call("UpdateContainerResources"),
                                                           std::move(request), deadline::slow);
}

Task<> CriClient::reopen_container_log(std::string id) const {
  v1::ReopenContainerLogRequest request;
  request.set_container_id(id);
  co_await call_with<v1::ReopenContainerLogResponse>(connection_, runtime_call("ReopenContainerLog"), request,
                                                     deadline::quick);
}

Task<ContainerStats> CriClient::container_stats(std::string id) const {
  v1::ContainerStatsRequest request;
  request.set_container_id(id);
  const auto answer = co_await call_with<v1::ContainerStatsResponse>(connection_, runtime_call("ContainerStats"),
                                                                     request, deadline::quick);
  co_return read_message(answer.stats());
}

Task<std::vector<ContainerStats>> CriClient::list_container_stats(ContainerFilter filter) const {
  v1::ListContainerStatsRequest request;
  request.mutable_filter()->set_id(filter.id);
  request.mutable_filter()->set_pod_sandbox_id(filter.pod_sandbox_id);
  request.mutable_filter()->mutable_label_selector()->insert(filter.labels.begin(), filter.labels.end());
  const auto answer = co_await call_with<v1::ListContainerStatsResponse>(
      connection_, runtime_call("ListContainerStats"), std::move(request), deadline::quick);
  std::vector<ContainerStats> all;
  for (const auto& item : answer.stats()) all.push_back(read_message(item));
  co_return all;
}

}  // namespace coracle::rpc
