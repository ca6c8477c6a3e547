#include "node/kubelet_api/server.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"
#include "base/worker.h"
#include "json/value.h"
#include "net/remote_command.h"
#include "net/server.h"
#include "node/kubelet_api/log_file.h"
#include "node/kubelet_api/requests.h"
#include "node/kubelet_api/rotation.h"
#include "node/kubelet_api/stats.h"
#include "node/kubelet_api/status.h"
#include "node/kubelet_api/streams.h"

namespace coracle::node::kubelet_api {
namespace {
net::Response text_answer(int status, std::string text, const char* type = "text/plain; charset=utf-8") {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", type}};
  response.body = std::move(text);
  return response;
}
net::Response json_answer(const json::Value& value) {
  return text_answer(200, json::serialize(value), "application/json");
}

std::string proc_file(const char* name) {
  const Fd file(::open(name, O_RDONLY | O_CLOEXEC));
  return file ? read_to_end(file.get(), 4U << 20U, name) : std::string();
}

Task<> write_piece(net::BodyWriter& writer, std::string piece) {
  auto shared = std::make_shared<const std::string>(std::move(piece));
  co_await writer.write(std::move(shared));
}
}  // namespace

struct Server::Impl final : net::Handler {
  Impl(Loop& loop, const rpc::CriClient& runtime, const Lookup& where, Options chosen, Log to)
      : cri(runtime),
        lookup(where),
        options(std::move(chosen)),
        log(std::move(to)),
        certificate(std::make_shared<net::CertificateSource>(options.identity)),
        listener(net::Listener::tcp("127.0.0.1", options.port)),
        bound_port(listener->port()),
        server(loop, *this, server_options(), log),
        summary(options.node_name) {}

  const rpc::CriClient& cri;
  const Lookup& lookup;
  const Options options;
  const Log log;
  std::shared_ptr<net::CertificateSource> certificate;
  std::optional<net::Listener> listener;
  std::uint16_t bound_port;
  net::Server server;
  Summary summary;
  Worker worker{"log-rotation"};
  std::map<std::string, std::string> log_paths;  // by the runtime's id

  net::ServerOptions server_options() const {
    net::ServerOptions chosen;
    chosen.tls =
        std::make_shared<net::TlsServer>(certificate, net::ClientCertificates::optional, options.client_ca_pem);
    chosen.body_limit = 64U << 10U;
    return chosen;
  }

  RotationLimits limits() const { return {options.log_size, options.log_files}; }
  Task<net::Response> handle(net::Request request) override;
  std::optional<net::Response> refuse_stranger(const net::Request& request) const;
  Task<net::Response> route(net::Request request, net::Target target);
  FoundPod find_pod(const PodPath& path) const;
  Task<net::Response> serve_log(net::Target target);
  Task<net::Response> serve_stream(net::Request request, net::Target target, bool exec);
  Task<net::Response> serve_ports(net::Request request, net::Target target);
  Task<net::Response> serve_summary();
  net::Response serve_pods(bool running_only) const;
  Task<bool> is_running(std::string id) const;
  Task<std::string> log_path_of(std::string id);
  Task<> rotate_logs();
  Task<> rotate_all();
  Task<> rotate(std::string id, std::string path);
};

Server::Server(Loop& loop, const rpc::CriClient& cri, const Lookup& lookup, Options options, Log log)
    : impl_(std::make_unique<Impl>(loop, cri, lookup, std::move(options), std::move(log))) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->bound_port; }
void Server::replace_identity(net::Identity identity) { impl_->certificate->replace(std::move(identity)); }

