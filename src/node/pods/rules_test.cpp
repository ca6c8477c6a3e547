// Resources, environment, security, what the runtime is asked for.
#include <gtest/gtest.h>

#include "node/pods/admission.h"
#include "node/pods/environment.h"
#include "node/pods/policy.h"
#include "node/pods/resources.h"
#include "node/pods/runtime_config.h"
#include "node/pods/security.h"

namespace coracle::node::pods {
namespace {

Pod decoded_pod(const char* spec) {
  json::Value value = json::Object{{"metadata", json::Object{{"name", "p"}, {"namespace", "ns"}, {"uid", "u"}}}};
  value.get_object()["spec"] = json::parse(spec).take();
  return schema::decoded<Pod>(value);
}

TEST(QosClass, follows_requests_and_limits) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"containers": [{"name": "a"}]})", "BestEffort"},
      {R"({"containers": [{"name": "a", "resources": {"requests": {"cpu": "1"}}}]})", "Burstable"},
      {R"({"containers": [{"name": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]})", "Guaranteed"},
      {R"({"containers": [{"name": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1000m", "memory": "1Gi"}}}]})",
       "Guaranteed"},
      {R"({"containers": [{"name": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m"}}}]})",
       "Burstable"},
      {R"({"containers": [{"name": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}, {"name": "b"}]})",
       "Burstable"},
      {R"({"containers": [{"name": "a", "resources": {"limits": {"devices.kubevirt.io/kvm": "1"}}}]})", "BestEffort"},
  };
  for (const auto& [spec, want] : cases) EXPECT_EQ(qos_class(decoded_pod(spec)), want) << spec;
}

TEST(PodResources, count_sidecars_beside_and_init_containers_before) {
  const auto pod = decoded_pod(R"({"overhead": {"cpu": "10m"}, "initContainers": [
    {"name": "i", "resources": {"requests": {"cpu": "800m"}}},
    {"name": "s", "restartPolicy": "Always", "resources": {"requests": {"cpu": "100m"}}},
    {"name": "j", "resources": {"requests": {"cpu": "750m"}}}],
    "containers": [{"name": "a", "resources": {"requests": {"cpu": "200m"}}}, {"name": "b", "resources": {"limits": {"cpu": "300m"}}}]})");
  EXPECT_EQ(pod_asks(pod, "cpu", Ask::requests), 850 + 10);  // j with s before it
  EXPECT_EQ(pod_asks(pod, "cpu", Ask::limits), 300 + 10);
  EXPECT_FALSE(pod_cgroup_limits(pod).cpu_quota_usec);
}

