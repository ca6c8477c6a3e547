// The node's own rules: configurations, the Node object, credentials, probes' thresholds.
#include <gtest/gtest.h>

#include "base/base64.h"
#include "node/containerd/config.h"
#include "node/containerd/daemon.h"
#include "node/host_ports.h"
#include "node/images/credentials.h"
#include "node/machine/machine.h"
#include "node/probes/prober.h"
#include "node/registration/plan.h"
#include "node/status_patch.h"

namespace coracle::node {
namespace {
using namespace std::chrono_literals;

TEST(NetworkList, has_a_bridge_with_addresses_of_both_families) {
  PodNetwork network{"coracle0", "10.244.0.0/24", "fd00:10:244::/64", "/state"};
  const auto list = json::parse(network_list(network)).take();
  const auto& bridge = list.at("plugins").at(0);
  EXPECT_EQ(json::text(bridge, {"bridge"}), "coracle0");
  EXPECT_EQ(json::text(bridge.at("ipam").at("ranges").at(0).at(0), {"gateway"}), "10.244.0.1");
  EXPECT_EQ(json::text(bridge.at("ipam").at("ranges").at(1).at(0), {"gateway"}), "fd00:10:244::1");
  network.cidr_v6.clear();
  const auto small = json::parse(network_list(network)).take();
  EXPECT_EQ(small.at("plugins").as_array().size(), 1U);
  EXPECT_EQ(small.at("plugins").at(0).at("ipam").at("ranges").as_array().size(), 1U);
}

TEST(Gateway, is_the_first_address_of_a_network) {
  EXPECT_EQ(gateway_of("10.1.2.3/16"), "10.1.0.1");
  EXPECT_THROW(gateway_of("10.1.2.3"), Error);
  EXPECT_THROW(gateway_of("10.1.2.3/32"), Error);
  EXPECT_THROW(gateway_of("nonsense/8"), Error);
}

TEST(Masquerade, is_for_what_leaves_the_bridge) {
  const auto rules = masquerade_rules({"coracle0", "10.244.0.0/24", "", ""});
  EXPECT_NE(rules.find("ip saddr 10.244.0.0/24 oifname != \"coracle0\" masquerade"), std::string::npos) << rules;
  EXPECT_TRUE(rules.starts_with(no_masquerade_rules()));
}

TEST(HostPorts, lead_to_pods_by_one_table_and_carry_nothing_but_addresses) {
  const PodNetwork network{"coracle0", "10.244.0.0/24", "", ""};
  const auto rules = host_port_rules({{"TCP", "", 8080, "10.244.0.5", 80},
                                      {"UDP", "192.0.2.1", 53, "10.244.0.6", 53},
                                      {"TCP", "; flush ruleset", 1, "10.244.0.5", 1}},
                                     network);
  EXPECT_NE(rules.find("fib daddr type local tcp dport 8080 dnat ip to 10.244.0.5:80\n"), std::string::npos) << rules;
  EXPECT_NE(rules.find("ip daddr 192.0.2.1 udp dport 53 dnat ip to 10.244.0.6:53\n"), std::string::npos) << rules;
  EXPECT_EQ(rules.find("flush"), std::string::npos);
  EXPECT_EQ(host_port_rules({}, network), no_host_port_rules());
}

TEST(ContainerdConfig, names_our_folders_and_our_pause_image) {
  ContainerdConfig config;
  config.folder = "/var/lib/coracle/containerd";
  config.socket = "/run/coracle/containerd.sock";
  config.pause_image = "localhost/coracle/pause:1";
  const auto toml = containerd_toml(config);
  for (const char* line :
       {"root = \"/var/lib/coracle/containerd/root\"", "address = \"/run/coracle/containerd.sock\"",
        "sandbox_image = \"localhost/coracle/pause:1\"", "config_path = \"/var/lib/coracle/containerd/certs.d\"",
        "SystemdCgroup = false", "netns_mounts_under_state_dir = false"})
    EXPECT_NE(toml.find(line), std::string::npos) << line;
}

TEST(StartTime, is_read_past_any_process_name) {
  std::string stat = "12 (a) b (c)) S";
  for (int field = 4; field <= 30; ++field) stat += " " + std::to_string(field * 100);
  EXPECT_EQ(start_time_in(stat), 2200U);
  EXPECT_EQ(start_time_in("nonsense"), 0U);
  EXPECT_NE(start_time_of(::getpid()), 0U);
}

TEST(ContainerdLog, a_line_tells_its_message_and_error) {
  EXPECT_EQ(message_of(R"(time="t" level=fatal msg="Failed to run \"CRI\" service" error="listen: no address")"),
            "Failed to run \"CRI\" service: listen: no address");
  EXPECT_EQ(message_of(R"(time="t" level=fatal msg="it ends)"), "it ends");
  EXPECT_EQ(message_of("containerd: a flag is unknown"), "containerd: a flag is unknown");
}

TEST(Machine, is_read_from_the_systems_own_words) {
  EXPECT_EQ(os_image_in("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"), "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(meminfo_bytes("MemTotal:       2048 kB\nMemAvailable: 1024 kB\n", "MemAvailable"), 1'048'576);
  const auto resolver =
      resolver_in("# a comment\nnameserver 1.1.1.1\nsearch a b\noptions ndots:2 edns0\nnameserver ::1\n");
  EXPECT_EQ(resolver.servers, (std::vector<std::string>{"1.1.1.1", "::1"}));
  EXPECT_EQ(resolver.searches, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(resolver.options, (std::vector<std::string>{"ndots:2", "edns0"}));
}

NodeFacts some_facts() {
  NodeFacts facts;
  facts.name = "n";
  facts.addresses = {"10.244.0.1"};
  facts.pod_cidr = "10.244.0.0/24";
  facts.machine.cpus = 4;
  facts.machine.memory_bytes = 8LL << 30;
  facts.machine.disk_bytes = 100LL << 30;
  facts.devices["devices.kubevirt.io/kvm"] = {1000, 1000};
  return facts;
}

TEST(PlannedNode, tells_what_there_is_and_keeps_what_others_set) {
  const auto start = *parse_time("2026-01-31T09:05:00Z");
  auto node = planned_node({}, some_facts(), start);
  EXPECT_EQ(node.status.capacity.at("cpu").text, "4");
  EXPECT_EQ(node.status.capacity.at("memory").text, "8Gi");
  EXPECT_EQ(node.status.allocatable.at("memory").text, "8092Mi");
  EXPECT_EQ(node.status.allocatable.at("devices.kubevirt.io/kvm").text, "1k");
  EXPECT_EQ(node.metadata.labels.at("kubernetes.io/hostname"), "n");
  node.metadata.labels["mine"] = "yes";
  node.spec.taints.push_back({"NoSchedule", {}, "k", ""});
  node.status.conditions.emplace_back().type = "Other";
  auto facts = some_facts();
  facts.not_ready = "container runtime is down";
  facts.devices.clear();
  const auto later = planned_node(node, facts, start + 1min);
  EXPECT_EQ(later.metadata.labels.at("mine"), "yes");
  EXPECT_EQ(later.spec.taints.size(), 1U);
  EXPECT_EQ(later.status.capacity.at("devices.kubevirt.io/kvm").text, "0");
  for (const auto& condition : later.status.conditions) {
    if (condition.type == "Ready") {
      EXPECT_EQ(condition.status, "False");
      EXPECT_EQ(condition.last_transition_time.text, "2026-01-31T09:06:00Z");
    }
    if (condition.type == "DiskPressure") EXPECT_EQ(condition.last_transition_time.text, "2026-01-31T09:05:00Z");
  }
  EXPECT_TRUE(differs_in_more_than_heartbeats(node, later));
  EXPECT_FALSE(differs_in_more_than_heartbeats(later, planned_node(later, facts, start + 2min)));
}

TEST(StatusPatch, sends_what_differs) {
  const auto before =
      json::parse(
          R"({"phase": "Pending", "reason": "x", "conditions": [{"type": "A", "status": "True"}, {"type": "B", "status": "False", "reason": "r"}],
    "podIPs": [{"ip": "1"}], "containerStatuses": [{"name": "a"}], "capacity": {"cpu": "1", "old": "1"}})")
          .take();
  const auto after =
      json::parse(
          R"({"phase": "Running", "conditions": [{"type": "A", "status": "True"}, {"type": "B", "status": "True"}],
    "podIPs": [{"ip": "2"}], "containerStatuses": [{"name": "a", "ready": true}], "capacity": {"cpu": "2"}})")
          .take();
  const json::Value patch = status_patch(before, after, {{"conditions", "type", true}, {"podIPs", "ip", false}});
  EXPECT_TRUE(json::equal(
      patch,
      json::parse(
          R"({"phase": "Running", "reason": null, "conditions": [{"type": "B", "status": "True", "reason": null}],
    "podIPs": [{"$patch": "replace"}, {"ip": "2"}], "containerStatuses": [{"name": "a", "ready": true}], "capacity": {"cpu": "2", "old": null}})")
          .take()))
      << json::pretty(patch);
  EXPECT_TRUE(status_patch(after, after, {}).empty());
}

TEST(Credentials, are_found_by_registry_and_path) {
  const std::tuple<const char*, const char*, const char*, bool> cases[] = {
      {"quay.io", "quay.io", "a/b", true},
      {"https://quay.io/v1/", "quay.io", "a/b", true},
      {"quay.io/a", "quay.io", "a/b", true},
      {"quay.io/ab", "quay.io", "a/b", false},
      {"*.example.com", "reg.example.com", "x", true},
      {"*.example.com", "example.com", "x", false},
      {"https://index.docker.io/v1/", "docker.io", "library/busybox", true},
      {"quay.io", "docker.io", "a", false},
      {"localhost:5000", "localhost:5000", "a", true},
  };
  for (const auto& [key, registry, repository, want] : cases)
    EXPECT_EQ(credential_matches(key, registry, repository), want) << key << " " << registry << "/" << repository;
}

TEST(Credentials, of_pull_secrets_come_the_most_specific_first) {
  api::core::v1::Secret secret;
  secret.type = "kubernetes.io/dockerconfigjson";
  secret.data[".dockerconfigjson"].data =
      R"({"auths": {"quay.io": {"username": "u", "password": "p"}, "quay.io/team": {"auth": ")" + to_base64("a:b:c") +
      R"("}, "other": {}}})";
  api::core::v1::Secret nonsense = secret;
  nonsense.data[".dockerconfigjson"].data = "{";
  const auto found = credentials_for("quay.io", "team/x", {nonsense, secret});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].username, "a");
  EXPECT_EQ(found[0].password, "b:c");
  EXPECT_EQ(found[1].username, "u");
}

TEST(Thresholds, count_verdicts_in_a_row) {
  api::core::v1::Probe probe;
  probe.success_threshold = 2;
  probe.failure_threshold = 3;
  probes::Thresholds thresholds(probe);
  std::string got;
  for (const char verdict : std::string("gbggbbbg")) {
    const auto judged = thresholds.count(verdict == 'g');
    got += !judged ? '.' : *judged ? 'G' : 'B';
  }
  EXPECT_EQ(got, "...G..B.");
}

}  // namespace
}  // namespace coracle::node
