#include "pod_file.h"

#include <gtest/gtest.h>

namespace coracle::cri_pod {
namespace {

Result<PodFile> read(std::string_view text) { return read_pod_file(text, {"/state", "/parent", "0-1"}); }

TEST(PodFile, becomes_what_the_runtime_wants) {
  const auto pod = read(R"({"apiVersion": "v1", "kind": "Pod",
    "metadata": {"name": "a", "labels": {"x": "y"}},
    "spec": {"hostNetwork": true, "securityContext": {"runAsUser": 107},
      "volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "host", "hostPath": {"path": "/srv"}}],
      "containers": [{"name": "c", "image": "busybox", "command": ["sh"], "args": ["-c", "true"],
        "env": [{"name": "A", "value": "1"}],
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}, {"name": "host", "mountPath": "/srv", "readOnly": true}],
        "securityContext": {"runAsGroup": 5, "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}}}]}})");
  ASSERT_TRUE(pod) << pod.error().message();
  EXPECT_EQ(pod->sandbox.metadata.namespace_, "default");
  EXPECT_EQ(pod->sandbox.metadata.uid, "0-1");
  EXPECT_EQ(pod->sandbox.labels.at("io.kubernetes.pod.name"), "a");
  EXPECT_EQ(pod->sandbox.security.namespaces.network, rpc::NamespaceMode::node);
  EXPECT_EQ(pod->sandbox.cgroup_parent, "/parent/0-1");
  EXPECT_EQ(pod->sandbox.log_directory, "/state/default_a/logs");
  EXPECT_EQ(pod->folders, std::vector<PodFolder>{{"/state/default_a/volumes/tmp"}});
  const auto& config = pod->containers.at(0).config;
  EXPECT_EQ(config.mounts.at(0).host_path, "/state/default_a/volumes/tmp");
  EXPECT_TRUE(config.mounts.at(1).readonly);
  EXPECT_EQ(config.security.run_as_user, 107);
  EXPECT_EQ(config.security.run_as_group, 5);
  EXPECT_EQ(config.security.drop_capabilities, std::vector<std::string>{"ALL"});
  EXPECT_EQ(config.envs.at(0).key, "A");
}

struct Wrong {
  std::string spec;
  const char* problem;
};
TEST(PodFile, names_the_first_thing_that_is_wrong) {
  const Wrong cases[] = {
      {"", "spec.containers must have at least one"},
      {R"("containers": 1)", "spec.containers must be a list"},
      {R"("restartPolicy": "Always")", "spec.restartPolicy must be Never: cri-pod restarts nothing"},
      {R"("containers": [{"name": "c", "image": "i", "livenessProbe": {}}])",
       "spec.containers[0].livenessProbe is not supported by cri-pod"},
      {R"("containers": [{"name": "c", "image": "i", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}])",
       "spec.containers[0].volumeMounts[0].name 'v' is none of spec.volumes"},
      {R"("containers": [{"name": "c", "image": "i"}, {"name": "c", "image": "i"}])",
       "spec.containers[1].name 'c' is there twice"},
  };
  for (const auto& wrong : cases) {
    const auto pod =
        read(R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {)" + wrong.spec + "}}");
    ASSERT_FALSE(pod) << wrong.spec;
    EXPECT_EQ(pod.error().message(), wrong.problem);
  }
  EXPECT_EQ(read("[]").error().message(), "the file must be an object");
  EXPECT_EQ(read(R"({"kind": "Job"})").error().message(), "kind must be Pod, not 'Job'");
  EXPECT_EQ(read(R"({"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "../a"}})").error().message(),
            "metadata.name '../a' must be of a-z, 0-9, '-' and '.'");
  EXPECT_FALSE(read("{"));
}

}  // namespace
}  // namespace coracle::cri_pod
