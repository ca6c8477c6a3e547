#include <fmt/core.h>

#include "apiserver/kubelet/kubelets.h"
#include "apiserver/pass_through.h"
#include "apiserver/rest/objects.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/write.h"
#include "net/websocket.h"

namespace coracle::apiserver::kubelet {
namespace {

constexpr std::size_t most_of_a_refusal = 10'000;

struct PodPlace {
  json::Value pod;
  std::string node;  ///< empty: not scheduled yet
};

PodPlace find_pod(const Call& call) {
  PodPlace place{find_object(call)->parse(), {}};
  place.node = json::text(place.pod, {"spec", "nodeName"});
  return place;
}

std::string path_of(std::string_view root, const Call& call, std::string_view container) {
  auto path = fmt::format("/{}/{}/{}", root, net::percent_encode(call.attributes.namespace_),
                          net::percent_encode(call.attributes.name));
  if (!container.empty()) path += "/" + net::percent_encode(container);
  return path;
}

/// Webhooks may refuse that someone connects to a pod.
Task<> admit_connection(Call& call, json::Value options) {
  auto& admission = call.rest->parts().admission;
  if (!admission.handles(Operation::connect, call.attributes)) co_return;
  auto request = admission_request(call, Operation::connect, {});
  request.attributes.verb = "connect";
  request.object = std::move(options);
  request.options = nullptr;
  co_await admission.mutate(request);
  co_await admission.validate(request);
  call.warnings.insert(call.warnings.end(), request.warnings.begin(), request.warnings.end());
}

/// PodExecOptions and the like, as webhooks see them.
json::Value connect_options(const Call& call, std::string_view kind) {
  json::Object out{{"kind", kind}, {"apiVersion", "v1"}};
  for (const std::string_view name : {"stdin", "stdout", "stderr", "tty"})
    if (const auto value = call.target.parameter(name); value == "true" || value == "1") out[name] = true;
  if (const auto container = call.target.parameter("container"); !container.empty()) out["container"] = container;
  json::Array command;
  for (const auto word : call.target.parameters("command")) command.emplace_back(word);
  if (!command.empty()) out["command"] = std::move(command);
  return out;
}

net::Request to_kubelet(const Call& call, std::string target) {
  net::Request out;
  out.method = call.request.method;
  out.target = std::move(target);
  for (const auto& [name, value] : call.request.headers)
    if (!stays_here(call.request.headers, name)) out.headers.add(name, value);
  if (asks_upgrade(call.request.headers)) {
    out.headers.set("Connection", "Upgrade");
    out.headers.set("Upgrade", std::string(call.request.headers.get("Upgrade")));
  }
  return out;
}

Error refused_by_kubelet(const Call& call, int status, std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (status == 400) return bad_request(std::move(text));
  if (status == 500) return {Reason::internal_error, "Internal error occurred: " + text};
  return Error(reason_from_http(status), fmt::format("an error on the server (\"{}\") has prevented the request from "
                                                     "succeeding ( pods/{} {})",
                                                     text, call.attributes.subresource, call.attributes.name))
      .with_code(status);
}

Task<net::Answer> refuse_failed(const Call& call, net::Answer answer) {
  if (answer.status < 300 || answer.body == nullptr) co_return answer;
  std::string text;
  while (text.size() < most_of_a_refusal) {
    auto piece = co_await answer.body->next();
    if (piece.empty()) break;
    text += piece;
  }
  throw refused_by_kubelet(call, answer.status, text.substr(0, most_of_a_refusal));
}

Task<net::Response> serve_log(const Kubelets& kubelets, Call& call) {
  const auto place = find_pod(call);
  const auto query = log_query(call.target, call.attributes.name);
  const auto container = chosen_container(place.pod, call.target.parameter("container"));
  net::Response response;
  response.headers = {{"Cache-Control", "no-cache, private"}};
  response.status = 204;
  if (place.node.empty()) co_return response;  // as kube-apiserver: nothing was said yet
  net::Request request;
  request.target = path_of("containerLogs", call, container) + query;
  auto answer = co_await kubelets.send(place.node, std::move(request));
  answer = co_await refuse_failed(call, std::move(answer));
  response = passed_on(std::move(answer), false);
  response.headers = {{"Cache-Control", "no-cache, private"}, {"Content-Type", "text/plain"}};
  co_return response;
}

Task<> tunnel(std::shared_ptr<net::Answer> answer, std::unique_ptr<net::WebSocket> socket) {
  constexpr auto linger = std::chrono::seconds(5);
  const auto client = net::make_stream(std::move(socket));
  if (!answer->already_read.empty()) co_await client->write(answer->already_read);
  co_await net::splice(*client, *answer->stream, linger);
}

constexpr std::string_view tunnel_protocol = "SPDY/3.1+portforward.k8s.io";

/// kubectl of 1.31 and later asks for a WebSocket whose messages hold the bytes of a SPDY connection.
bool asks_tunnel(const Call& call) {
  return net::is_websocket_upgrade(call.request) &&
         call.request.headers.lists("Sec-WebSocket-Protocol", tunnel_protocol);
}

Task<net::Response> open_tunnel(const Kubelets& kubelets, Call& call, std::string node, std::string target) {
  net::Request request;
  request.method = "POST";
  request.target = std::move(target);
  request.headers = {
      {"Connection", "Upgrade"}, {"Upgrade", "SPDY/3.1"}, {"X-Stream-Protocol-Version", "portforward.k8s.io"}};
  auto answer = co_await kubelets.send(std::move(node), std::move(request));
  if (answer.status != 101) co_return passed_on(co_await refuse_failed(call, std::move(answer)), false);
  const auto kept = std::make_shared<net::Answer>(std::move(answer));
  co_return net::accept_websocket(
      call.request, {std::string(tunnel_protocol)},
      [kept](std::unique_ptr<net::WebSocket> socket) { return tunnel(kept, std::move(socket)); });
}

Task<net::Response> connect(const Kubelets& kubelets, Call& call, std::string node, std::string target) {
  const bool upgrade = asks_upgrade(call.request.headers);
  if (asks_tunnel(call)) co_return co_await open_tunnel(kubelets, call, std::move(node), std::move(target));
  auto request = to_kubelet(call, std::move(target));
  auto answer = co_await kubelets.send(std::move(node), std::move(request));
  answer = co_await refuse_failed(call, std::move(answer));
  co_return passed_on(std::move(answer), upgrade);
}

std::string placed_node(const Call& call, const PodPlace& place) {
  if (place.node.empty()) throw bad_request(fmt::format("pod {} does not have a host assigned", call.attributes.name));
  return place.node;
}

Task<net::Response> serve_command(const Kubelets& kubelets, Call& call, bool exec) {
  const auto place = find_pod(call);
  const auto container = chosen_container(place.pod, call.target.parameter("container"));
  const auto node = placed_node(call, place);
  co_await admit_connection(call, connect_options(call, exec ? "PodExecOptions" : "PodAttachOptions"));
  std::vector<std::pair<std::string, std::string>> query;
  constexpr std::pair<std::string_view, std::string_view> streams[] = {
      {"stdin", "input"}, {"stdout", "output"}, {"stderr", "error"}, {"tty", "tty"}};
  for (const auto& [ours, kubelets_own] : streams)
    if (const auto value = call.target.parameter(ours); value == "true" || value == "1")
      query.emplace_back(kubelets_own, "1");
  if (exec)
    for (const auto word : call.target.parameters("command")) query.emplace_back("command", word);
  auto target = path_of(exec ? "exec" : "attach", call, container);
  if (!query.empty()) target += "?" + net::encode_query(query);
  co_return co_await connect(kubelets, call, node, std::move(target));
}

Task<net::Response> serve_port_forward(const Kubelets& kubelets, Call& call) {
  const auto place = find_pod(call);
  const auto node = placed_node(call, place);
  co_await admit_connection(call, connect_options(call, "PodPortForwardOptions"));
  std::vector<std::pair<std::string, std::string>> query;
  for (const auto ports : call.target.parameters("ports")) query.emplace_back("port", ports);
  auto target = path_of("portForward", call, "");
  if (!query.empty()) target += "?" + net::encode_query(query);
  co_return co_await connect(kubelets, call, node, std::move(target));
}
}  // namespace

SubresourceHandler pod_log(const Kubelets& kubelets) {
  return [&kubelets](Call& call) { return serve_log(kubelets, call); };
}
SubresourceHandler pod_exec(const Kubelets& kubelets) {
  return [&kubelets](Call& call) { return serve_command(kubelets, call, true); };
}
SubresourceHandler pod_attach(const Kubelets& kubelets) {
  return [&kubelets](Call& call) { return serve_command(kubelets, call, false); };
}
SubresourceHandler pod_port_forward(const Kubelets& kubelets) {
  return [&kubelets](Call& call) { return serve_port_forward(kubelets, call); };
}

}  // namespace coracle::apiserver::kubelet
