#include <gtest/gtest.h>

#include "apiserver/builtin/strategies.h"

namespace coracle::apiserver::builtin {
namespace {

std::string faults_of(const std::string& context, const std::string& host_path = "/var/lib/a..b") {
  const auto pod = json::parse(R"({"spec":{"restartPolicy":"Always","dnsPolicy":"ClusterFirst",)"
                               R"("volumes":[{"name":"v","hostPath":{"path":")" +
                               host_path + R"("}}],"containers":[{"name":"c","image":"i","imagePullPolicy":"Always",)" +
                               R"("terminationMessagePolicy":"File","securityContext":)" + context + "}]}}");
  std::string all;
  for (const auto& error : validate_pod(*pod)) all += (all.empty() ? "" : "; ") + error.field + ": " + error.message;
  return all;
}

TEST(PodValidation, a_profile_of_the_nodes_is_a_file_in_its_folder) {
  const std::string seccomp = "spec.containers[0].securityContext.seccompProfile.";
  const struct {
    const char* context;
    std::string want;
  } rows[] = {
      {R"({"seccompProfile":{"type":"RuntimeDefault"}})", ""},
      {R"({"seccompProfile":{"type":"Localhost","localhostProfile":"vms/one.json"}})", ""},
      {R"({"seccompProfile":{}})", seccomp + "type: Required value"},
      {R"({"seccompProfile":{"type":"None"}})",
       seccomp + R"(type: Unsupported value: "None": supported values: "Localhost", "RuntimeDefault", "Unconfined")"},
      {R"({"seccompProfile":{"type":"Localhost"}})",
       seccomp + "localhostProfile: Required value: must be set when seccomp type is Localhost"},
      {R"({"seccompProfile":{"type":"Localhost","localhostProfile":""}})",
       seccomp + "localhostProfile: Required value: must be set when seccomp type is Localhost"},
      {R"({"seccompProfile":{"type":"Localhost","localhostProfile":"a/../../b"}})",
       seccomp + R"(localhostProfile: Invalid value: "a/../../b": must not contain '..')"},
      {R"({"seccompProfile":{"type":"Localhost","localhostProfile":"/etc/a"}})",
       seccomp + R"(localhostProfile: Invalid value: "/etc/a": must be a relative path)"},
      {R"({"seccompProfile":{"type":"Unconfined","localhostProfile":"a"}})",
       seccomp + R"(localhostProfile: Invalid value: "a": can only be set when seccomp type is Localhost)"},
      {R"({"appArmorProfile":{"type":"Localhost"}})",
       "spec.containers[0].securityContext.appArmorProfile.localhostProfile: "
       "Required value: must be set when AppArmor type is Localhost"},
  };
  for (const auto& row : rows) EXPECT_EQ(faults_of(row.context), row.want);
}

TEST(PodValidation, a_host_path_has_no_way_back_and_may_have_two_points) {
  EXPECT_EQ(faults_of("{}"), "");
  EXPECT_EQ(faults_of("{}", "/var/../etc"),
            R"(spec.volumes[0].hostPath.path: Invalid value: "/var/../etc": must not contain '..')");
}

}  // namespace
}  // namespace coracle::apiserver::builtin
