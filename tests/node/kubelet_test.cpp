// The kubelet's API and the mirror against a real containerd.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "net/client.h"
#include "net/digest.h"
#include "net/encoding.h"
#include "net/remote_command.h"
#include "net/spdy.h"
#include "net/websocket.h"
#include "node/kubelet_api/server.h"
#include "node/mirror/registry.h"
#include "node/mirror/store.h"
#include "node/mirror/tar_entry.h"
#include "world.h"

namespace coracle::node_test {
namespace {
using namespace std::chrono_literals;
using node::kubelet_api::FoundPod;
using rpc::CriClient;

struct Keys {
  net::Authority authority = net::Authority::make("test-ca");
  net::Identity server = authority.issue({.common_name = "node", .addresses = {"127.0.0.1"}, .for_servers = true});
  net::Identity of(const std::string& name) const {
    return authority.issue({.common_name = name, .for_clients = true});
  }
};
const Keys& keys() {
  static const Keys made;
  return made;
}

/// One pod with one container, as node core would describe it.
struct OnePod final : node::kubelet_api::Lookup {
  std::shared_ptr<api::core::v1::Pod> pod = std::make_shared<api::core::v1::Pod>();
  std::string sandbox_id;

  void describe(const Pod& from, const std::string& container) {
    pod->metadata.name = from.config.metadata.name;
    pod->metadata.namespace_ = from.config.metadata.namespace_;
    pod->metadata.uid = from.config.metadata.uid;
    sandbox_id = from.id;
    pod->spec.containers.resize(1);
    pod->spec.containers[0].name = "c";
    pod->status.container_statuses.resize(1);
    auto& status = pod->status.container_statuses[0];
    status.name = "c";
    if (container.empty()) {
      status.state.waiting = api::core::v1::ContainerStateWaiting{"", "ContainerCreating"};
      return;
    }
    status.container_id = "containerd://" + container;
    status.state.running = api::core::v1::ContainerStateRunning{{"2026-01-31T09:05:00Z"}};
  }
  std::optional<FoundPod> find(const std::string& ns, const std::string& name) const override {
    if (ns != pod->metadata.namespace_ || name != pod->metadata.name) return std::nullopt;
    return FoundPod{pod, sandbox_id};
  }
  std::vector<FoundPod> all() const override { return {{pod, sandbox_id}}; }
};

net::ClientOptions client_options(const std::string& name) {
  net::ClientOptions options;
  options.tls.authorities_pem = keys().authority.certificate_pem();
  if (!name.empty()) options.tls.certificate = std::make_shared<net::CertificateSource>(keys().of(name));
  return options;
}

struct World {
  const CriClient& cri;
  Pod pod;
  OnePod& known;
  net::Client& client;
  std::string url;
};
using Body = std::function<Task<>(World)>;

Task<> serve_kubelet(Loop& loop, const CriClient& cri, Pod pod, const Body& body) {
  OnePod known;
  node::kubelet_api::Options options;
  options.port = 0;
  options.identity = keys().server;
  options.client_ca_pem = keys().authority.certificate_pem();
  options.node_name = "here";
  options.log_size = 100'000;
  options.log_check = 100ms;
  node::kubelet_api::Server server(loop, cri, known, options, Log("kubelet", LogLevel::error));
  Scope scope(loop);
  scope.spawn(server.run(), "kubelet api");
  const auto url = "https://127.0.0.1:" + std::to_string(server.port());
  net::Client client(url, client_options("kube-apiserver-kubelet-client"));
  std::exception_ptr failure;
  try {
    World world{cri, pod, known, client, url};
    co_await body(std::move(world));
  } catch (...) {
    failure = std::current_exception();
  }
  co_await scope.cancel_and_join();
  if (failure) std::rethrow_exception(failure);
}

Task<> with_kubelet_on(Loop& loop, std::string name, const Body& body) {
  rpc::CallQueue queue;
  const rpc::Connection connection(queue, environment("CORACLE_CONTAINERD"));
  const CriClient cri(connection);
  Pod pod;
  pod.config = sandbox_config(name);
  std::filesystem::create_directories(pod.config.log_directory);
  pod.id = co_await cri.run_pod_sandbox(pod.config);
  std::exception_ptr failure;
  try {
    co_await serve_kubelet(loop, cri, pod, body);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await cri.stop_pod_sandbox(pod.id);
  co_await cri.remove_pod_sandbox(pod.id);
  if (failure) std::rethrow_exception(failure);
}

/// Runs `body` with a pod and the kubelet's API over it.
void with_kubelet(std::string name, Body body) {
  run_task([&](Loop& loop) { return with_kubelet_on(loop, name, body); });
}

Task<net::WholeAnswer> get(net::RoundTrip& client, std::string target) {
  net::Request request;
  request.target = std::move(target);
  co_return co_await net::exchange(client, std::move(request));
}

Task<std::string> start_shell(World world, std::string script) {
  std::vector<std::string> command{"sh", "-c", std::move(script)};
  const auto config = container_config("c", std::move(command));
  auto id = co_await start(world.cri, world.pod, config);
  world.known.describe(world.pod, id);
  co_return id;
}

TEST(KubeletApi, serves_nobody_but_the_api_server) {
  with_kubelet("stranger", [](World world) -> Task<> {
    world.known.describe(world.pod, "");
    net::Client nobody(world.url, client_options(""));
    const auto unknown = co_await get(nobody, "/healthz");
    EXPECT_EQ(unknown.status, 401);
    net::Client other(world.url, client_options("system:node:here"));
    const auto forbidden = co_await get(other, "/pods");
    EXPECT_EQ(forbidden.status, 403);
    const auto health = co_await get(world.client, "/healthz");
    EXPECT_EQ(health.status, 200);
    EXPECT_EQ(health.body, "ok");
  });
}

TEST(KubeletApi, says_in_the_kubelets_words_why_there_is_no_log) {
  with_kubelet("words", [](World world) -> Task<> {
    world.known.describe(world.pod, "");
    struct Case {
      std::string target;
      int status;
      std::string text;
    };
    const std::vector<Case> cases = {
        {"/containerLogs/test/none/c", 404, "pod \"none\" does not exist\n"},
        {"/containerLogs/test/words/x", 404, "container \"x\" not found in pod \"words\"\n"},
        {"/containerLogs/test/words/c", 400,
         "container \"c\" in pod \"words\" is waiting to start: ContainerCreating\n"},
        {"/containerLogs/test/words/c?previous=true", 400,
         "previous terminated container \"c\" in pod \"words\" not found\n"},
        {"/containerLogs/test/words/c?tailLines=x", 400,
         "invalid tailLines \"x\": must be a number that is not negative\n"},
    };
    for (const auto& one : cases) {
      const auto answer = co_await get(world.client, one.target);
      EXPECT_EQ(answer.status, one.status) << one.target;
      EXPECT_EQ(answer.body, one.text) << one.target;
    }
  });
}

TEST(KubeletApi, shows_a_containers_log_and_follows_it_to_its_end) {
  with_kubelet("logs", [](World world) -> Task<> {
    const auto id = co_await start_shell(world, "echo first; echo second; sleep 1; echo third");
    const auto started = std::chrono::steady_clock::now();
    const auto all = co_await get(world.client, "/containerLogs/test/logs/c?follow=true");
    EXPECT_EQ(all.status, 200);
    EXPECT_EQ(all.body, "first\nsecond\nthird\n");
    EXPECT_LT(std::chrono::steady_clock::now() - started, 4s);
    const auto last = co_await get(world.client, "/containerLogs/test/logs/c?tailLines=1");
    EXPECT_EQ(last.body, "third\n");
    const auto stamped = co_await get(world.client, "/containerLogs/test/logs/c?timestamps=true&tailLines=1");
    EXPECT_TRUE(stamped.body.ends_with("Z third\n")) << stamped.body;
    const auto cut = co_await get(world.client, "/containerLogs/test/logs/c?limitBytes=8");
    EXPECT_EQ(cut.body, "first\nse");
    const auto future = co_await get(world.client, "/containerLogs/test/logs/c?sinceTime=2100-01-01T00:00:00Z");
    EXPECT_EQ(future.body, "");
    static_cast<void>(id);
  });
}

TEST(KubeletApi, follows_a_log_over_its_rotation) {
  with_kubelet("turn", [](World world) -> Task<> {
    const auto id = co_await start_shell(world, "echo before; sleep 1; echo after; sleep 1");
    const auto status = co_await world.cri.container_status(id);
    const auto executor = co_await this_executor();
    Scope scope(executor);
    struct Turn {
      static Task<> later(const CriClient& cri, std::string id, std::string path) {
        co_await sleep_for(400ms);
        std::filesystem::rename(path, path + ".20260131-090500");
        co_await cri.reopen_container_log(id);
      }
    };
    scope.spawn(Turn::later(world.cri, id, status.log_path), "rotate");
    const auto all = co_await get(world.client, "/containerLogs/test/turn/c?follow=true");
    EXPECT_EQ(all.body, "before\nafter\n");
    co_await scope.join();
  });
}

TEST(KubeletApi, rotates_a_log_that_grows_and_loses_no_line_of_it) {
  with_kubelet("grow", [](World world) -> Task<> {
    const auto id = co_await start_shell(world,
                                         "i=0; while [ $i -lt 4000 ]; do printf '%060d\\n' $i; i=$((i + 1)); if [ $((i "
                                         "% 100)) = 0 ]; then sleep 0.05; fi; done");
    const auto status = co_await world.cri.container_status(id);
    const auto all = co_await within(30s, get(world.client, "/containerLogs/test/grow/c?follow=true"), "follow");
    std::size_t lines = 0;
    for (std::size_t at = 0; at < all.body.size(); at += 61, ++lines) {
      const auto number = all.body.substr(at, 60);
      if (number.find_first_not_of('0') == std::string::npos ? lines == 0 : number.ends_with(std::to_string(lines)))
        continue;
      ADD_FAILURE() << "line " << lines << " is missing";
      break;
    }
    EXPECT_EQ(lines, 4000U);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(world.pod.config.log_directory))
      if (entry.path().filename().string().starts_with("c.log.")) ++files;
    EXPECT_GE(files, 1U);
    EXPECT_LE(files, 4U);
  });
}

TEST(KubeletApi, a_container_that_has_ended_is_followed_no_further) {
  with_kubelet("past", [](World world) -> Task<> {
    const auto id = co_await start_shell(world, "echo done");
    co_await ended(world.cri, id);
    const auto started = std::chrono::steady_clock::now();
    const auto all = co_await get(world.client, "/containerLogs/test/past/c?follow=true");
    EXPECT_EQ(all.body, "done\n");
    EXPECT_LT(std::chrono::steady_clock::now() - started, 1s);
  });
}

net::CommandOptions all_streams() {
  net::CommandOptions options;
  options.standard_input = options.standard_output = options.standard_error = true;
  return options;
}

struct Session {
  std::string out, err, status;
};
Task<Session> run_session(net::RoundTrip& client, std::string target, net::CommandOptions options, bool websocket,
                          std::string input) {
  net::Request request;
  request.method = websocket ? "GET" : "POST";
  request.target = std::move(target);
  const auto streams = co_await net::connect_command(client, std::move(request), options, websocket);
  if (!input.empty()) {
    co_await streams->write(net::CommandChannel::standard_input, input);
    co_await streams->close(net::CommandChannel::standard_input);
  }
  Session session;
  while (const auto data = co_await streams->read()) {
    if (data->channel == net::CommandChannel::standard_output) session.out += data->bytes;
    if (data->channel == net::CommandChannel::standard_error) session.err += data->bytes;
    if (data->channel == net::CommandChannel::error) session.status += data->bytes;
  }
  streams->abort();
  co_return session;
}

Task<> exec_both_ways(World world, bool websocket) {
  co_await start_shell(world, "sleep 600");
  const std::string command = "&command=sh&command=-c&command=" + net::percent_encode("cat; echo oops >&2; exit 3");
  const std::string target = "/exec/test/exec/c?input=1&output=1&error=1" + command;
  const auto session =
      co_await within(20s, run_session(world.client, target, all_streams(), websocket, "good day\n"), "exec");
  EXPECT_EQ(session.out, "good day\n");
  EXPECT_EQ(session.err, "oops\n");
  EXPECT_NE(session.status.find("\"reason\":\"NonZeroExitCode\""), std::string::npos) << session.status;
  EXPECT_NE(session.status.find("\"message\":\"3\""), std::string::npos) << session.status;
}

TEST(KubeletApi, exec_carries_all_streams_and_the_status_by_spdy) {
  with_kubelet("exec", [](World world) -> Task<> { co_await exec_both_ways(world, false); });
}

TEST(KubeletApi, exec_carries_all_streams_and_the_end_of_input_by_websocket) {
  with_kubelet("exec", [](World world) -> Task<> { co_await exec_both_ways(world, true); });
}

TEST(KubeletApi, exec_in_a_container_that_does_not_run_is_refused_before_the_upgrade) {
  with_kubelet("refused", [](World world) -> Task<> {
    world.known.describe(world.pod, "");
    std::string why;
    try {
      co_await run_session(world.client, "/exec/test/refused/c?output=1&command=true", all_streams(), false, "");
    } catch (const Error& error) {
      why = error.message();
      EXPECT_EQ(error.code(), 500);
    }
    EXPECT_NE(why.find("container not found (\"c\")"), std::string::npos) << why;
  });
}

TEST(KubeletApi, attach_brings_what_the_container_writes_from_then_on) {
  with_kubelet("attach", [](World world) -> Task<> {
    co_await start_shell(world, "sleep 1; echo now; sleep 1");
    net::CommandOptions options;
    options.standard_output = true;
    const auto session =
        co_await within(20s, run_session(world.client, "/attach/test/attach/c?output=1", options, false, ""), "attach");
    EXPECT_EQ(session.out, "now\n");
  });
}

TEST(KubeletApi, forwards_a_port_of_the_pod_by_spdy) {
  with_kubelet("ports", [](World world) -> Task<> {
    co_await start_shell(world, "echo hello | nc -l -p 8080; sleep 60");
    co_await sleep_for(500ms);
    net::Request request;
    request.method = "POST";
    request.target = "/portForward/test/ports";
    std::string protocol;
    std::vector<std::string> protocols{"portforward.k8s.io"};
    const auto session = co_await net::connect_spdy(world.client, std::move(request), protocols, &protocol);
    EXPECT_EQ(protocol, "portforward.k8s.io");
    net::Headers error_headers{{"streamtype", "error"}, {"port", "8080"}, {"requestid", "0"}};
    const auto errors = co_await session->open(std::move(error_headers));
    co_await errors->finish();
    net::Headers data_headers{{"streamtype", "data"}, {"port", "8080"}, {"requestid", "0"}};
    const auto data = co_await session->open(std::move(data_headers));
    std::array<char, 64> buffer{};
    const auto count = co_await within(10s, data->read_some(buffer), "read from the port");
    EXPECT_EQ(std::string(buffer.data(), count), "hello\n");
    co_await session->stop();
  });
}

TEST(KubeletApi, forwards_a_port_of_the_pod_by_websocket_channels) {
  with_kubelet("channels", [](World world) -> Task<> {
    co_await start_shell(world, "echo hello | nc -l -p 8080; sleep 60");
    co_await sleep_for(500ms);
    net::Request request;
    request.target = "/portForward/test/channels?port=8080";
    std::vector<std::string> protocols{"v4.channel.k8s.io"};
    const auto socket = co_await net::connect_websocket(world.client, std::move(request), std::move(protocols));
    std::string text;
    while (text.size() < 6) {
      const auto message = co_await within(10s, socket->read(), "read from the port");
      if (!message) break;
      // The first message of each channel is the port.
      if (message->bytes == std::string("\0\x90\x1f", 3) || message->bytes == std::string("\1\x90\x1f", 3)) continue;
      EXPECT_EQ(message->bytes[0], '\0');
      text += message->bytes.substr(1);
    }
    EXPECT_EQ(text, "hello\n");
    co_await socket->send_close();
  });
}

TEST(KubeletApi, sums_up_what_containers_use) {
  with_kubelet("stats", [](World world) -> Task<> {
    co_await start_shell(world, "sleep 60");
    const auto first = co_await get(world.client, "/stats/summary");
    EXPECT_EQ(first.status, 200);
    co_await sleep_for(50ms);
    const auto answer = co_await get(world.client, "/stats/summary");
    const auto summary = json::parse(answer.body).take();
    EXPECT_EQ(json::text(summary, {"node", "nodeName"}), "here");
    const auto& pods = summary.at("pods").as_array();
    EXPECT_EQ(pods.size(), 1U);
    EXPECT_EQ(json::text(pods.at(0), {"podRef", "name"}), "stats");
    const auto& container = pods.at(0).at("containers").as_array().at(0);
    EXPECT_EQ(json::text(container, {"name"}), "c");
    EXPECT_GT(container.at("memory").at("workingSetBytes").to_number<std::uint64_t>(), 0U);
    EXPECT_TRUE(summary.at("node").at("cpu").as_object().contains("usageNanoCores"));
  });
}

// --- The mirror.

/// A docker archive whose blobs containerd has never seen.
std::string docker_archive(const std::string& folder, const std::string& content) {
  const std::string end(1024, '\0');
  const auto layer = node::tar_entry("hello", content) + end;
  const auto id = "sha256:" + net::hex(net::sha256(layer));
  const auto config = json::serialize(
      json::Object{{"architecture", "amd64"},
                   {"os", "linux"},
                   {"config", json::Object{}},
                   {"rootfs", json::Object{{"type", "layers"}, {"diff_ids", json::Array{json::String(id)}}}}});
  const std::string manifest = R"([{"Config":"config.json","RepoTags":["x:1"],"Layers":["l/layer.tar"]}])";
  const auto path = folder + "/archive.tar";
  std::ofstream(path, std::ios::binary) << node::tar_entry("manifest.json", manifest)
                                        << node::tar_entry("config.json", config)
                                        << node::tar_entry("l/layer.tar", layer) << end;
  return path;
}

Task<> pull_from_mirror(Loop& loop, std::string folder, std::string name) {
  node::mirror::Registry registry(loop, folder, 0, Log("mirror", LogLevel::error));
  node::mirror::write_hosts_toml(environment("CORACLE_CONTAINERD_DIR") + "/certs.d", registry.port());
  Scope scope(loop);
  scope.spawn(registry.run(), "mirror");
  rpc::CallQueue queue;
  const rpc::Connection connection(queue, environment("CORACLE_CONTAINERD"));
  const CriClient cri(connection);
  std::exception_ptr failure;
  try {
    const auto sandbox = sandbox_config("pull");
    const auto id = co_await cri.pull_image(name, sandbox, std::nullopt, 30s);
    EXPECT_TRUE(id.starts_with("sha256:")) << id;
    const auto image = co_await cri.image_status(name);
    EXPECT_TRUE(image.has_value());
    std::string missing;
    try {
      co_await cri.pull_image("quay.io/containerdisks/fedora:40", sandbox, std::nullopt, 30s);
    } catch (const Error& error) {
      missing = error.message();
    }
    // The mirror has it not; the registry itself cannot be reached from here, and its words come through.
    EXPECT_NE(missing.find("quay.io"), std::string::npos) << missing;
  } catch (...) {
    failure = std::current_exception();
  }
  co_await scope.cancel_and_join();
  if (failure) std::rethrow_exception(failure);
}

TEST(Mirror, containerd_pulls_an_image_by_the_name_in_the_tutorial_without_the_internet) {
  const auto folder = environment("CORACLE_CONTAINERD_DIR") + "/images";
  node::mirror::Store store(folder);
  const auto build = environment("CORACLE_TEST_BUILD");
  const auto added = store.add("quay.io/kubevirt/cirros-container-disk-demo", build + "/images/busybox.tar");
  EXPECT_EQ(added.name, "quay.io/kubevirt/cirros-container-disk-demo:latest");
  run_task([&](Loop& loop) { return pull_from_mirror(loop, folder, "quay.io/kubevirt/cirros-container-disk-demo"); });
}

TEST(Mirror, containerd_pulls_an_image_of_a_docker_archive_with_all_its_blobs) {
  const auto folder = environment("CORACLE_CONTAINERD_DIR") + "/images";
  node::mirror::Store store(folder);
  // More than one piece of the mirror's.
  std::string content;
  for (int i = 0; content.size() < 1'500'000; ++i) content += net::hex(net::sha256(std::to_string(i)));
  store.add("plain/hello", docker_archive(environment("CORACLE_CONTAINERD_DIR"), content));
  run_task([&](Loop& loop) { return pull_from_mirror(loop, folder, "docker.io/plain/hello:latest"); });
}

}  // namespace
}  // namespace coracle::node_test
