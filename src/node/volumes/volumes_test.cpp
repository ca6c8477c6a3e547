#include "node/volumes/volumes.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.h"
#include "node/volumes/atomic_writer.h"
#include "node/volumes/fields.h"
#include "node/volumes/hosts.h"
#include "node/volumes/kinds.h"
#include "node/volumes/mounts.h"
#include "node/volumes/tokens.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Pod;

Pod pod_of(const char* text) { return schema::decoded<Pod>(json::parse(text).take()); }

constexpr const char* some_pod = R"({
  "metadata": {"name": "p", "namespace": "ns", "uid": "u", "labels": {"b": "2", "a": "1"},
    "annotations": {"note": "line\none \"two\" \\ \u00e4\u200b", "k.io/x": "y"}},
  "spec": {"nodeName": "n", "serviceAccountName": "sa", "containers": [{"name": "c", "resources": {
    "limits": {"cpu": "1500m", "memory": "100Mi"}, "requests": {"cpu": "250m"}}}, {"name": "free"}]},
  "status": {"hostIP": "10.0.0.1", "podIP": "10.244.0.5", "podIPs": [{"ip": "10.244.0.5"}, {"ip": "fd00::5"}]}})";

TEST(Fields, are_shown_as_the_downward_api_shows_them) {
  const auto pod = pod_of(some_pod);
  const std::pair<const char*, const char*> cases[] = {
      {"metadata.name", "p"},
      {"metadata.namespace", "ns"},
      {"metadata.uid", "u"},
      {"metadata.labels", "a=\"1\"\nb=\"2\""},
      {"metadata.annotations", "k.io/x=\"y\"\nnote=\"line\\none \\\"two\\\" \\\\ \u00e4\\u200b\""},
      {"metadata.labels['a']", "1"},
      {"metadata.labels['none']", ""},
      {"metadata.annotations['k.io/x']", "y"},
      {"spec.nodeName", "n"},
      {"spec.serviceAccountName", "sa"},
      {"status.podIP", "10.244.0.5"},
      {"status.podIPs", "10.244.0.5,fd00::5"},
      {"status.hostIP", "10.0.0.1"},
  };
  for (const auto& [path, value] : cases) EXPECT_EQ(field_value(pod, path).take(), value) << path;
  for (const char* wrong : {"", "spec.foo", "metadata.labels['a", "metadata.labels[a]", "metadata.labels['']"})
    EXPECT_FALSE(field_value(pod, wrong)) << wrong;
}

TEST(ResourceFields, are_rounded_up_to_their_divisor_and_fall_back_to_the_node) {
  const auto pod = pod_of(some_pod);
  const std::map<std::string, schema::Quantity> allocatable = {{"cpu", "4"}, {"memory", "1Gi"}};
  struct Case {
    const char *container, *resource, *divisor, *value;
  };
  const Case cases[] = {
      {"c", "limits.cpu", "", "2"},         {"c", "limits.cpu", "1m", "1500"},
      {"c", "limits.memory", "1Mi", "100"}, {"c", "limits.memory", "", "104857600"},
      {"c", "requests.cpu", "1m", "250"},   {"c", "requests.memory", "1Mi", "100"},
      {"free", "limits.cpu", "", "4"},      {"free", "limits.memory", "1Mi", "1024"},
      {"free", "requests.memory", "", "0"}, {"c", "limits.ephemeral-storage", "", "0"},
      {"c", "limits.memory", "64Mi", "2"},  {"c", "limits.hugepages-2Mi", "", "0"},
  };
  for (const auto& one : cases) {
    api::core::v1::ResourceFieldSelector selector;
    selector.container_name = one.container;
    selector.resource = one.resource;
    selector.divisor = one.divisor;
    EXPECT_EQ(resource_value(pod, selector, "", allocatable).take(), one.value) << one.container << one.resource;
  }
  api::core::v1::ResourceFieldSelector wrong;
  wrong.resource = "limits.cpu";
  EXPECT_FALSE(resource_value(pod, wrong, "none", allocatable));
  wrong.resource = "limits.gpu";
  EXPECT_FALSE(resource_value(pod, wrong, "c", allocatable));
}

TEST(Expand, follows_kubernetes_rules_for_dollars) {
  const std::map<std::string, std::string> environment = {{"A", "1"}, {"B", "$(A)"}};
  const std::pair<const char*, const char*> cases[] = {
      {"$(A)", "1"}, {"x$(A)y", "x1y"}, {"$(B)", "$(A)"}, {"$(C)", "$(C)"}, {"$$(A)", "$(A)"}, {"$$$(A)", "$1"},
      {"$A", "$A"},  {"$(A", "$(A"},    {"$", "$"},       {"", ""},         {"$$", "$"},       {"$(A)$(A)", "11"}};
  for (const auto& [text, value] : cases) EXPECT_EQ(expand(text, environment), value) << text;
}