Task<> Server::run() {
  auto& impl = *impl_;
  if (!impl.listener) throw Error(Reason::conflict, "the kubelet's API runs once");
  impl.server.listen(std::move(*impl.listener));
  impl.listener.reset();
  std::exception_ptr ended;
  try {
    co_await impl.rotate_logs();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await impl.server.stop();
  if (ended) std::rethrow_exception(ended);
}

std::optional<net::Response> Server::Impl::refuse_stranger(const net::Request& request) const {
  const auto& name = request.peer ? request.peer->common_name : std::string();
  if (name == options.client_common_name) return std::nullopt;
  if (name.empty()) return text_answer(401, "Unauthorized\n");
  return text_answer(403, "Forbidden (user=" + name + ", verb=" + request.method + ", resource=nodes)\n");
}

Task<net::Response> Server::Impl::handle(net::Request request) {
  if (auto refused = refuse_stranger(request)) co_return std::move(*refused);
  auto target = net::parse_target(request.target);
  if (!target) co_return text_answer(400, "the request's target is malformed\n");
  std::optional<Error> failed;
  try {
    co_return co_await route(std::move(request), std::move(*target));
  } catch (const Error& error) {
    failed = error;
  }
  co_return text_answer(failed->code(), failed->message() + "\n");
}

Task<net::Response> Server::Impl::route(net::Request request, net::Target target) {
  const auto first = target.path.empty() ? std::string() : target.path[0];
  const bool is_get = request.method == "GET";
  const bool may_stream = is_get || request.method == "POST";
  if (first == "healthz" && is_get) co_return text_answer(200, "ok");
  if (first == "pods" && is_get) co_return serve_pods(false);
  if (first == "runningpods" && is_get) co_return serve_pods(true);
  if (first == "stats" && is_get && target.path.size() == 2 && target.path[1] == "summary")
    co_return co_await serve_summary();
  if (first == "containerLogs" && is_get) co_return co_await serve_log(std::move(target));
  if ((first == "exec" || first == "attach") && may_stream)
    co_return co_await serve_stream(std::move(request), std::move(target), first == "exec");
  if (first == "portForward" && may_stream) co_return co_await serve_ports(std::move(request), std::move(target));
  co_return text_answer(404, "404 page not found\n");
}

FoundPod Server::Impl::find_pod(const PodPath& path) const {
  auto found = lookup.find(path.ns, path.pod);
  if (!found || (!path.uid.empty() && found->pod->metadata.uid != path.uid))
    throw Error(Reason::not_found, "pod \"" + path.pod + "\" does not exist");
  return std::move(*found);
}

Task<bool> Server::Impl::is_running(std::string id) const {
  try {
    const auto status = co_await cri.container_status(id);
    co_return status.state == rpc::ContainerState::running;
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
  co_return false;
}

Task<net::Response> Server::Impl::serve_log(net::Target target) {
  const auto path = pod_path(target, true);
  if (!path || !path->uid.empty())
    throw Error(Reason::not_found, "the path must be /containerLogs/{namespace}/{pod}/{container}");
  const auto chosen = log_options(target, std::chrono::system_clock::now()).take();
  const auto found = find_pod(*path);
  if (!has_container(*found.pod, path->container))
    throw Error(Reason::not_found, "container \"" + path->container + "\" not found in pod \"" + path->pod + "\"");
  const auto id = logged_container(*found.pod, path->container, chosen.previous);
  std::shared_ptr<LogFile> file;
  std::string why;
  try {
    const auto status = co_await cri.container_status(id);
    file = std::make_shared<LogFile>(status.log_path);
  } catch (const Error& error) {
    why = error.message();
  }
  if (!file) {
    log.warning("a log cannot be read", {{"pod", path->ns + "/" + path->pod}, {"container", id}, {"error", why}});
    throw Error(Reason::bad_request, "unable to retrieve container logs for containerd://" + id);
  }
  net::Response response;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = net::Streamed([this, file, chosen, id](net::BodyWriter& writer) {
    return stream_log(
        file, chosen, [this, id] { return is_running(id); },
        [&writer](std::string piece) { return write_piece(writer, std::move(piece)); });
  });
  co_return response;
}

Task<net::Response> Server::Impl::serve_stream(net::Request request, net::Target target, bool exec) {
  const auto path = pod_path(target, true);
  if (!path) throw Error(Reason::not_found, "the path must be /exec/{namespace}/{pod}/{container}");
  auto asked = net::command_options(target);
  if (asked.terminal) asked.standard_error = false;
  if (!asked.standard_input && !asked.standard_output && !asked.standard_error)
    throw Error(Reason::bad_request, "you must specify at least 1 of stdin, stdout, stderr");
  const auto found = find_pod(*path);
  rpc::StreamRequest wanted;
  wanted.container_id = running_container(*found.pod, path->container);
  for (const auto word : target.parameters("command")) wanted.command.emplace_back(word);
  if (exec && wanted.command.empty()) throw Error(Reason::bad_request, "you must specify a command");
  wanted.tty = asked.terminal;
  wanted.in = asked.standard_input;
  wanted.out = asked.standard_output;
  wanted.err = asked.standard_error;
  auto url = exec ? co_await cri.exec_url(wanted) : co_await cri.attach_url(wanted);
  co_return co_await stream_command(std::move(request), asked, std::move(url), log);
}

Task<net::Response> Server::Impl::serve_ports(net::Request request, net::Target target) {
  const auto path = pod_path(target, false);
  if (!path) throw Error(Reason::not_found, "the path must be /portForward/{namespace}/{pod}");
  const auto found = find_pod(*path);
  if (found.sandbox_id.empty())
    throw Error(Reason::internal_error, "sandbox of pod \"" + path->pod + "\" is not running");
  std::vector<std::int32_t> ports;
  for (const auto text : target.parameters("port")) {
    const int number = std::atoi(std::string(text).c_str());
    if (number < 1 || number > 65535)
      throw Error(Reason::bad_request, "unable to parse \"" + std::string(text) + "\" as a port");
    ports.push_back(number);
  }
  auto url = co_await cri.port_forward_url(found.sandbox_id, ports);
  co_return co_await stream_ports(std::move(request), std::move(ports), std::move(url), log);
}

Task<net::Response> Server::Impl::serve_summary() {
  const auto stats = co_await cri.list_container_stats();
  co_return json_answer(summary.make(lookup.all(), stats, proc_file("/proc/stat"), proc_file("/proc/meminfo"),
                                     std::chrono::system_clock::now()));
}

net::Response Server::Impl::serve_pods(bool running_only) const {
  json::Array items;
  for (const auto& found : lookup.all())
    if (!running_only || !found.sandbox_id.empty()) items.push_back(schema::encode(*found.pod));
  return json_answer(json::Object{
      {"kind", "PodList"}, {"apiVersion", "v1"}, {"metadata", json::Object{}}, {"items", std::move(items)}});
}

Task<std::string> Server::Impl::log_path_of(std::string id) {
  const auto known = log_paths.find(id);
  if (known != log_paths.end()) co_return known->second;
  const auto status = co_await cri.container_status(id);
  log_paths[id] = status.log_path;
  co_return status.log_path;
}

Task<> Server::Impl::rotate_logs() {
  while (true) {
    co_await sleep_for(options.log_check);
    try {
      co_await rotate_all();
    } catch (const Error& error) {
      log.warning("logs were not rotated", {{"error", error.what()}});
    }
  }
}

Task<> Server::Impl::rotate_all() {
  std::set<std::string> running;
  for (const auto& found : lookup.all())
    for (const auto* list : {&found.pod->status.init_container_statuses, &found.pod->status.container_statuses,
                             &found.pod->status.ephemeral_container_statuses})
      for (const auto& status : *list)
        if (status.state.running && !status.container_id.empty()) running.insert(runtime_id(status.container_id));
  std::erase_if(log_paths, [&](const auto& known) { return !running.contains(known.first); });
  for (const auto& id : running) {
    std::optional<Error> failed;
    try {
      const auto path = co_await log_path_of(id);
      if (!path.empty() && must_rotate(path, limits())) co_await rotate(id, path);
    } catch (const Error& error) {
      failed = error;
    }
    if (failed && failed->reason() != Reason::not_found && failed->reason() != Reason::already_exists)
      log.warning("a log was not rotated", {{"container", id}, {"error", failed->what()}});
  }
}

Task<> Server::Impl::rotate(std::string id, std::string path) {
  const auto rotated = co_await worker.run(
      [path, bounds = limits()] { return rotate_away(path, bounds, std::chrono::system_clock::now()); });
  std::optional<Error> failed;
  try {
    co_await cri.reopen_container_log(id);
  } catch (const Error& error) {
    failed = error;
  }
  if (!failed) co_return;
  rotate_back(path, rotated);
  throw *failed;
}

std::string pod_log_directory(const Paths& paths, const api::core::v1::Pod& pod) {
  const auto& meta = pod.metadata;
  return paths.pod_logs() + "/" + meta.namespace_ + "_" + meta.name + "_" + meta.uid;
}

std::string container_log_path(const std::string& container, std::uint32_t restart_count) {
  return container + "/" + std::to_string(restart_count) + ".log";
}

}  // namespace coracle::node::kubelet_api