TEST(PodResources, become_values_of_control_groups) {
  EXPECT_EQ(cpu_shares(0), 2U);
  EXPECT_EQ(cpu_shares(1000), 1024U);
  EXPECT_EQ(cpu_shares(1'000'000), 262'144U);
  EXPECT_EQ(cpu_quota(500), 50'000U);
  EXPECT_EQ(cpu_quota(1), 1000U);
  const auto pod =
      decoded_pod(R"({"containers": [{"name": "a", "resources": {"limits": {"cpu": "500m", "memory": "64Mi"}}}]})");
  const auto limits = pod_cgroup_limits(pod);
  EXPECT_EQ(*limits.memory_bytes, 64U << 20U);
  EXPECT_EQ(*limits.cpu_quota_usec, 50'000U);
  const auto own = container_resources(pod, pod.spec.containers[0], 1LL << 34);
  EXPECT_EQ(own.memory_limit_in_bytes, 64 << 20);
  EXPECT_EQ(own.cpu_quota, 50'000);
  EXPECT_EQ(own.cpu_shares, 512);
  EXPECT_EQ(own.oom_score_adj, -997);
  EXPECT_EQ(pod_cgroup("/kubepods", "Guaranteed", "u"), "/kubepods/podu");
  EXPECT_EQ(pod_cgroup("/kubepods", "Burstable", "u"), "/kubepods/burstable/podu");
  EXPECT_EQ(pod_cgroup("/kubepods", "BestEffort", "u"), "/kubepods/besteffort/podu");
}

TEST(Environment, comes_from_everywhere_and_sees_what_stands_before) {
  auto pod = decoded_pod(
      R"~({"nodeName": "n", "containers": [{"name": "a", "envFrom": [{"prefix": "P_", "configMapRef": {"name": "m"}}],
    "env": [{"name": "A", "value": "$(P_x)-$(B)"}, {"name": "B", "value": "$(A)"}, {"name": "P_x", "value": "own"},
      {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
      {"name": "O", "valueFrom": {"secretKeyRef": {"name": "none", "key": "k", "optional": true}}},
      {"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]}]})~");
  EnvironmentSources sources;
  sources.config_maps["m"] = std::map<std::string, std::string>{{"x", "1"}};
  sources.secrets["s"] = std::map<std::string, std::string>{{"k", "v"}};
  const auto got = container_environment(pod, pod.spec.containers[0], sources);
  EXPECT_EQ(got, (rpc::StringMap{{"A", "1-$(B)"}, {"B", "1-$(B)"}, {"P_x", "own"}, {"S", "v"}, {"N", "n"}}));
}

TEST(Environment, names_what_is_missing_as_the_kubelet_does) {
  const auto message = [](const char* spec) -> std::string {
    const auto pod = decoded_pod(spec);
    EnvironmentSources sources;
    sources.config_maps["there"] = std::map<std::string, std::string>{};
    try {
      container_environment(pod, pod.spec.containers[0], sources);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  };
  EXPECT_EQ(
      message(
          R"({"containers": [{"name": "a", "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}]})"),
      "secret \"s\" not found");
  EXPECT_EQ(
      message(
          R"({"containers": [{"name": "a", "env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "there", "key": "k"}}}]}]})"),
      "couldn't find key k in ConfigMap ns/there");
  EXPECT_EQ(message(R"({"containers": [{"name": "a", "envFrom": [{"configMapRef": {"name": "m"}}]}]})"),
            "configmap \"m\" not found");
}

TEST(SandboxConfig, says_what_the_pod_says) {
  auto pod = decoded_pod(
      R"({"hostname": "h", "subdomain": "d", "dnsConfig": {"nameservers": ["9.9.9.9"], "options": [{"name": "ndots", "value": "2"}]},
    "shareProcessNamespace": true, "securityContext": {"fsGroup": 107, "supplementalGroups": [5], "sysctls": [{"name": "net/ipv4/ip_local_port_range", "value": "1 2"}]},
    "containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": 8080, "protocol": "UDP"}, {"containerPort": 81}]}]})");
  pod.metadata.labels["app"] = "x";
  SandboxContext context;
  context.node_name = "node";
  context.resolver = {{"1.1.1.1"}, {"example.com"}, {"ndots:5", "edns0"}};
  context.attempt = 2;
  const auto config = sandbox_config(pod, context);
  EXPECT_EQ(config.hostname, "h");
  EXPECT_EQ(config.metadata.attempt, 2U);
  EXPECT_EQ(config.dns->servers, (std::vector<std::string>{"1.1.1.1", "9.9.9.9"}));
  EXPECT_EQ(config.dns->searches, (std::vector<std::string>{"d.ns.svc.cluster.local", "example.com"}));
  EXPECT_EQ(config.dns->options, (std::vector<std::string>{"edns0", "ndots:2"}));
  EXPECT_EQ(wanted_host_ports(pod, "10.244.0.5"), (std::vector<HostPort>{{"UDP", "", 8080, "10.244.0.5", 80}}));
  EXPECT_EQ(config.labels.at("app"), "x");
  EXPECT_EQ(config.labels.at("io.kubernetes.pod.uid"), "u");
  EXPECT_EQ(config.sysctls.at("net.ipv4.ip_local_port_range"), "1 2");
  EXPECT_EQ(config.security.namespaces.pid, rpc::NamespaceMode::pod);
  EXPECT_EQ(config.security.supplemental_groups, (std::vector<std::int64_t>{5, 107}));
}

