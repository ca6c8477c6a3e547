#include "virt/handler/labels/labels.h"

#include <gtest/gtest.h>

#include "base/source_tree.h"
#include "json/value.h"

namespace coracle::virt::handler {
namespace {

std::string read_case(const std::string& name) { return case_text("node_labels/" + name); }

ProbeFiles probe_files(const std::string& folder) {
  return {read_case(folder + "/capabilities.xml"), read_case(folder + "/virsh_domcapabilities.xml"),
          read_case(folder + "/supported_features.xml")};
}

std::string lines_of(const std::map<std::string, std::string>& labels) {
  std::string text;
  for (const auto& [name, value] : labels) text += name + "=" + value + "\n";
  return text;
}

TEST(Labels, say_by_which_guests_find_this_node) {
  for (const std::string name : {"kvm", "emulation"}) {
    const auto labels = node_labels(probe_files(name), {.kvm = name == "kvm", .obsolete_models = {}});
    ASSERT_TRUE(labels) << labels.error().message();
    EXPECT_EQ(lines_of(*labels), read_case(name + "/labels.txt")) << name;
  }
}

TEST(Labels, an_administrator_may_call_models_obsolete_or_not) {
  const auto labels =
      node_labels(probe_files("kvm"), {.kvm = true, .obsolete_models = {{"EPYC-Rome", true}, {"qemu64", false}}});
  EXPECT_FALSE(labels->contains("cpu-model.node.kubevirt.io/EPYC-Rome"));
  EXPECT_TRUE(labels->contains("cpu-model.node.kubevirt.io/qemu64"));
  EXPECT_TRUE(labels->contains("node-labeller.kubevirt.io/obsolete-host-model"));
}

TEST(Labels, hostile_words_make_no_labels) {
  EXPECT_FALSE(node_labels({"<capabilities>", "<domainCapabilities/>", ""}, {}));
  EXPECT_FALSE(node_labels({"<capabilities/>", "<domainCapabilities/>", ""}, {}));
  EXPECT_FALSE(node_labels({"", "", ""}, {}));
  EXPECT_FALSE(node_labels({std::string(largest_probe_file + 1, ' '), "<domainCapabilities/>", ""}, {}));
  const std::string entity = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
  std::string machines;
  for (int i = 0; i < 10'000; ++i) machines += "<machine>m" + std::to_string(i) + "</machine>";
  const auto labels = node_labels(
      {entity +
           "<capabilities><host><cpu/></host><guest><arch name='x86_64'><machine>&a;</machine><machine>../x</machine>"
           "<machine>" +
           std::string(64, 'a') + "</machine><machine>-a</machine>" + machines + "</arch></guest></capabilities>",
       "<domainCapabilities/>", ""},
      {});
  ASSERT_TRUE(labels);
  EXPECT_EQ(labels->size(), most_node_labels);
  EXPECT_TRUE(labels->contains("machine-type.node.kubevirt.io/m0"));
  EXPECT_FALSE(labels->contains("machine-type.node.kubevirt.io/../x"));
  EXPECT_FALSE(labels->contains("machine-type.node.kubevirt.io/-a"));
  const std::string deep(200'000, 'a');
  std::string nested = "<capabilities><host>";
  for (int i = 0; i < 200'000; ++i) nested += "<a>";
  EXPECT_FALSE(node_labels({nested, "<domainCapabilities/>", ""}, {}));
}

TEST(Labels, are_known_as_ours) {
  EXPECT_TRUE(is_node_label("cpu-model.node.kubevirt.io/EPYC"));
  EXPECT_TRUE(is_node_label("kubevirt.io/vm-arch-amd64"));
  EXPECT_TRUE(is_node_label("node-labeller.kubevirt.io/obsolete-host-model"));
  EXPECT_FALSE(is_node_label("kubevirt.io/schedulable"));
  EXPECT_FALSE(is_node_label("kubernetes.io/arch"));
}

}  // namespace
}  // namespace coracle::virt::handler
