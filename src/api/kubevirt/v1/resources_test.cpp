#include "api/kubevirt/v1/resources.h"

#include <gtest/gtest.h>

#include <string>

namespace coracle::api::kubevirt::v1 {
namespace {
namespace definitions {

json::Value definition(std::string_view plural) {
  for (const auto& resource : custom_resources()) {
    if (resource.plural == plural) return schema::custom_resource_definition(resource);
  }
  return {};
}

const json::Object& version(const json::Value& definition, std::size_t index) {
  return definition.at("spec").at("versions").as_array().at(index).as_object();
}

}  // namespace definitions

TEST(KubeVirtResources, are_served_in_v1_and_in_a_deprecated_v1alpha3) {
  for (const auto& resource : custom_resources()) {
    const auto crd = schema::custom_resource_definition(resource);
    EXPECT_EQ(json::text(crd, {"spec", "conversion", "strategy"}), "None");
    EXPECT_EQ(crd.at("spec").at("names").at("categories"), json::Array{"all"});
    const auto& v1 = definitions::version(crd, 0);
    EXPECT_EQ(v1.at("name"), "v1");
    EXPECT_EQ(v1.at("storage"), true);
    EXPECT_FALSE(v1.contains("deprecated"));
    const auto& older = definitions::version(crd, 1);
    EXPECT_EQ(older.at("name"), "v1alpha3");
    EXPECT_EQ(older.at("served"), true);
    EXPECT_EQ(older.at("storage"), false);
    EXPECT_EQ(older.at("deprecated"), true);
    EXPECT_EQ(v1.at("schema"), older.at("schema"));
  }
}

TEST(KubeVirtResources, only_the_instance_has_no_status_subresource) {
  EXPECT_FALSE(definitions::version(definitions::definition("virtualmachineinstances"), 0).contains("subresources"));
  for (const auto* plural : {"virtualmachines", "kubevirts"}) {
    const auto crd = definitions::definition(plural);
    EXPECT_TRUE(definitions::version(crd, 0).at("subresources").as_object().contains("status")) << plural;
  }
}

TEST(KubeVirtResources, carry_the_labels_that_say_who_installed_them) {
  const auto labels = [](std::string_view plural) {
    return definitions::definition(plural).at("metadata").at("labels").as_object();
  };
  EXPECT_TRUE(labels("virtualmachines").contains("kubevirt.io"));
  EXPECT_TRUE(labels("virtualmachineinstances").contains("kubevirt.io"));
  EXPECT_TRUE(labels("kubevirts").contains("operator.kubevirt.io"));
}

TEST(KubeVirtResources, show_paused_and_migratable_with_o_wide_only) {
  const auto crd = definitions::definition("virtualmachineinstances");
  std::string narrow;
  std::string wide;
  for (const auto& column : definitions::version(crd, 0).at("additionalPrinterColumns").as_array()) {
    auto& to = column.as_object().contains("priority") ? wide : narrow;
    to += std::string(column.at("name").as_string()) + " ";
  }
  EXPECT_EQ(narrow, "Age Phase IP NodeName Ready ");
  EXPECT_EQ(wide, "Live-Migratable Paused ");
}

TEST(KubeVirtResources, leave_metadata_to_the_api_server) {
  const auto schema = schema::structural_schema(custom_resources().front().table());
  const auto& metadata = schema.at("properties").at("metadata").as_object();
  EXPECT_EQ(metadata.at("type"), "object");
  EXPECT_FALSE(metadata.contains("properties"));
}

}  // namespace
}  // namespace coracle::api::kubevirt::v1
