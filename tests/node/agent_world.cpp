#include "agent_world.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "api/core/v1/event.h"
#include "api/core/v1/node.h"
#include "api/core/v1/pod.h"
#include "api/kinds.h"
#include "apiserver/instance.h"
#include "apiserver/pki.h"
#include "json/patch.h"
#include "node/component.h"
#include "rpc/cri.h"

namespace coracle::node_test {
namespace fs = std::filesystem;
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

std::string agent_environment(const char* name) {
  const char* value = std::getenv(name);
  if (!value) {
    std::fprintf(stderr, "%s is not set: run this program by tests/node/agent.sh\n", name);
    std::_Exit(1);
  }
  return value;
}

std::string agent_image(const std::string& name) {
  return "localhost/coracle/" + name + ":" + agent_environment("CORACLE_VERSION");
}

namespace {
std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The way to the API server, on which a request may meet what nobody expects.
class Stumbling final : public net::RoundTrip {
 public:
  explicit Stumbling(std::unique_ptr<net::RoundTrip> below) : below_(std::move(below)) {}
  void stumble_at(std::string target) { target_ = std::move(target); }
  bool stumbled() const { return target_.empty(); }
  Task<net::Answer> send(net::Request request) override {
    if (!target_.empty() && request.target.find(target_) != std::string::npos) {
      target_.clear();
      throw std::runtime_error("stumbled");
    }
    co_return co_await below_->send(std::move(request));
  }

 private:
  std::unique_ptr<net::RoundTrip> below_;
  std::string target_;
};
}  // namespace

struct AgentWorld::Impl {
  explicit Impl(Loop& on)
      : loop(on),
        root(agent_environment("CORACLE_ROOT")),
        server(server_options(root), Log("apiserver", LogLevel::warning)),
        admin_transport(server.client({.name = "admin", .uid = {}, .groups = {"system:masters"}, .extra = {}})),
        admin(*admin_transport) {}

  static apiserver::Instance::Options server_options(const std::string& root) {
    apiserver::Instance::Options options;
    options.state_folder = root + "/var/lib/coracle";
    options.port = 0;
    options.loops = 1;
    return options;
  }

  node::Options node_options() const {
    node::Options options;
    options.paths = node::Paths(root);
    options.name = "test-node";
    options.version = "v1.36.2+coracle.test";
    options.pause_image = agent_image("pause");
    options.cgroup_root = agent_environment("CORACLE_CGROUP") + "/kubepods";
    options.uplink = false;
    options.kubelet_port = 0;
    net::CertificateRequest request;
    request.common_name = "system:node:test-node";
    request.addresses = {"127.0.0.1"};
    request.for_servers = true;
    options.kubelet_identity = server.pki().cluster.issue(request);
    options.client_ca_pem = server.pki().cluster.certificate_pem();
    for (const char* image : {"pause", "busybox"})
      options.image_archives.push_back(agent_environment("CORACLE_IMAGES") + "/" + image + ".tar");
    return options;
  }

  rpc::CriClient cri() const { return rpc::CriClient(connection); }

