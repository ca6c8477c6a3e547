#include "rpc/device_plugin.h"

#include <algorithm>
#include <set>

#include "device_plugin.pb.h"
#include "rpc/cri_call.h"

namespace coracle::rpc {

namespace {
constexpr const char* register_call = "/v1beta1.Registration/Register";
std::string plugin_call(const char* name) { return std::string("/v1beta1.DevicePlugin/") + name; }

template <class Message>
Message parse_plugin_message(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) throw Error(Reason::bad_request, "the request is no " + message.GetTypeName());
  return message;
}

std::string device_list(const std::vector<PluginDevice>& devices) {
  v1beta1::ListAndWatchResponse list;
  for (const auto& device : devices) {
    auto& added = *list.add_devices();
    added.set_id(device.id);
    added.set_health(device.healthy ? "Healthy" : "Unhealthy");
  }
  return list.SerializeAsString();
}

void write_allocation(const Allocation& from, v1beta1::ContainerAllocateResponse& to) {
  to.mutable_envs()->insert(from.envs.begin(), from.envs.end());
  to.mutable_annotations()->insert(from.annotations.begin(), from.annotations.end());
  for (const auto& mount : from.mounts) {
    auto& added = *to.add_mounts();
    added.set_container_path(mount.container_path);
    added.set_host_path(mount.host_path);
    added.set_read_only(mount.readonly);
  }
  for (const auto& device : from.devices) {
    auto& added = *to.add_devices();
    added.set_container_path(device.container_path);
    added.set_host_path(device.host_path);
    added.set_permissions(device.permissions);
  }
}

Allocation read_allocation(const v1beta1::ContainerAllocateResponse& from) {
  Allocation to;
  to.envs = {from.envs().begin(), from.envs().end()};
  to.annotations = {from.annotations().begin(), from.annotations().end()};
  for (const auto& mount : from.mounts()) {
    Mount added;
    added.container_path = mount.container_path();
    added.host_path = mount.host_path();
    added.readonly = mount.read_only();
    to.mounts.push_back(std::move(added));
  }
  for (const auto& device : from.devices())
    to.devices.push_back({device.container_path(), device.host_path(), device.permissions()});
  return to;
}
}  // namespace

struct DevicePluginServer::State {
  State(Loop::Executor executor, std::string socket, Allocate how)
      : allocate(std::move(how)), server(std::move(executor), std::move(socket)) {}
  Allocate allocate;
  Server server;
  std::vector<PluginDevice> devices;
  std::set<Outgoing*> watchers;
  std::function<void()> watch_changed;

  void tell_watched() const {
    if (watch_changed) watch_changed();
  }
  Task<std::string> answer_allocate(std::string request);
  Task<> list_and_watch(std::shared_ptr<Outgoing> out);
};

Task<std::string> DevicePluginServer::State::answer_allocate(std::string request) {
  const auto asked = parse_plugin_message<v1beta1::AllocateRequest>(request);
  v1beta1::AllocateResponse answer;
  for (const auto& container : asked.container_requests()) {
    DeviceIds ids(container.devices_ids().begin(), container.devices_ids().end());
    for (const auto& id : ids) {
      const auto known = [&](const PluginDevice& device) { return device.id == id; };
      if (std::none_of(devices.begin(), devices.end(), known))
        throw Error(Reason::not_found, "this plugin has no device '" + id + "'");
    }
    const auto allocation = co_await allocate(std::move(ids));
    write_allocation(allocation, *answer.add_container_responses());
  }
  co_return answer.SerializeAsString();
}

Task<> DevicePluginServer::State::list_and_watch(std::shared_ptr<Outgoing> out) {
  struct Watching {
    State& of;
    Outgoing* one;
    Watching(State& state, Outgoing* watcher) : of(state), one(watcher) {
      of.watchers.insert(one);
      of.tell_watched();
    }
    ~Watching() {
      of.watchers.erase(one);
      of.tell_watched();
    }
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
  };
  const Watching watching(*this, out.get());
  while (!out->gone()) {
    out->wake().reset();
    const bool written = co_await out->write(device_list(devices));
    if (!written) co_return;
    while (!out->wake().is_set()) co_await out->wake().wait();
  }
}

DevicePluginServer::DevicePluginServer(Loop::Executor executor, std::string socket, Allocate allocate)
    : state_(std::make_unique<State>(std::move(executor), std::move(socket), std::move(allocate))) {
  auto* state = state_.get();
  state->server.unary(plugin_call("GetDevicePluginOptions"), [](std::string) -> Task<std::string> {
    co_return v1beta1::DevicePluginOptions().SerializeAsString();
  });
  state->server.unary(plugin_call("PreStartContainer"), [](std::string) -> Task<std::string> {
    co_return v1beta1::PreStartContainerResponse().SerializeAsString();
  });
  state->server.unary(plugin_call("Allocate"),
                      [state](std::string request) { return state->answer_allocate(std::move(request)); });
  state->server.streaming(plugin_call("ListAndWatch"), [state](std::string, std::shared_ptr<Outgoing> out) {
    return state->list_and_watch(std::move(out));
  });
}
DevicePluginServer::~DevicePluginServer() = default;

void DevicePluginServer::start() { state_->server.start(); }
Task<> DevicePluginServer::stop() { return state_->server.stop(); }
bool DevicePluginServer::watched() const { return !state_->watchers.empty(); }
void DevicePluginServer::on_watched(std::function<void()> callback) { state_->watch_changed = std::move(callback); }