TEST(SandboxConfig, in_the_hosts_network_leaves_its_name_and_ports_alone) {
  const auto pod = decoded_pod(
      R"({"hostNetwork": true, "hostPID": true, "containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": 80}]}]})");
  const auto config = sandbox_config(pod, {});
  EXPECT_EQ(config.hostname, "");
  EXPECT_TRUE(wanted_host_ports(pod, "10.244.0.1").empty());
  EXPECT_EQ(config.security.namespaces.network, rpc::NamespaceMode::node);
  EXPECT_EQ(config.security.namespaces.pid, rpc::NamespaceMode::node);
}

TEST(ContainerConfig, says_what_the_container_says) {
  const auto pod = decoded_pod(
      R"~({"securityContext": {"runAsUser": 1, "runAsGroup": 2, "fsGroup": 3, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [{"name": "a", "image": "i", "command": ["run", "$(A)"], "args": ["$$(A)"], "tty": true, "stdin": true,
      "securityContext": {"runAsUser": 107, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}}}]})~");
  ContainerContext context;
  context.image.id = "sha256:1";
  context.environment = {{"A", "value"}};
  context.attempt = 4;
  context.devices.envs = {{"D", "1"}};
  context.devices.devices.push_back({"/dev/kvm", "/dev/kvm", "rwm"});
  const auto config = container_config(pod, pod.spec.containers[0], context);
  EXPECT_EQ(config.image, "sha256:1");
  EXPECT_EQ(config.user_specified_image, "i");
  EXPECT_EQ(config.command, (std::vector<std::string>{"run", "value"}));
  EXPECT_EQ(config.args, (std::vector<std::string>{"$(A)"}));
  EXPECT_EQ(config.envs.size(), 2U);
  EXPECT_EQ(config.devices.size(), 1U);
  EXPECT_TRUE(config.tty && config.stdin_open);
  EXPECT_EQ(config.annotations.at("io.kubernetes.container.restartCount"), "4");
  const auto& security = config.security;
  EXPECT_EQ(*security.run_as_user, 107);
  EXPECT_EQ(*security.run_as_group, 2);
  EXPECT_EQ(security.supplemental_groups, (std::vector<std::int64_t>{3}));
  EXPECT_TRUE(security.no_new_privs && security.readonly_rootfs);
  EXPECT_EQ(security.add_capabilities, (std::vector<std::string>{"NET_BIND_SERVICE"}));
  EXPECT_EQ(security.drop_capabilities, (std::vector<std::string>{"ALL"}));
  EXPECT_EQ(security.seccomp->type, rpc::SecurityProfile::Type::runtime_default);
  EXPECT_FALSE(security.masked_paths.empty());
}

TEST(ContainerSecurity, refuses_root_where_it_must_not_be) {
  const auto refusal = [](const char* spec, rpc::Image image) -> std::string {
    const auto pod = decoded_pod(spec);
    try {
      container_security(pod, pod.spec.containers[0], image, "");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const auto* const asked = R"({"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "a"}]})";
  rpc::Image root;
  EXPECT_EQ(refusal(asked, root),
            "container has runAsNonRoot and image will run as root (pod: \"p_ns(u)\", container: a)");
  rpc::Image numbered;
  numbered.uid = 107;
  EXPECT_EQ(refusal(asked, numbered), "");
  rpc::Image named;
  named.username = "qemu";
  EXPECT_EQ(refusal(asked, named),
            "container has runAsNonRoot and image has non-numeric user (qemu), cannot verify user is non-root (pod: "
            "\"p_ns(u)\", container: a)");
  EXPECT_EQ(refusal(R"({"securityContext": {"runAsNonRoot": true, "runAsUser": 0}, "containers": [{"name": "a"}]})",
                    numbered),
            "container's runAsUser breaks non-root policy (pod: \"p_ns(u)\", container: a)");
}