TEST(Payload, takes_all_keys_or_the_items_and_says_which_is_missing) {
  api::core::v1::ConfigMap map;
  map.data = {{"a", "1"}, {"b", "2"}};
  map.binary_data["c"].data = std::string("\0x", 2);
  Payload payload;
  const std::vector<api::core::v1::KeyToPath> none;
  add_config_map(payload, map, {none, 0644, false});
  EXPECT_EQ(payload.size(), 3U);
  EXPECT_EQ(payload["c"].data.size(), 2U);
  api::core::v1::KeyToPath item;
  item.key = "a";
  item.path = "deep/a";
  item.mode = 0400;
  std::vector<api::core::v1::KeyToPath> items{item};
  Payload chosen;
  add_config_map(chosen, map, {items, 0644, false});
  EXPECT_EQ(chosen, (Payload{{"deep/a", {"1", 0400, {}}}}));
  items[0].key = "z";
  EXPECT_THROW(add_config_map(chosen, map, {items, 0644, false}), Error);
  Payload empty;
  add_config_map(empty, map, {items, 0644, true});
  EXPECT_TRUE(empty.empty());
}

TEST(Payload, a_token_is_for_its_user_the_pods_group_or_all) {
  const auto mode_of = [](const char* spec) {
    Payload payload;
    const auto pod = pod_of((std::string(R"({"spec":)") + spec + "}").c_str());
    add_token(payload, pod, "token", "t", 0644);
    return std::pair(payload["token"].mode, payload["token"].owner);
  };
  using Result = std::pair<mode_t, std::optional<uid_t>>;
  EXPECT_EQ(mode_of(R"({"containers":[{"name":"a"}]})"), (Result{0644, std::nullopt}));
  EXPECT_EQ(mode_of(R"({"securityContext":{"runAsUser":107},"containers":[{"name":"a"}]})"), (Result{0600, 107U}));
  EXPECT_EQ(mode_of(R"({"securityContext":{"fsGroup":5},"containers":[{"name":"a"}]})"), (Result{0600, std::nullopt}));
  EXPECT_EQ(mode_of(R"({"containers":[{"name":"a","securityContext":{"runAsUser":1}},{"name":"b"}]})"),
            (Result{0644, std::nullopt}));
}

TEST(Payload, stays_in_its_volume) {
  for (const char* path : {"", "/a", "../a", "a/../b", "..a", "a//b", "a/.", "a/"})
    EXPECT_THROW(check_payload({{path, {}}}), Error) << path;
  check_payload({{"a", {}}, {"a.b/c", {}}, {"a..b", {}}});
}

struct Folder {
  Folder() {
    std::string pattern = "/tmp/coracle-payload-XXXXXX";
    path = ::mkdtemp(pattern.data());
    opened = open_directory(path);
  }
  ~Folder() { remove_tree(open_directory("/tmp").get(), path.substr(5)); }
  std::string read(const std::string& name) const {
    const auto file = Fd(::open((path + "/" + name).c_str(), O_RDONLY | O_CLOEXEC));
    return file ? read_to_end(file.get(), 1000, name) : "missing";
  }
  std::string path;
  Fd opened;
};

TEST(AtomicWriter, switches_all_files_at_once_and_leaves_nothing_old) {
  const Folder folder;
  EXPECT_TRUE(write_payload(folder.opened.get(), {{"a", {"1", 0600, {}}}, {"d/b", {"2", 0644, {}}}}, {}));
  EXPECT_EQ(folder.read("a"), "1");
  EXPECT_EQ(folder.read("d/b"), "2");
  const auto first = std::filesystem::read_symlink(folder.path + "/..data");
  EXPECT_FALSE(write_payload(folder.opened.get(), {{"a", {"1", 0600, {}}}, {"d/b", {"2", 0644, {}}}}, {}));
  EXPECT_EQ(std::filesystem::read_symlink(folder.path + "/..data"), first);
  // A reader that opened the old folder goes on seeing it whole.
  const auto old = open_directory(folder.path + "/..data");
  EXPECT_TRUE(write_payload(folder.opened.get(), {{"a", {"1", 0644, {}}}}, {}));
  EXPECT_NE(std::filesystem::read_symlink(folder.path + "/..data"), first);
  EXPECT_EQ(folder.read("d/b"), "missing");
  EXPECT_EQ(list(folder.opened.get(), "").size(), 3U);  // ..data, its folder, a
  EXPECT_TRUE(write_payload(folder.opened.get(), {}, {}));
  EXPECT_EQ(list(folder.opened.get(), "").size(), 2U);
}

TEST(AtomicWriter, clears_up_after_a_writer_that_was_killed) {
  const Folder folder;
  write_payload(folder.opened.get(), {{"a", {"1", 0644, {}}}}, {});
  make_directories(folder.opened.get(), "..2020_01_01_00_00_00.x", 0755);
  ASSERT_EQ(::symlink("..2020_01_01_00_00_00.x", (folder.path + "/..abc_tmp").c_str()), 0);
  ASSERT_EQ(::unlink((folder.path + "/a").c_str()), 0);
  write_payload(folder.opened.get(), {{"a", {"1", 0644, {}}}}, {});
  EXPECT_EQ(folder.read("a"), "1");
  EXPECT_EQ(list(folder.opened.get(), "").size(), 3U);
}

