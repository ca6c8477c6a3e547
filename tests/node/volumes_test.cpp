// Volumes against a whole API server of this process, with real mounts: run as root in a mount namespace of its own.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "api/core/v1/secret.h"
#include "api/kinds.h"
#include "apiserver/instance.h"
#include "node/volumes/mounts.h"
#include "node/volumes/volumes.h"

namespace coracle::node_test {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using node::volumes::ContainerFacts;
using node::volumes::PodPointer;
using node::volumes::Volumes;

constexpr std::uint64_t tmpfs_magic = 0x01021994;

struct Folder {
  Folder() {
    std::string pattern = "/tmp/coracle-volumes-XXXXXX";
    path = ::mkdtemp(pattern.data());
    // As the kubelet's folder is on a node: what is mounted there reaches containers.
    ::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr);
    if (::mount(nullptr, path.c_str(), nullptr, MS_SHARED, nullptr) != 0) std::abort();
  }
  ~Folder() {
    ::umount2(path.c_str(), MNT_DETACH);
    fs::remove_all(path);
  }
  std::string path;
};

struct World {
  apiserver::Instance& server;
  kube::Client& admin;
  Volumes& volumes;
  node::Paths paths;
  std::vector<std::string>& retries;
};
using Body = std::function<Task<>(World)>;

Task<> with_volumes_on(Loop& loop, const Body& body) {
  Folder folder;
  apiserver::Instance server(
      {folder.path + "/api", "127.0.0.1", 0, 1, "https://kubernetes.default.svc.cluster.local", nullptr, nullptr},
      Log("apiserver", LogLevel::error));
  const auto admin_door = server.client({"admin", "", {"system:masters"}, {}});
  const auto node_door = server.client({"system:node:here", "", {"system:nodes", "system:authenticated"}, {}});
  kube::Client admin(*admin_door);
  kube::Client client(*node_door);
  const node::Paths paths(folder.path);
  Volumes volumes(loop, client, paths, "here", Log("volumes", LogLevel::error));
  std::vector<std::string> retries;
  volumes.on_retry([&retries](const std::string& uid) { retries.push_back(uid); });
  volumes.set_allocatable({{"cpu", "4"}, {"memory", "8Gi"}});
  Scope scope(loop);
  scope.spawn(volumes.run(), "volumes");
  std::exception_ptr failure;
  try {
    World world{server, admin, volumes, paths, retries};
    co_await body(std::move(world));
  } catch (...) {
    failure = std::current_exception();
  }
  co_await scope.cancel_and_join();
  server.stop();
  if (failure) std::rethrow_exception(failure);
}

void with_volumes(Body body) {
  run_task([&](Loop& loop) { return with_volumes_on(loop, body); });
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

gid_t group_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_gid : ~gid_t{0};
}

bool is_tmpfs(const std::string& path) {
  struct statfs status {};
  return ::statfs(path.c_str(), &status) == 0 && static_cast<std::uint64_t>(status.f_type) == tmpfs_magic;
}

Task<> put(World world, const api::Kind& kind, std::string text) {
  auto object = json::parse(text).take();
  co_await world.admin.create(kind, "default", std::move(object));
}
const api::Kind& config_maps() { return api::kind_of(static_cast<const api::core::v1::ConfigMap*>(nullptr)); }
const api::Kind& secrets() { return api::kind_of(static_cast<const api::core::v1::Secret*>(nullptr)); }
const api::Kind& pods() { return api::kind_of(static_cast<const api::core::v1::Pod*>(nullptr)); }

/// A pod as the API server stored it.
Task<PodPointer> make_pod(World world, std::string spec) {
  auto object = json::parse(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"app":"a"}},"spec":)" +
                            spec + "}")
                    .take();
  const auto made = co_await world.admin.create(pods(), "default", std::move(object));
  co_return std::make_shared<const api::core::v1::Pod>(schema::decoded<api::core::v1::Pod>(made));
}

Task<std::string> refusal(World world, PodPointer pod) {
  try {
    co_await world.volumes.prepare(pod);
  } catch (const Error& error) {
    co_return error.message();
  }
  co_return std::string();
}

Task<bool> becomes(std::function<bool()> condition) {
  for (int tries = 0; tries < 200; ++tries) {
    if (condition()) co_return true;
    co_await sleep_for(20ms);
  }
  co_return false;
}

