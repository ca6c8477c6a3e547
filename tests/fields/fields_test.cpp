// tests/cases/admission/fields.txt says what becomes of each field of an instance's spec; here it is tried out.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "schema/type.h"
#include "virt/controller/launcher_pod/launcher_pod.h"
#include "virt/launcher/domain/domain.h"

// After the others: in namespace virt it hides the vocabulary's name, which their headers use.
#include "virt/api/defaults/defaults.h"
#include "virt/api/validation/validation.h"

namespace coracle::virt {
namespace {

namespace kubevirt = coracle::api::kubevirt::v1;

std::string source_file(const std::string& name) {
  const char* source = std::getenv("CORACLE_SOURCE");
  std::ifstream in(std::string(source == nullptr ? "." : source) + "/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Fields of KubeVirt's own types down to what holds a value; "[]" is any item, "{}" any member. Types of Kubernetes
/// are handed on as a whole.
void collect(const std::string& at, const schema::Type& type, std::set<std::string>& out) {
  if (type.kind == schema::Kind::optional) return collect(at, *type.element, out);
  if (type.kind == schema::Kind::list) return collect(at + "[]", *type.element, out);
  if (type.kind == schema::Kind::map) {
    out.insert(at + "{}");
    return;
  }
  const auto* table = type.kind == schema::Kind::object ? &type.object() : nullptr;
  if (table == nullptr || table->fields.empty() || !table->name.starts_with("io.kubevirt.")) {
    out.insert(at);
    return;
  }
  for (const auto& field : table->fields)
    collect(at.empty() ? std::string(field.json) : at + "." + std::string(field.json), *field.type, out);
}

struct Row {
  std::string path;  ///< with index and key
  std::string what;
  std::string rest;

  /// As collect() names it.
  std::string field() const {
    std::string out;
    char within = 0;
    for (const char c : path) {
      if (c == ']' || c == '}') within = 0;
      if (within == 0) out += c;
      if (c == '[' || c == '{') within = c;
    }
    return out;
  }
};

std::vector<Row> rows() {
  std::vector<Row> out;
  std::istringstream lines(source_file("tests/cases/admission/fields.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    Row row;
    words >> row.path >> row.what;
    std::getline(words >> std::ws, row.rest);
    out.push_back(std::move(row));
  }
  return out;
}

/// "spec.volumes[3].name" of "volumes[].name" is "spec.volumes[0].name".
std::string concrete(const Row& row) {
  std::string out = "spec.";
  for (std::size_t i = 0; i < row.path.size(); ++i) {
    out += row.path[i];
    if (row.path[i] == '[' && row.path[i + 1] == ']') out += '0';
  }
  return out;
}

/// Steps of "spec.a[1].b{c}" below spec: a, 1, b, c; where it leads, objects and items are made.
json::Value& place(json::Value& spec, const Row& row) {
  auto* at = &spec;
  const auto path = concrete(row).substr(5);
  std::size_t begin = 0;
  while (begin < path.size()) {
    const auto end = std::min(path.find_first_of(".[]{}", begin), path.size());
    const auto word = path.substr(begin, end - begin);
    const bool index = begin > 0 && path[begin - 1] == '[';
    begin = end + 1;
    if (word.empty()) continue;
    if (index) {
      if (at->is_null()) *at = json::Array{};
      auto& list = at->as_array();
      const auto number = static_cast<std::size_t>(std::stoul(word));
      while (list.size() <= number) list.emplace_back(nullptr);
      at = &list[number];
    } else {
      if (at->is_null()) *at = json::Object{};
      at = &at->as_object()[word];
    }
  }
  return *at;
}

struct Outcome {
  FieldErrors errors;
  std::string domain;
  std::string pod;
};

Outcome outcome_of(const json::Value& spec) {
  const shared::ClusterConfig config;
  kubevirt::VirtualMachineInstance vmi;
  vmi.metadata.name = "guest";
  vmi.metadata.namespace_ = "default";
  vmi.metadata.uid = "uid";
  vmi.spec = schema::decoded<kubevirt::VirtualMachineInstanceSpec>(spec);
  api::default_instance_spec(vmi.spec, config);
  Outcome out;
  out.errors = api::check_instance_spec("spec", vmi.spec, config);
  if (!out.errors.empty()) return out;
  launcher::domain::Input input{.vmi = vmi};
  for (const auto& disk : vmi.spec.domain.devices.disks) input.disks[disk.name].path = "/disks/" + disk.name;
  for (const auto& nic : vmi.spec.domain.devices.interfaces) input.interfaces[nic.name] = {};
  out.domain = launcher::domain::build(input).take();
  controller::launcher_pod::Surroundings surroundings;
  surroundings.launcher.name = "launcher";
  out.pod = json::serialize(schema::encode(controller::launcher_pod::render(vmi, config, surroundings).take()));
  return out;
}

json::Value machine() { return json::parse(source_file("tests/cases/admission/fields.json")).take(); }

Outcome changed(const Row& row) {
  auto spec = machine();
  // A probe asks in one way, and not a guest that starts paused.
  if (row.path.find("Probe.") != std::string::npos) {
    const bool way = row.rest.starts_with('{');
    auto& probe = spec.as_object()[row.path.substr(0, row.path.find('.'))];
    if (!way) probe = json::Object{{"tcpSocket", json::Object{{"port", 22}}}};
  }
  place(spec, row) = json::parse(row.rest).take();
  return outcome_of(spec);
}

std::string told(const FieldErrors& errors) {
  std::string out;
  for (const auto& error : errors) out += error.field + ": " + error.message + "\n";
  return out;
}

bool names(const FieldErrors& errors, const std::string& path) {
  for (const auto& error : errors)
    if (!error.field.empty() && (path.starts_with(error.field) || error.field.starts_with(path))) return true;
  return false;
}

TEST(Fields, each_is_in_the_list_once_and_the_list_has_no_others) {
  std::set<std::string> known, listed;
  collect("", schema::type_of<kubevirt::VirtualMachineInstanceSpec>, known);
  EXPECT_GT(known.size(), 250U);
  for (const auto& row : rows()) {
    EXPECT_TRUE(listed.insert(row.field()).second) << row.path << " is there twice";
    EXPECT_TRUE(known.contains(row.field())) << row.path << " is no field";
  }
  for (const auto& field : known)
    EXPECT_TRUE(listed.contains(field)) << "what becomes of " << field << "? tests/cases/admission/fields.txt lacks it";
}

TEST(Fields, act_as_the_list_says) {
  const auto before = outcome_of(machine());
  ASSERT_EQ(told(before.errors), "");
  for (const auto& row : rows()) {
    SCOPED_TRACE(row.path + " " + row.what + " " + row.rest);
    if (row.what == "domain" || row.what == "pod") {
      const auto after = changed(row);
      EXPECT_EQ(told(after.errors), "");
      if (after.errors.empty()) {
        EXPECT_TRUE(row.what == "domain" ? after.domain != before.domain : after.pod != before.pod);
      }
    } else if (row.what == "refused" || row.what == "bound") {
      const auto after = changed(row);
      // A bound is a fault of what is beyond it.
      EXPECT_TRUE(row.what == "bound" ? !after.errors.empty() : names(after.errors, concrete(row)))
          << told(after.errors);
    } else if (row.what == "code") {
      const auto space = row.rest.find(' ');
      EXPECT_NE(source_file(row.rest.substr(0, space)).find(row.rest.substr(space + 1)), std::string::npos);
    } else {
      EXPECT_EQ(row.what, "none");
      EXPECT_GT(row.rest.size(), 20U) << "why is it harmless?";
    }
  }
}

/// libvirt passes over what it does not know: an attribute of a later release would have no effect.
TEST(Fields, make_domains_that_libvirts_schema_knows) {
  const std::string schema = "/usr/share/libvirt/schemas/domain.rng";
  if (!std::filesystem::exists(schema) || !std::filesystem::exists("/usr/bin/xmllint"))
    GTEST_SKIP() << "libvirt's schema or xmllint is not installed";
  char name[] = "/tmp/coracle-fields-XXXXXX";
  const std::filesystem::path folder = mkdtemp(name);
  int number = 0;
  for (const auto& row : rows())
    if (row.what == "domain") std::ofstream(folder / fmt::format("{}.xml", number++)) << changed(row).domain;
  const auto command =
      fmt::format("/usr/bin/xmllint --noout --relaxng {0} {1}/*.xml > {1}/told 2>&1", schema, folder.string());
  const int status = std::system(command.c_str());
  std::ifstream told_in(folder / "told");
  EXPECT_EQ(status, 0) << std::string(std::istreambuf_iterator<char>(told_in), {});
  EXPECT_GT(number, 60);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace coracle::virt
