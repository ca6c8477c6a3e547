// tests/cases/admission: rules.json (a change of the tutorial's machine, and what is broken then) and defaults.json (an
// instance's spec, and what is filled in). CORACLE_WRITE_GOLDENS=1 writes what the code says now, to be read before it
// is committed.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "json/patch.h"
#include "virt/api/defaults/defaults.h"
#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {
namespace admission_cases {

std::filesystem::path file(const char* name) {
  const char* source = std::getenv("CORACLE_SOURCE");
  return std::filesystem::path(source == nullptr ? "." : source) / "tests/cases/admission" / name;
}

json::Value content_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return json::parse(text).take();
}

bool writes_goldens() { return std::getenv("CORACLE_WRITE_GOLDENS") != nullptr; }

shared::ClusterConfig config_of(const json::Value& one) {
  const auto* configuration = json::find(one, {"configuration"});
  if (configuration == nullptr) return {};
  return shared::ClusterConfig(schema::decoded<kubevirt::KubeVirtConfiguration>(*configuration));
}

json::Value broken_rules(const json::Value& base, const json::Value& one) {
  auto machine = base;
  json::merge_into(machine, one.at("given"));
  json::Array out;
  const auto vm = schema::decoded<kubevirt::VirtualMachine>(machine);
  for (const auto& error : check_machine(vm, config_of(one)))
    out.push_back(json::String(fmt::format("{}: {}", error.field, error.message)));
  return out;
}

json::Value filled_in(const json::Value& one) {
  auto spec = schema::decoded<InstanceSpec>(one.at("given"));
  default_instance_spec(spec, config_of(one));
  const auto defaulted = schema::encode(spec);
  // Twice is as good as once.
  auto again = spec;
  default_instance_spec(again, config_of(one));
  EXPECT_TRUE(json::equal(schema::encode(again), defaulted));
  return json::merge_diff(one.at("given"), defaulted);
}

}  // namespace admission_cases

TEST(Admission, names_each_broken_rule_as_the_cases_say) {
  auto file = admission_cases::content_of(admission_cases::file("rules.json"));
  int cases = 0;
  for (auto& one : file.at("cases").as_array()) {
    SCOPED_TRACE(one.at("name").as_string());
    const auto now = admission_cases::broken_rules(file.at("machine"), one);
    if (admission_cases::writes_goldens()) one.as_object()["then"] = now;
    EXPECT_TRUE(json::equal(one.at("then"), now)) << json::pretty(now);
    ++cases;
  }
  EXPECT_GT(cases, 30);
  if (admission_cases::writes_goldens())
    std::ofstream(admission_cases::file("rules.json")) << json::pretty(file) << "\n";
}

TEST(Admission, fills_in_what_the_cases_say) {
  auto file = admission_cases::content_of(admission_cases::file("defaults.json"));
  for (auto& one : file.at("cases").as_array()) {
    SCOPED_TRACE(one.at("name").as_string());
    const auto now = admission_cases::filled_in(one);
    if (admission_cases::writes_goldens()) one.as_object()["then"] = now;
    EXPECT_TRUE(json::equal(one.at("then"), now)) << json::pretty(now);
  }
  if (admission_cases::writes_goldens())
    std::ofstream(admission_cases::file("defaults.json")) << json::pretty(file) << "\n";
}

TEST(Admission, tells_ten_faults_and_counts_the_rest) {
  FieldErrors many;
  for (int i = 0; i < 12; ++i) many.push_back({fmt::format("f{}", i), "FieldValueInvalid", fmt::format("m{}", i)});
  const auto error = invalid_error(many);
  EXPECT_TRUE(error.message().ends_with("m9, and 2 more validation errors")) << error.message();
  EXPECT_EQ(error.details()->causes.size(), 10U);
}

TEST(Admission, questions_that_are_none_are_answered_in_words) {
  EXPECT_FALSE(read_review("[]"));
  EXPECT_FALSE(read_review(R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{}})"));
  EXPECT_FALSE(read_review(std::string(200, '[')));
  const auto review = read_review(
      R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","object":[],"userInfo":7}})");
  ASSERT_TRUE(review);
  EXPECT_TRUE(review->object.is_null());
}

}  // namespace
}  // namespace coracle::virt::api