constexpr const char* five_volumes = R"({
  "nodeName": "here", "securityContext": {"fsGroup": 107}, "automountServiceAccountToken": false,
  "containers": [{"name": "c", "image": "x", "resources": {"limits": {"memory": "64Mi"}},
    "volumeMounts": [
      {"name": "scratch", "mountPath": "/scratch"},
      {"name": "settings", "mountPath": "/settings"},
      {"name": "key", "mountPath": "/key"},
      {"name": "all", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"},
      {"name": "about", "mountPath": "/about", "readOnly": true},
      {"name": "memory", "mountPath": "/memory", "mountPropagation": "HostToContainer"},
      {"name": "settings", "mountPath": "/one", "subPath": "greeting"},
      {"name": "scratch", "mountPath": "/below", "subPathExpr": "$(WHERE)/deep"}]}],
  "volumes": [
    {"name": "scratch", "emptyDir": {}},
    {"name": "memory", "emptyDir": {"medium": "Memory", "sizeLimit": "16Mi"}},
    {"name": "settings", "configMap": {"name": "settings"}},
    {"name": "key", "secret": {"secretName": "key", "defaultMode": 256}},
    {"name": "all", "projected": {"sources": [
      {"serviceAccountToken": {"path": "token", "expirationSeconds": 3607}},
      {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
      {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}}]}},
    {"name": "about", "downwardAPI": {"items": [
      {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}},
      {"path": "limits/memory", "resourceFieldRef": {"containerName": "c", "resource": "limits.memory", "divisor": "1Mi"}}]}}]})";

Task<PodPointer> make_full_pod(World world) {
  co_await put(world, config_maps(),
               R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"greeting":"hello"}})");
  co_await put(world, secrets(),
               R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"key"},"data":{"k":"c2VjcmV0"}})");
  co_return co_await make_pod(world, five_volumes);
}

TEST(Volumes, a_pod_gets_the_files_of_all_kinds_of_volumes_with_the_kubelets_modes) {
  with_volumes([](World world) -> Task<> {
    const auto pod = co_await make_full_pod(world);
    const auto started = std::chrono::steady_clock::now();
    co_await world.volumes.prepare(pod);
    const auto took = std::chrono::steady_clock::now() - started;
    std::printf("six volumes took %s\n", format_duration(took).c_str());
    EXPECT_LT(took, 200ms);
    const auto base = world.paths.pod(pod->metadata.uid) + "/volumes/kubernetes.io~";
    EXPECT_EQ(content(base + "configmap/settings/greeting"), "hello");
    EXPECT_EQ(fs::read_symlink(base + "configmap/settings/greeting"), "..data/greeting");
    EXPECT_EQ(mode_of(base + "configmap/settings/greeting"), 0644U);
    EXPECT_EQ(content(base + "secret/key/k"), "secret");
    EXPECT_EQ(mode_of(base + "secret/key/k"), 0440U);
    EXPECT_EQ(group_of(base + "secret/key/k"), 107U);
    EXPECT_TRUE(is_tmpfs(base + "secret/key"));
    EXPECT_TRUE(is_tmpfs(base + "projected/all"));
    EXPECT_FALSE(is_tmpfs(base + "configmap/settings"));
    const auto token = content(base + "projected/all/token");
    EXPECT_EQ(std::count(token.begin(), token.end(), '.'), 2) << token;
    EXPECT_EQ(mode_of(base + "projected/all/token"), 0640U);
    EXPECT_NE(content(base + "projected/all/ca.crt").find("BEGIN CERTIFICATE"), std::string::npos);
    EXPECT_EQ(content(base + "projected/all/namespace"), "default");
    EXPECT_EQ(content(base + "downward-api/about/labels"), "app=\"a\"");
    EXPECT_EQ(content(base + "downward-api/about/limits/memory"), "64");
    EXPECT_EQ(mode_of(base + "empty-dir/scratch"), 02777U);
    EXPECT_EQ(group_of(base + "empty-dir/scratch"), 107U);
    EXPECT_TRUE(is_tmpfs(base + "empty-dir/memory"));
    struct statfs memory {};
    EXPECT_EQ(::statfs((base + "empty-dir/memory").c_str(), &memory), 0);
    EXPECT_EQ(static_cast<std::uint64_t>(memory.f_blocks) * static_cast<std::uint64_t>(memory.f_bsize), 16U << 20U);

    // Again, as after a restart of ours: nothing a container made is touched.
    std::ofstream(base + "empty-dir/scratch/mine") << "kept";
    EXPECT_EQ(::chmod((base + "empty-dir/scratch").c_str(), 0700), 0);
    const auto data = fs::read_symlink(base + "secret/key/..data");
    co_await world.volumes.prepare(pod);
    EXPECT_EQ(content(base + "empty-dir/scratch/mine"), "kept");
    EXPECT_EQ(mode_of(base + "empty-dir/scratch"), 0700U);
    EXPECT_EQ(fs::read_symlink(base + "secret/key/..data"), data);
    EXPECT_EQ(content(base + "projected/all/token"), token);

    co_await world.volumes.tear_down(pod->metadata.uid);
    EXPECT_FALSE(fs::exists(world.paths.pod(pod->metadata.uid)));
    EXPECT_TRUE(node::volumes::mounts_beneath(node::volumes::read_mountinfo(), world.paths.pods()).empty());
    co_await world.volumes.tear_down(pod->metadata.uid);
  });
}