  Loop& loop;
  std::string root;
  rpc::CallQueue calls;
  rpc::Connection connection{calls, root + "/run/coracle/containerd.sock"};
  apiserver::Instance server;
  std::unique_ptr<net::RoundTrip> admin_transport;
  kube::Client admin;
  std::unique_ptr<Stumbling> node_transport;
  std::unique_ptr<node::Component> agent;
  std::unique_ptr<Scope> scope;
};

AgentWorld::AgentWorld(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {}
AgentWorld::~AgentWorld() = default;

Task<> AgentWorld::start() {
  auto& my = *impl_;
  const auto level = std::getenv("CORACLE_DEBUG") ? LogLevel::debug : LogLevel::warning;
  my.node_transport = std::make_unique<Stumbling>(my.server.client(
      {.name = "system:node:test-node", .uid = {}, .groups = {"system:nodes", "system:authenticated"}, .extra = {}}));
  my.agent = std::make_unique<node::Component>(my.loop, *my.node_transport, my.node_options(), Log("node", level));
  my.scope = std::make_unique<Scope>(my.loop);
  my.scope->spawn(my.agent->run(), "node agent");
  auto ready = my.agent->ready();
  co_await within(30s, std::move(ready), "node agent");
}

Task<> AgentWorld::stop() {
  if (!impl_->scope) co_return;
  co_await impl_->scope->cancel_and_join();
  impl_->agent.reset();
  impl_->scope.reset();
}

Task<> AgentWorld::shut_down() {
  auto down = impl_->agent->shut_down();
  co_await within(60s, std::move(down), "shut down");
  co_await stop();
}

void AgentWorld::stumble_at(std::string target) { impl_->node_transport->stumble_at(std::move(target)); }
bool AgentWorld::stumbled() const { return impl_->node_transport->stumbled(); }

kube::Client& AgentWorld::api() { return impl_->admin; }
const kube::Kind& AgentWorld::pods() const { return api::kind_of(static_cast<const v1::Pod*>(nullptr)); }
const std::string& AgentWorld::root() const { return impl_->root; }

json::Value AgentWorld::pod(const std::string& name, const std::string& command, json::Object spec,
                            json::Object container) const {
  json::Value main =
      json::Object{{"name", "main"}, {"image", agent_image("busybox")}, {"command", json::Array{"sh", "-c", command}}};
  json::merge_into(main, std::move(container));
  json::Array containers;
  containers.push_back(std::move(main));
  json::Value merged = json::Object{{"nodeName", "test-node"}, {"terminationGracePeriodSeconds", 2}};
  merged.get_object()["containers"] = std::move(containers);
  json::merge_into(merged, std::move(spec));
  return json::Object{{"apiVersion", "v1"},
                      {"kind", "Pod"},
                      {"metadata", json::Object{{"name", name}, {"namespace", "default"}}},
                      {"spec", std::move(merged)}};
}

Task<> AgentWorld::exec(std::string container_id, std::vector<std::string> command) {
  const auto done = co_await impl_->cri().exec_sync(container_id, command, 10s);
  EXPECT_EQ(done.exit_code, 0) << done.err;
}

Task<> AgentWorld::kill_containerd() {
  const auto text = json::parse(text_of(impl_->root + "/run/coracle/containerd.json")).take();
  ::kill(static_cast<pid_t>(json::find(text, {"pid"})->get_int64()), SIGKILL);
  co_return;
}

Task<pid_t> AgentWorld::first_process(std::string pod_uid) {
  const auto found =
      co_await impl_->cri().list_pod_sandboxes({.id = {}, .labels = {{"io.kubernetes.pod.uid", pod_uid}}});
  const auto status = co_await impl_->cri().pod_sandbox_status(found.at(0).id, true);
  const auto info = json::parse(status.info.at("info")).take();
  co_return static_cast<pid_t>(json::find(info, {"pid"})->get_int64());
}

Task<> AgentWorld::kill_sandbox(std::string pod_uid) { ::kill(co_await first_process(std::move(pod_uid)), SIGKILL); }

Task<> AgentWorld::stop_shim(std::string pod_uid) {
  std::ifstream status("/proc/" + std::to_string(co_await first_process(std::move(pod_uid))) + "/status");
  for (std::string word; status >> word;) {
    pid_t parent = 0;
    if (word == "PPid:" && status >> parent) ::kill(parent, SIGSTOP);
  }
}

const kube::Kind& AgentWorld::nodes() const { return api::kind_of(static_cast<const v1::Node*>(nullptr)); }

Task<json::Value> AgentWorld::create(json::Value pod) {
  co_return co_await impl_->admin.create(pods(), "default", std::move(pod));
}

Task<json::Value> AgentWorld::until(std::string name, std::string what,
                                    std::function<bool(const json::Value&)> condition) {
  const auto limit = std::chrono::steady_clock::now() + 30s;
  const kube::Key key{"default", name};
  json::Value last;
  while (std::chrono::steady_clock::now() < limit) {
    last = co_await impl_->admin.get(pods(), key);
    if (condition(last)) co_return last;
    co_await sleep_for(10ms);
  }
  const auto told = co_await events(name);
  throw Error(Reason::timeout,
              "pod " + name + " is never " + what + ": " + json::pretty(*json::find(last, {"status"})) + "\n" + told);
}

Task<json::Value> AgentWorld::until_phase(std::string name, std::string phase) {
  co_return co_await until(name, phase, [phase](const json::Value& pod) {
    return json::text(pod, {"status", "phase"}) == phase;
  });
}

Task<> AgentWorld::until_gone(std::string name) {
  const auto limit = std::chrono::steady_clock::now() + 30s;
  const kube::Key key{"default", name};
  while (std::chrono::steady_clock::now() < limit) {
    const auto found = co_await impl_->admin.find(pods(), key);
    if (!found) co_return;
    co_await sleep_for(10ms);
  }
  throw Error(Reason::timeout, "pod " + name + " does not go");
}

Task<> AgentWorld::remove(std::string name, std::optional<std::int64_t> grace) {
  kube::RemoveOptions options;
  options.grace_seconds = grace;
  const kube::Key key{"default", name};
  co_await impl_->admin.remove(pods(), key, options);
}

Task<std::string> AgentWorld::events(std::string name) {
  const auto all = co_await impl_->admin.list(api::kind_of(static_cast<const v1::Event*>(nullptr)),
                                              {.ns = "default", .label_selector = {}, .field_selector = {}});
  std::string out;
  for (const auto& event : all.items)
    if (json::text(event, {"involvedObject", "name"}) == name) {
      const auto* count = json::find(event, {"count"});
      out += fmt::format("{}: {} ({} times)\n", json::text(event, {"reason"}), json::text(event, {"message"}),
                         count ? count->to_number<int>() : 1);
    }
  co_return out;
}

namespace {

std::set<std::string> traces() {
  std::set<std::string> found;
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);)
    if (line.find(agent_environment("CORACLE_ROOT")) != std::string::npos) found.insert("mount " + line);
  for (const auto& process : fs::directory_iterator("/proc")) {
    std::ifstream file(process.path() / "comm");
    std::string name;
    std::getline(file, name);
    if (name.starts_with("containerd")) found.insert("process " + process.path().string() + " " + name);
  }
  // Not /sys, which shows the network of whoever mounted it.
  std::ifstream links("/proc/self/net/dev");
  for (std::string line; std::getline(links, line);)
    if (line.find("coracle0:") != std::string::npos || line.find("veth") != std::string::npos)
      found.insert("link " + line.substr(0, line.find(':')));
  if (std::FILE* tables = ::popen("nft list tables", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, tables))
      if (std::string_view(line).find("coracle") != std::string_view::npos) found.insert(std::string("rules ") + line);
    ::pclose(tables);
  }
  std::error_code gone;
  for (const auto& hierarchy : fs::directory_iterator("/sys/fs/cgroup"))
    if (fs::exists(hierarchy.path().string() + agent_environment("CORACLE_CGROUP"), gone))
      found.insert("cgroup " + hierarchy.path().string());
  return found;
}

Task<> run_world(Loop& loop, const std::function<Task<>(AgentWorld&)>& body) {
  AgentWorld world(loop);
  co_await world.start();
  std::exception_ptr failure;
  try {
    co_await body(world);
  } catch (...) {
    failure = std::current_exception();
  }
  std::exception_ptr ending;
  try {
    co_await world.shut_down();
  } catch (...) {
    ending = std::current_exception();
  }
  if (ending) co_await world.stop();
  if (failure) ADD_FAILURE() << describe(failure);
  if (ending) {
    ADD_FAILURE() << describe(ending);
    co_return;
  }
  for (const auto& trace : traces()) ADD_FAILURE() << "left behind: " << trace;
}
}  // namespace

void with_agent(std::function<Task<>(AgentWorld&)> body) {
  run_task([&](Loop& loop) { return run_world(loop, body); });
  // The next world begins with an empty folder.
  for (const auto& entry : fs::directory_iterator(agent_environment("CORACLE_ROOT"))) fs::remove_all(entry.path());
}

}  // namespace coracle::node_test