TEST(Admission, refuses_what_the_node_has_not) {
  api::core::v1::Node node;
  node.status.allocatable = {{"cpu", "2"}, {"memory", "1Gi"}, {"pods", "2"}};
  node.metadata.labels["zone"] = "a";
  const auto asks = [](const char* cpu) {
    return decoded_pod(
        (std::string(R"({"containers": [{"name": "a", "resources": {"requests": {"cpu": ")") + cpu + R"("}}}]})")
            .c_str());
  };
  const auto one = asks("1500m");
  EXPECT_FALSE(refusal_of(one, {}, node));
  const auto refusal = refusal_of(asks("600m"), {&one}, node);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, "OutOfcpu");
  EXPECT_EQ(refusal->message, "Node didn't have enough resource: cpu, requested: 600, used: 1500, capacity: 2000");
  // Sums of what nobody has are not less than nothing.
  const auto much = decoded_pod(R"({"containers": [{"name": "a", "resources": {"requests": {"memory": "8Ei"}}},
    {"name": "b", "resources": {"requests": {"memory": "8Ei", "cpu": "9e17"}}}]})");
  EXPECT_EQ(refusal_of(much, {}, node)->reason, "OutOfcpu");
  EXPECT_GT(pod_asks(much, "memory", Ask::requests), 0);
  EXPECT_EQ(pod_cgroup_limits(much).cpu_shares, 262'144U);
  EXPECT_EQ(refusal_of(asks("0"), {&one, &one}, node)->reason, "OutOfpods");
  EXPECT_EQ(refusal_of(decoded_pod(R"({"nodeSelector": {"zone": "b"}, "containers": []})"), {}, node)->reason,
            "NodeAffinity");
  const auto port = decoded_pod(R"({"containers": [{"name": "a", "ports": [{"containerPort": 1, "hostPort": 80}]}]})");
  EXPECT_EQ(refusal_of(port, {&port}, node)->reason, "NodePorts");
  node.spec.taints.push_back({"NoExecute", {}, "k", "v"});
  EXPECT_EQ(refusal_of(one, {}, node)->reason, "TaintToleration");
  EXPECT_FALSE(refusal_of(decoded_pod(R"({"tolerations": [{"operator": "Exists"}], "containers": []})"), {}, node));
}

TEST(Hears, only_who_can_do_something_about_a_signal) {
  const auto status = [](const char* name, const char* numbers, const char* blocked, const char* caught) {
    return std::string("Name:\t") + name + "\nUmask:\t0022\nNSpid:\t" + numbers + "\nSigQ:\t0/1\nSigBlk:\t" + blocked +
           "\nSigIgn:\t0000000000001000\nSigCgt:\t" + caught + "\nCapInh:\t0\n";
  };
  constexpr int term = 15;
  EXPECT_FALSE(hears(status("sh", "4711\t1", "0000000000000000", "0000000000000002"), term));
  EXPECT_TRUE(hears(status("sh", "4711\t1", "0000000000000000", "0000000000004002"), term));
  EXPECT_TRUE(hears(status("container-disk", "4711\t1", "0000000000004002", "0000000000000000"), term));
  EXPECT_TRUE(hears(status("sh", "4711\t1", "0000000000000000", "0000000000000000"), 13)) << "it ignores that one";
  EXPECT_TRUE(hears(status("sh", "4711\t7", "0000000000000000", "0000000000000000"), term)) << "the default is to end";
  EXPECT_TRUE(hears(status("sh", "4711", "0000000000000000", "0000000000000000"), term));
  EXPECT_FALSE(hears(status("runc:[2:INIT]", "4711\t1", "0000000000000000", "fffffffffffffeff"), term));
}

}  // namespace
}  // namespace coracle::node::pods