TEST(Volumes, a_container_gets_its_mounts_with_sub_paths_hosts_file_and_termination_log) {
  with_volumes([](World world) -> Task<> {
    const auto pod = co_await make_full_pod(world);
    co_await world.volumes.prepare(pod);
    ContainerFacts facts;
    facts.name = "c";
    facts.environment = {{"WHERE", "here"}};
    facts.pod_ips = {"10.244.0.5", "fd00::5"};
    facts.hostname = "p";
    auto again = facts;
    const auto first = co_await world.volumes.mounts(pod, facts);
    // A container that is started again finds its sub-paths replaced, not piled up.
    const auto made = co_await world.volumes.mounts(pod, again);
    EXPECT_EQ(made.mounts.size(), 10U);
    const auto folder = world.paths.pod(pod->metadata.uid);
    EXPECT_EQ(made.mounts[0].host_path, folder + "/volumes/kubernetes.io~empty-dir/scratch");
    EXPECT_FALSE(made.mounts[0].readonly);
    EXPECT_TRUE(made.mounts[1].readonly);
    EXPECT_TRUE(made.mounts[3].readonly);
    EXPECT_EQ(made.mounts[5].propagation, rpc::MountPropagation::host_to_container);
    EXPECT_EQ(made.mounts[6].host_path, folder + "/volume-subpaths/settings/c/6");
    EXPECT_EQ(content(made.mounts[6].host_path), "hello");
    EXPECT_EQ(made.mounts[7].host_path, folder + "/volume-subpaths/scratch/c/7");
    std::ofstream(folder + "/volumes/kubernetes.io~empty-dir/scratch/here/deep/file") << "seen";
    EXPECT_EQ(content(made.mounts[7].host_path + "/file"), "seen");
    EXPECT_EQ(made.mounts[8].container_path, "/etc/hosts");
    EXPECT_NE(content(made.mounts[8].host_path).find("10.244.0.5\tp\nfd00::5\tp\n"), std::string::npos);
    EXPECT_EQ(made.mounts[9].container_path, "/dev/termination-log");
    EXPECT_EQ(mode_of(made.termination_log), 0666U);
    EXPECT_NE(made.termination_log, first.termination_log);
    std::ofstream(made.termination_log) << std::string(5000, 'x');
    EXPECT_EQ(node::volumes::read_termination_log(made.termination_log), std::string(4096, 'x'));
    co_await world.volumes.tear_down(pod->metadata.uid);
    EXPECT_TRUE(node::volumes::mounts_beneath(node::volumes::read_mountinfo(), world.paths.pods()).empty());
  });
}

TEST(Volumes, a_sub_path_never_leaves_its_volume_whatever_a_container_put_there) {
  with_volumes([](World world) -> Task<> {
    const auto pod = co_await make_full_pod(world);
    co_await world.volumes.prepare(pod);
    const auto scratch = world.paths.pod(pod->metadata.uid) + "/volumes/kubernetes.io~empty-dir/scratch/";
    for (const char* target : {"/etc", "../../..", "../settings"}) {
      fs::create_directory_symlink(target, scratch + "here");
      ContainerFacts facts;
      facts.name = "c";
      facts.environment = {{"WHERE", "here"}};
      std::string why;
      try {
        co_await world.volumes.mounts(pod, facts);
      } catch (const Error& error) {
        why = error.message();
      }
      EXPECT_TRUE(why.starts_with("failed to prepare subPath for volumeMount \"scratch\" of container \"c\"")) << why;
      fs::remove(scratch + "here");
    }
    EXPECT_FALSE(fs::exists("/etc/deep"));
    ContainerFacts bare;
    bare.name = "c";
    std::string missing;
    try {
      co_await world.volumes.mounts(pod, bare);
    } catch (const Error& error) {
      missing = error.message();
    }
    EXPECT_EQ(missing, "missing value for \"WHERE\"");
    co_await world.volumes.tear_down(pod->metadata.uid);
  });
}