TEST(Hosts, are_the_kubelets) {
  api::core::v1::HostAlias alias;
  alias.ip = "1.2.3.4";
  alias.hostnames = {"a", "b"};
  EXPECT_EQ(hosts_text({"10.244.0.5"}, "p", "sub.ns.svc.cluster.local", {alias}),
            "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
            "fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n"
            "10.244.0.5\tp.sub.ns.svc.cluster.local\tp\n\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n");
  EXPECT_EQ(host_network_hosts_text("127.0.0.1 x\n", {}),
            "# Kubernetes-managed hosts file (host network).\n127.0.0.1 x\n");
}

TEST(Kinds, every_source_has_its_folder_or_is_named_as_not_supported) {
  const Paths paths("/r");
  struct Case {
    const char *text, *path;
    bool in_memory, read_only;
  };
  const Case cases[] = {
      {R"({"name":"v","emptyDir":{}})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~empty-dir/v", false, false},
      {R"({"name":"v"})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~empty-dir/v", false, false},
      {R"({"name":"v","emptyDir":{"medium":"Memory"}})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~empty-dir/v",
       true, false},
      {R"({"name":"v","configMap":{"name":"x"}})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~configmap/v", false,
       true},
      {R"({"name":"v","secret":{"secretName":"x"}})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~secret/v", true,
       true},
      {R"({"name":"v","projected":{}})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~projected/v", true, true},
      {R"({"name":"v","downwardAPI":{}})", "/r/var/lib/kubelet/pods/u/volumes/kubernetes.io~downward-api/v", true,
       true},
      {R"({"name":"v","hostPath":{"path":"/dev"}})", "/dev", false, false},
  };
  for (const auto& one : cases) {
    const auto volume = schema::decoded<api::core::v1::Volume>(json::parse(one.text).take());
    EXPECT_EQ(volume_path(paths, "u", volume), one.path) << one.text;
    EXPECT_EQ(traits_of(volume).in_memory, one.in_memory) << one.text;
    EXPECT_EQ(traits_of(volume).read_only, one.read_only) << one.text;
  }
  const auto claim = schema::decoded<api::core::v1::Volume>(
      json::parse(R"({"name":"v","persistentVolumeClaim":{"claimName":"c"}})").take());
  EXPECT_EQ(traits_of(claim).kind, VolumeKind::unsupported);
  EXPECT_EQ(traits_of(claim).type, "persistentVolumeClaim");
}

TEST(Kinds, memory_is_bounded_by_the_least_of_what_is_known) {
  const auto pod = pod_of(R"({"spec":{"containers":[{"name":"a","resources":{"limits":{"memory":"64Mi"}}},
    {"name":"b","resources":{"limits":{"memory":"64Mi"}}}]}})");
  const auto unlimited = pod_of(R"({"spec":{"containers":[{"name":"a"}]}})");
  EXPECT_EQ(memory_volume_size(pod, {}, {}), 128U << 20U);
  EXPECT_EQ(memory_volume_size(pod, "16Mi", {{"memory", "1Gi"}}), 16U << 20U);
  EXPECT_EQ(memory_volume_size(unlimited, {}, {{"memory", "1Gi"}}), 1U << 30U);
  EXPECT_EQ(memory_volume_size(unlimited, {}, {}), 0U);
  EXPECT_EQ(huge_page_size(pod, "HugePages-2Mi"), "2048K");
  EXPECT_THROW(huge_page_size(pod, "HugePages"), Error);
  EXPECT_THROW(huge_page_size(pod, "HugePages-x"), Error);
}

TEST(Mounts, beneath_a_folder_come_newest_first_and_no_neighbours) {
  const char* mountinfo =
      "20 1 0:1 / / rw - ext4 /dev/a rw\n"
      "21 20 0:2 / /k/pods/u rw - tmpfs tmpfs rw\n"
      "22 20 0:3 / /k/pods/u/volumes/a\\040b rw shared:1 - tmpfs tmpfs rw\n"
      "23 20 0:4 / /k/pods/u2/x rw - tmpfs tmpfs rw\n";
  EXPECT_EQ(mounts_beneath(mountinfo, "/k/pods/u"), (std::vector<std::string>{"/k/pods/u/volumes/a b", "/k/pods/u"}));
}

TEST(Tokens, are_renewed_at_four_fifths_of_their_life_and_daily) {
  using namespace std::chrono_literals;
  const WallTime begin = *parse_time("2026-01-31T00:00:00Z");
  EXPECT_EQ(renewal_time(begin + 1h, 1h, 0s), begin + 48min);
  EXPECT_EQ(renewal_time(begin + 240h, 240h, 5s), begin + 24h - 5s);
}

}  // namespace
}  // namespace coracle::node::volumes