void DevicePluginServer::set_devices(std::vector<PluginDevice> devices) {
  if (devices == state_->devices) return;
  state_->devices = std::move(devices);
  for (auto* watcher : state_->watchers) watcher->wake().set();
}

Task<> register_plugin(const Connection& kubelet, PluginRegistration plugin) {
  v1beta1::RegisterRequest request;
  request.set_version(plugin.version);
  request.set_endpoint(plugin.endpoint);
  request.set_resource_name(plugin.resource_name);
  request.mutable_options()->set_pre_start_required(plugin.options.pre_start_required);
  request.mutable_options()->set_get_preferred_allocation_available(plugin.options.preferred_allocation_available);
  co_await call_with<v1beta1::Empty>(kubelet, register_call, std::move(request), deadline::quick);
}

namespace {
Task<std::string> answer_register(RegistrationServer::Registered& registered, std::string bytes) {
  const auto request = parse_plugin_message<v1beta1::RegisterRequest>(bytes);
  PluginRegistration plugin;
  plugin.version = request.version();
  plugin.endpoint = request.endpoint();
  plugin.resource_name = request.resource_name();
  plugin.options = {request.options().pre_start_required(), request.options().get_preferred_allocation_available()};
  if (plugin.version != "v1beta1")
    throw Error(Reason::bad_request, "device plugin API version '" + plugin.version + "' must be v1beta1");
  // The name is joined to the kubelet's folder: it must stay in it.
  if (plugin.endpoint.empty() || plugin.endpoint.front() == '.' || plugin.endpoint.find('/') != std::string::npos)
    throw Error(Reason::bad_request, "endpoint '" + plugin.endpoint + "' must be the name of a socket beside this one");
  co_await registered(std::move(plugin));
  co_return v1beta1::Empty().SerializeAsString();
}
}  // namespace

RegistrationServer::RegistrationServer(Loop::Executor executor, std::string socket, Registered registered)
    : server_(std::move(executor), std::move(socket)) {
  // The server joins its handlers before it ends, and owns what they call.
  const auto kept = std::make_shared<Registered>(std::move(registered));
  server_.unary(register_call, [kept](std::string bytes) { return answer_register(*kept, std::move(bytes)); });
}

Task<std::optional<std::vector<PluginDevice>>> DevicePluginClient::Watch::next() {
  const auto bytes = co_await stream_->next();
  if (!bytes) co_return std::nullopt;
  v1beta1::ListAndWatchResponse list;
  if (!list.ParseFromString(*bytes)) throw Error(Reason::internal_error, "ListAndWatch: the message is no list");
  std::vector<PluginDevice> devices;
  for (const auto& device : list.devices()) devices.push_back({device.id(), device.health() == "Healthy"});
  co_return devices;
}

Task<PluginOptions> DevicePluginClient::options() const {
  const auto answer = co_await call_with<v1beta1::DevicePluginOptions>(
      connection_, plugin_call("GetDevicePluginOptions"), v1beta1::Empty(), deadline::quick);
  co_return PluginOptions{answer.pre_start_required(), answer.get_preferred_allocation_available()};
}

Task<std::unique_ptr<DevicePluginClient::Watch>> DevicePluginClient::watch() const {
  auto stream = co_await connection_.open(plugin_call("ListAndWatch"), v1beta1::Empty().SerializeAsString());
  co_return std::make_unique<Watch>(std::move(stream));
}

Task<std::vector<Allocation>> DevicePluginClient::allocate(std::vector<DeviceIds> containers) const {
  v1beta1::AllocateRequest request;
  for (const auto& ids : containers)
    request.add_container_requests()->mutable_devices_ids()->Add(ids.begin(), ids.end());
  const auto answer = co_await call_with<v1beta1::AllocateResponse>(connection_, plugin_call("Allocate"),
                                                                    std::move(request), deadline::slow);
  std::vector<Allocation> all;
  for (const auto& one : answer.container_responses()) all.push_back(read_allocation(one));
  if (all.size() != containers.size())
    throw Error(Reason::internal_error, "Allocate: " + std::to_string(all.size()) + " answers for " +
                                            std::to_string(containers.size()) + " containers");
  co_return all;
}

Task<> DevicePluginClient::pre_start_container(DeviceIds devices) const {
  v1beta1::PreStartContainerRequest request;
  request.mutable_devices_ids()->Add(devices.begin(), devices.end());
  co_await call_with<v1beta1::PreStartContainerResponse>(connection_, plugin_call("PreStartContainer"),
                                                         std::move(request), deadline::slow);
}

Task<DeviceIds> DevicePluginClient::preferred_allocation(DeviceIds available, DeviceIds must_include,
                                                         std::int32_t count) const {
  v1beta1::PreferredAllocationRequest request;
  auto& container = *request.add_container_requests();
  container.mutable_available_deviceids()->Add(available.begin(), available.end());
  container.mutable_must_include_deviceids()->Add(must_include.begin(), must_include.end());
  container.set_allocation_size(count);
  const auto answer = co_await call_with<v1beta1::PreferredAllocationResponse>(
      connection_, plugin_call("GetPreferredAllocation"), std::move(request), deadline::slow);
  DeviceIds ids;
  if (answer.container_responses_size() > 0) {
    const auto& chosen = answer.container_responses(0).deviceids();
    ids.assign(chosen.begin(), chosen.end());
  }
  co_return ids;
}

}  // namespace coracle::rpc
