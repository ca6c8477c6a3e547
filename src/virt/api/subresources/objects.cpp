#include "virt/api/subresources/objects.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/kinds.h"
#include "api/kubevirt/v1/states.h"
#include "net/websocket.h"
#include "virt/api/relay.h"

namespace coracle::virt::api {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t answer_limit = 16U << 20U;  // a screenshot
constexpr auto handler_limit = 70s;               // a freeze may take a minute
constexpr std::string_view stream_protocol = "plain.kubevirt.io";
constexpr std::size_t message_limit = 1U << 20U;

Task<net::WholeAnswer> exchange_with_handler(Means& means, const kubevirt::VirtualMachineInstance& vmi,
                                             std::string method, std::string target, std::string body) {
  const auto client = co_await means.handlers.dial(vmi.status.node_name);
  net::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  if (!body.empty()) request.headers.set("Content-Type", "application/json");
  request.body = std::move(body);
  const auto what = fmt::format("ask virt-handler of node {}", vmi.status.node_name);
  auto asking = net::exchange(*client, std::move(request), answer_limit);
  auto answer = co_await within(handler_limit, std::move(asking), what);
  if (answer.status >= 300) throw kube::error_of(answer.status, answer.body);
  co_return answer;
}

void require_node(const kubevirt::VirtualMachineInstance& vmi) {
  if (vmi.status.node_name.empty()) throw conflict_error(instance_word, vmi.metadata.name, "VMI is not running");
}

std::string target_on_handler(const kubevirt::VirtualMachineInstance& vmi, std::string_view verb,
                              std::string_view query) {
  auto out = handler_path(vmi.metadata.namespace_, vmi.metadata.name, verb);
  if (!query.empty()) out += fmt::format("?{}", query);
  return out;
}

/// The handler's end, on its way into the task that serves the client's.
struct Joined {
  std::unique_ptr<net::Client> client;
  std::unique_ptr<net::WebSocket> socket;
};

Task<> serve_joined(std::shared_ptr<Joined> joined, std::unique_ptr<net::WebSocket> client) {
  co_await relay(std::move(client), std::move(joined->socket));
}

}  // namespace

Task<Machine> get_machine(Means& means, std::string ns, std::string name) {
  const kube::Key key{ns, name};
  auto found =
      co_await means.client.find(coracle::api::kind_of(static_cast<const kubevirt::VirtualMachine*>(nullptr)), key);
  if (!found) throw not_found_error(machine_word, name);
  auto vm = schema::decoded<kubevirt::VirtualMachine>(*found);
  co_return Machine{std::move(vm), std::move(*found)};
}

Task<std::optional<kubevirt::VirtualMachineInstance>> find_instance(Means& means, std::string ns, std::string name) {
  const kube::Key key{ns, name};
  const auto found = co_await means.client.find(
      coracle::api::kind_of(static_cast<const kubevirt::VirtualMachineInstance*>(nullptr)), key);
  if (!found) co_return std::nullopt;
  co_return schema::decoded<kubevirt::VirtualMachineInstance>(*found);
}

Task<kubevirt::VirtualMachineInstance> get_instance(Means& means, std::string ns, std::string name) {
  auto found = co_await find_instance(means, std::move(ns), name);
  if (!found) throw not_found_error(instance_word, name);
  co_return std::move(*found);
}

bool is_final(const kubevirt::VirtualMachineInstance& vmi) {
  return vmi.status.phase == kubevirt::vmi_phase::failed || vmi.status.phase == kubevirt::vmi_phase::succeeded;
}

bool is_running(const kubevirt::VirtualMachineInstance& vmi) {
  return vmi.status.phase == kubevirt::vmi_phase::running;
}

void require_running(const kubevirt::VirtualMachineInstance& vmi) {
  if (!is_running(vmi)) throw conflict_error(instance_word, vmi.metadata.name, "VMI is not running");
}

std::string run_strategy_of(const kubevirt::VirtualMachine& vm) {
  if (vm.spec.running)
    return std::string(*vm.spec.running ? kubevirt::run_strategy::always : kubevirt::run_strategy::halted);
  return vm.spec.run_strategy.empty() ? std::string(kubevirt::run_strategy::halted) : vm.spec.run_strategy;
}

bool is_dry_run(const std::vector<std::string>& dry_run) { return std::ranges::find(dry_run, "All") != dry_run.end(); }

net::Response done_answer(int status) {
  net::Response out;
  out.status = status;
  return out;
}

json::Value object_from_body(const net::Request& request) {
  auto parsed = json::parse(request.body);
  if (!parsed)
    throw Error(Reason::bad_request, "Can not unmarshal Request body to struct, error: " + parsed.error().message());
  return std::move(*parsed);
}

Task<> ask_handler(Means& means, const kubevirt::VirtualMachineInstance& vmi, std::string verb, std::string body) {
  require_node(vmi);
  co_await exchange_with_handler(means, vmi, "PUT", target_on_handler(vmi, verb, ""), std::move(body));
}

Task<net::Response> fetch_from_handler(Means& means, const kubevirt::VirtualMachineInstance& vmi, std::string verb,
                                       std::string query) {
  require_node(vmi);
  auto answer = co_await exchange_with_handler(means, vmi, "GET", target_on_handler(vmi, verb, query), {});
  net::Response out;
  const auto type = answer.headers.get("Content-Type");
  out.headers.set("Content-Type", type.empty() ? "application/json" : std::string(type));
  out.body = net::Text(std::move(answer.body));
  co_return out;
}

Task<net::Response> join_handler_stream(Means& means, const kubevirt::VirtualMachineInstance& vmi, Asked asked,
                                        std::string verb, std::string query) {
  require_node(vmi);
  if (!net::is_websocket_upgrade(asked.request))
    throw Error(Reason::bad_request, "this subresource is a WebSocket: the request asks for no upgrade");
  auto joined = std::make_shared<Joined>();
  joined->client = co_await means.handlers.dial(vmi.status.node_name);
  net::Request request;
  request.target = target_on_handler(vmi, verb, query);
  std::vector<std::string> protocols{std::string(stream_protocol)};
  auto opening = net::connect_websocket(*joined->client, std::move(request), std::move(protocols), message_limit);
  joined->socket =
      co_await within(20s, std::move(opening), fmt::format("open {} on node {}", verb, vmi.status.node_name));
  const std::vector<std::string> offered{std::string(stream_protocol), ""};
  co_return net::accept_websocket(
      asked.request, offered,
      [joined](std::unique_ptr<net::WebSocket> client) { return serve_joined(joined, std::move(client)); },
      message_limit);
}

Task<bool> patch_as_read(Means& means, const kube::Kind& kind, kube::Key key, json::Array patch,
                         std::string subresource, bool dry_run) {
  const kube::PatchOptions options{.subresource = std::move(subresource), .force = false, .dry_run = dry_run};
  try {
    co_await means.client.patch(kind, std::move(key), kube::PatchType::json, std::move(patch), options);
    co_return true;
  } catch (const Error& error) {
    // A test that fails is answered as Invalid, without causes; rules of admission come with causes.
    const bool overtaken = error.reason() == Reason::conflict ||
                           (error.reason() == Reason::invalid && (!error.details() || error.details()->causes.empty()));
    if (!overtaken) throw;
  }
  co_return false;
}

}  // namespace coracle::virt::api
