#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "api/tables.h"
#include "base/source_tree.h"
#include "schema/field_set.h"

namespace coracle::apiserver {
namespace {

json::Value read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str()).take();
}

const schema::Struct* table_of_kind(const json::Value& object) {
  if (json::text(object, {"kind"}) == "VirtualMachine")
    return &describe(static_cast<const api::kubevirt::v1::VirtualMachine*>(nullptr));
  if (json::text(object, {"kind"}) == "VirtualMachineInstance")
    return &describe(static_cast<const api::kubevirt::v1::VirtualMachineInstance*>(nullptr));
  for (const auto* table : api::tables())
    if (table->served.kind == json::text(object, {"kind"})) return table;
  return nullptr;
}

// Which fields a creation sets is worked out in one go, without sets; it must be what the sets would say.
TEST(ManagedFields, of_a_new_object_are_what_its_changes_from_nothing_are) {
  schema::FieldSet left_out;
  left_out.below["f:kind"].self = true;
  left_out.below["f:metadata"].self = true;
  left_out.below["f:metadata"].below["f:name"].self = true;
  left_out.below["f:metadata"].below["f:namespace"].self = true;
  const std::filesystem::path cases = in_source("tests/cases");
  int compared = 0;
  for (const auto* folder : {"kubevirt/objects", "launcher_pod"})
    for (const auto& file : std::filesystem::directory_iterator(cases / folder)) {
      const auto value = read_json(file.path());
      const auto* pod = json::find(value, {"then", "pod"});
      const auto& object = pod != nullptr ? *pod : value;
      const auto* table = table_of_kind(object);
      if (table == nullptr) continue;
      const auto schema = schema::structural(*table);
      const auto expected = schema::without(schema::changes(json::Object(), object, schema).set, left_out).fields_v1();
      EXPECT_EQ(json::serialize(schema::created_fields_v1(object, schema, left_out)), json::serialize(expected))
          << file.path();
      ++compared;
    }
  EXPECT_GE(compared, 5);
}

}  // namespace
}  // namespace coracle::apiserver