TEST(Volumes, what_changes_in_the_api_changes_in_the_files_all_at_once) {
  with_volumes([](World world) -> Task<> {
    const auto pod = co_await make_full_pod(world);
    co_await world.volumes.prepare(pod);
    const auto base = world.paths.pod(pod->metadata.uid) + "/volumes/kubernetes.io~";
    auto patch = json::parse(R"({"data":{"greeting":"good day","more":"yes"}})").take();
    co_await world.admin.patch(config_maps(), {"default", "settings"}, kube::PatchType::merge, std::move(patch));
    const auto file = base + "configmap/settings/";
    EXPECT_TRUE(
        co_await becomes([file] { return content(file + "greeting") == "good day" && fs::exists(file + "more"); }));
    auto less = json::parse(R"({"data":{"more":null}})").take();
    co_await world.admin.patch(config_maps(), {"default", "settings"}, kube::PatchType::merge, std::move(less));
    EXPECT_TRUE(co_await becomes([file] { return !fs::is_symlink(file + "more"); }));

    auto changed = *pod;
    changed.metadata.labels["app"] = "b";
    world.volumes.update(std::make_shared<const api::core::v1::Pod>(changed));
    EXPECT_TRUE(co_await becomes([base] { return content(base + "downward-api/about/labels") == "app=\"b\""; }));
    co_await world.volumes.tear_down(pod->metadata.uid);
  });
}

TEST(Volumes, a_missing_secret_is_told_in_the_kubelets_words_and_its_coming_too) {
  with_volumes([](World world) -> Task<> {
    const auto pod = co_await make_pod(world, R"({"nodeName":"here","automountServiceAccountToken":false,
      "containers":[{"name":"c","image":"x"}],
      "volumes":[{"name":"x","secret":{"secretName":"y"}},{"name":"z","secret":{"secretName":"none","optional":true}}]})");
    EXPECT_EQ(co_await refusal(world, pod), "MountVolume.SetUp failed for volume \"x\" : secret \"y\" not found");
    co_await put(world, secrets(), R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"y"}})");
    EXPECT_TRUE(co_await becomes([&world] { return !world.retries.empty(); }));
    EXPECT_EQ(co_await refusal(world, pod), "");
    co_await world.volumes.tear_down(pod->metadata.uid);
  });
}

TEST(Volumes, what_is_not_supported_or_not_there_is_refused_by_name) {
  with_volumes([](World world) -> Task<> {
    struct Case {
      std::string volume, text;
    };
    const std::vector<Case> cases = {
        {R"({"name":"v","persistentVolumeClaim":{"claimName":"c"}})",
         "volumes of type persistentVolumeClaim are not supported by this release"},
        {R"({"name":"v","nfs":{"server":"s","path":"/"}})", "volumes of type nfs are not supported by this release"},
        {R"({"name":"v","configMap":{"name":"m"}})", "configmap \"m\" not found"},
        {R"({"name":"v","configMap":{"name":"kube-root-ca.crt","items":[{"key":"k","path":"p"}]}})",
         "references non-existent config key: k"},
        {R"({"name":"v","hostPath":{"path":"/etc/passwd","type":"Directory"}})",
         "hostPath type check failed: /etc/passwd is not a directory"},
        {R"({"name":"v","hostPath":{"path":"/no/such","type":"Socket"}})",
         "hostPath type check failed: /no/such is not a socket file"},
    };
    for (const auto& one : cases) {
      auto pod = std::make_shared<api::core::v1::Pod>();
      pod->metadata.name = "p";
      pod->metadata.namespace_ = "default";
      pod->metadata.uid = "6d1f0000-0000-4000-8000-000000000001";
      pod->spec.volumes.push_back(schema::decoded<api::core::v1::Volume>(json::parse(one.volume).take()));
      EXPECT_EQ(co_await refusal(world, pod), "MountVolume.SetUp failed for volume \"v\" : " + one.text);
      co_await world.volumes.tear_down(pod->metadata.uid);
    }
    const auto left = co_await world.volumes.leftovers({});
    EXPECT_TRUE(left.empty());
  });
}

TEST(Volumes, pods_of_an_earlier_life_are_found_and_removed_with_their_mounts) {
  with_volumes([](World world) -> Task<> {
    const auto folder = world.paths.pod("old");
    fs::create_directories(folder + "/volumes/kubernetes.io~secret/s");
    node::volumes::mount_tmpfs(folder + "/volumes/kubernetes.io~secret/s", 0);
    const auto left = co_await world.volumes.leftovers({"another"});
    EXPECT_EQ(left, std::vector<std::string>{"old"});
    co_await world.volumes.tear_down("old");
    EXPECT_FALSE(fs::exists(folder));
  });
}

}  // namespace
}  // namespace coracle::node_test
