// The tables against the published API: tests/cases/kubevirt/<resource>.txt lists every field with its type and
// rules.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "api/kubevirt/v1/kubevirt.h"
#include "api/kubevirt/v1/migration.h"
#include "api/kubevirt/v1/preset.h"
#include "api/kubevirt/v1/replica_set.h"
#include "api/kubevirt/v1/resources.h"
#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"

namespace coracle::api::kubevirt::v1 {
namespace {
namespace fields {

std::string source() {
  const char* folder = std::getenv("CORACLE_SOURCE");
  return folder == nullptr ? "." : folder;
}

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string_view text(const json::Value& value) { return {value.as_string().data(), value.as_string().size()}; }

std::string joined(const json::Value& words, char separator) {
  std::string out;
  for (const auto& word : words.as_array()) {
    if (!out.empty()) out += separator;
    out += text(word);
  }
  return out;
}

/// "string required enum=A|B": one field of a structural schema in the words of the case files.
class Words {
 public:
  Words(const json::Object& schema, bool required) : schema_(schema) {
    if (schema.contains("x-kubernetes-int-or-string")) {
      out_ = "int-or-string";
    } else {
      out_ = schema.contains("type") ? text(schema.at("type")) : "any";
    }
    if (required) out_ += " required";
    format();
    list("enum", " enum=", '|');
    word("x-kubernetes-list-type", " list=");
    list("x-kubernetes-list-map-keys", " keys=", ',');
    word("x-kubernetes-map-type", " map=");
    if (schema.contains("nullable")) out_ += " nullable";
    if (schema.contains("x-kubernetes-preserve-unknown-fields")) out_ += " keeps-unknown";
    number("minimum", " min=");
    number("maximum", " max=");
    number("maxItems", " items=");
    number("minLength", " least=");
    number("maxLength", " most=");
    if (schema.contains("default")) out_ += " default=" + json::serialize(schema.at("default"));
    rules();
  }
  std::string take() { return std::move(out_); }

 private:
  void format() {
    const auto* found = schema_.if_contains("format");
    if (found == nullptr || text(*found) == "int32" || text(*found) == "int64") return;
    out_ += " format=";
    out_ += text(*found);
  }
  void word(const char* key, const char* label) {
    if (schema_.contains(key)) (out_ += label) += text(schema_.at(key));
  }
  void list(const char* key, const char* label, char separator) {
    if (schema_.contains(key)) out_ += label + joined(schema_.at(key), separator);
  }
  void number(const char* key, const char* label) {
    if (schema_.contains(key)) {
      out_ += label + std::to_string(static_cast<long long>(schema_.at(key).to_number<double>()));
    }
  }
  void rules() {
    const auto* found = schema_.if_contains("x-kubernetes-validations");
    if (found == nullptr) return;
    for (const auto& rule : found->as_array()) {
      std::string expression(text(rule.at("rule")));
      std::erase(expression, ' ');
      out_ += " rule=" + expression;
    }
  }

  const json::Object& schema_;
  std::string out_;
};

void list_fields(const json::Object& schema, const std::string& path, bool required, std::string_view stop,
                 std::set<std::string>& out) {
  if (!path.empty()) out.insert(path + " " + Words(schema, required).take());
  if (path == stop) return;
  std::set<std::string> needed;
  if (const auto* names = schema.if_contains("required")) {
    for (const auto& name : names->as_array()) needed.emplace(text(name));
  }
  if (const auto* properties = schema.if_contains("properties")) {
    for (const auto& [key, value] : properties->as_object()) {
      const std::string name(key.data(), key.size());
      list_fields(value.as_object(), path.empty() ? name : path + "." + name, needed.contains(name), stop, out);
    }
  }
  if (const auto* items = schema.if_contains("items")) list_fields(items->as_object(), path + "[]", false, stop, out);
  if (const auto* values = schema.if_contains("additionalProperties")) {
    list_fields(values->as_object(), path + "{}", false, stop, out);
  }
}

/// Everything below `stop` is another kind's and listed there.
template <class T>
void expect_published(const std::string& resource, std::string_view stop = "-") {
  const auto schema = schema::structural_schema(describe(static_cast<const T*>(nullptr)));
  std::set<std::string> ours;
  list_fields(schema.as_object(), "", false, stop, ours);
  const auto lines = lines_of(source() + "/tests/cases/kubevirt/" + resource + ".txt");
  ASSERT_FALSE(lines.empty()) << resource;
  for (const auto& line : lines) EXPECT_TRUE(ours.erase(line) == 1) << "missing: " << line;
  for (const auto& line : ours) ADD_FAILURE() << "not published: " << line;
}

}  // namespace fields

TEST(KubeVirtTables, virtual_machine_instances_have_every_published_field) {
  fields::expect_published<VirtualMachineInstance>("virtualmachineinstances");
}

TEST(KubeVirtTables, virtual_machines_have_every_published_field) {
  fields::expect_published<VirtualMachine>("virtualmachines", "spec.template.spec");
}

TEST(KubeVirtTables, replica_sets_have_every_published_field) {
  fields::expect_published<VirtualMachineInstanceReplicaSet>("virtualmachineinstancereplicasets", "spec.template.spec");
}

TEST(KubeVirtTables, migrations_have_every_published_field) {
  fields::expect_published<VirtualMachineInstanceMigration>("virtualmachineinstancemigrations");
}

TEST(KubeVirtTables, presets_have_every_published_field) {
  fields::expect_published<VirtualMachineInstancePreset>("virtualmachineinstancepresets", "spec.domain");
}

TEST(KubeVirtTables, the_installation_has_every_published_field) { fields::expect_published<KubeVirt>("kubevirts"); }

}  // namespace
}  // namespace coracle::api::kubevirt::v1
