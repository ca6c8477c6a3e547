#include "api/tables.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "api/core/v1/node.h"
#include "api/core/v1/pod.h"
#include "api/core/v1/secret.h"
#include "base/source_tree.h"
#include "schema/type.h"

namespace coracle::api {
namespace {

using schema::Kind;
using schema::Struct;
using schema::Type;

std::filesystem::path cases() { return in_source("tests/cases/api"); }

/// A field's type in the words of the case files.
std::string worded_type(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "boolean";
    case Kind::int32:
      return "integer/int32";
    case Kind::int64:
      return "integer/int64";
    case Kind::uint32:
      return "integer/uint32";
    case Kind::number:
      return "number/double";
    case Kind::text:
      return "string";
    case Kind::quantity:
      return "Quantity";
    case Kind::int_or_string:
      return "IntOrString";
    case Kind::time:
      return "Time";
    case Kind::micro_time:
      return "MicroTime";
    case Kind::bytes:
      return "string/byte";
    case Kind::free_form:
      return "any";
    case Kind::list:
      return "array<" + worded_type(*type.element) + ">";
    case Kind::map:
      return "map<" + worded_type(*type.element) + ">";
    case Kind::optional:
      return worded_type(*type.element);
    case Kind::object:
      return std::string(type.object().short_name());
  }
  return {};
}

std::string worded_field(const schema::Field& field) {
  auto line = fmt::format("  {} {}", field.json, worded_type(*field.type));
  if (field.presence == schema::Presence::required) line += " required";
  if (!field.fallback.empty()) line += fmt::format(" default:{}", field.fallback);
  if (field.list == schema::ListType::atomic) line += " list:atomic";
  if (field.list == schema::ListType::set) line += " list:set";
  if (field.list == schema::ListType::map) line += fmt::format(" list:map:{}", field.list_keys);
  if (field.patch_merges) line += fmt::format(" patch:{}", field.patch_key.empty() ? "-" : field.patch_key);
  if (field.patch_retains_keys) line += " retain";
  if (field.atomic_map) line += " whole";
  if (!field.allowed.empty()) line += fmt::format(" enum:{}", field.allowed);
  return line;
}

std::vector<std::string> worded(const Struct& table) {
  auto head = std::string(table.name);
  if (table.atomic) head += " whole";
  if (!table.served.kind.empty()) {
    head += fmt::format(" {}/{}/{}", table.served.group, table.served.version, table.served.kind);
  }
  std::vector<std::string> lines;
  for (const auto& field : table.fields) lines.push_back(worded_field(field));
  std::sort(lines.begin(), lines.end());
  lines.insert(lines.begin(), std::move(head));
  return lines;
}

using Found = std::map<std::string, const Struct*, std::less<>>;

void collect(const Struct& table, Found& found) {
  if (!found.emplace(table.name, &table).second) return;
  for (const auto& field : table.fields) {
    const auto* type = field.type;
    while (type->element != nullptr) type = type->element;
    if (type->kind == Kind::object) collect(type->object(), found);
  }
}

Found all_tables() {
  Found found;
  for (const auto* table : tables()) collect(*table, found);
  return found;
}

std::vector<std::vector<std::string>> read_cases(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> structs;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    if (line.front() != ' ') structs.emplace_back();
    structs.back().push_back(line);
  }
  for (auto& lines : structs) std::sort(lines.begin() + 1, lines.end());
  return structs;
}

TEST(Tables, have_every_member_of_the_published_api_and_no_other) {
  const auto found = all_tables();
  std::set<std::string> checked;
  for (const auto& file : std::filesystem::directory_iterator(cases())) {
    for (const auto& expected : read_cases(file.path())) {
      const auto name = expected.front().substr(0, expected.front().find(' '));
      const auto table = found.find(name);
      ASSERT_NE(table, found.end()) << name << " of " << file.path() << " is not reached from api::tables()";
      EXPECT_EQ(worded(*table->second), expected);
      checked.insert(name);
    }
  }
  ASSERT_GT(checked.size(), 300U);
  for (const auto& [name, table] : found) EXPECT_TRUE(checked.contains(name)) << name << " has no case";
}

TEST(Tables, describe_each_member_in_a_sentence) {
  for (const auto& [name, table] : all_tables()) {
    EXPECT_TRUE(table->doc.ends_with('.')) << name;
    std::set<std::string_view> names;
    for (const auto& field : table->fields) {
      EXPECT_TRUE(field.doc.size() > 3 && field.doc.ends_with('.')) << name << '.' << field.json;
      EXPECT_TRUE(names.insert(field.json).second) << name << '.' << field.json << " is there twice";
    }
  }
}

TEST(Tables, keep_members_where_the_struct_has_them) {
  for (const auto& [name, table] : all_tables()) {
    std::set<std::size_t> offsets;
    for (const auto& field : table->fields) {
      EXPECT_TRUE(offsets.insert(field.offset).second) << name << '.' << field.json << " shares a member with another";
    }
  }
}

json::Value parsed_case(std::string_view text) { return json::parse(text).take(); }

template <schema::Described T>
void expect_round_trip(std::string_view text) {
  const auto value = parsed_case(text);
  T object;
  const auto found = schema::decode(value, &object, describe(&object));
  EXPECT_TRUE(found.errors.empty()) << found.errors.front().message;
  EXPECT_TRUE(found.unknown.empty()) << found.unknown.front();
  EXPECT_TRUE(json::equal(schema::encode(object), value)) << schema::encode_text(object);
  EXPECT_TRUE(json::equal(parsed_case(schema::encode_text(object)), value)) << schema::encode_text(object);
}

TEST(Pod, loses_nothing_on_the_way_there_and_back) {
  expect_round_trip<core::v1::Pod>(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default",
    "labels":{"app":"web"},"creationTimestamp":"2026-01-31T09:05:00Z","ownerReferences":[{"apiVersion":"v1","kind":"X",
    "name":"o","uid":"1","controller":true,"blockOwnerDeletion":false}],"managedFields":[{"manager":"kubectl",
    "operation":"Update","fieldsV1":{"f:spec":{}}}]},"spec":{"restartPolicy":"Never","hostNetwork":true,
    "terminationGracePeriodSeconds":0,"automountServiceAccountToken":false,"volumes":[{"name":"v","emptyDir":{}},
    {"name":"s","secret":{"secretName":"x","defaultMode":420,"optional":false}},{"name":"p","projected":{"sources":[
    {"serviceAccountToken":{"path":"token","expirationSeconds":3607}}]}}],"containers":[{"name":"c","image":"i",
    "command":["sh","-c","x"],"ports":[{"containerPort":80,"protocol":"TCP"}],"env":[{"name":"A","valueFrom":{"fieldRef":
    {"fieldPath":"metadata.name"}}}],"resources":{"requests":{"cpu":"100m","memory":"1Gi"}},"livenessProbe":{"httpGet":
    {"path":"/","port":"http"},"periodSeconds":10},"readinessProbe":{"tcpSocket":{"port":80}},"securityContext":
    {"capabilities":{"add":["NET_BIND_SERVICE"],"drop":["ALL"]},"runAsNonRoot":true,"runAsUser":107,"privileged":false},
    "volumeMounts":[{"name":"v","mountPath":"/v","mountPropagation":"HostToContainer"}]}],"affinity":{"nodeAffinity":
    {"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"k",
    "operator":"In","values":["a"]}]}]}}},"tolerations":[{"key":"t","operator":"Exists","tolerationSeconds":300}]},
    "status":{"phase":"Running","podIPs":[{"ip":"10.244.0.7"}],"containerStatuses":[{"name":"c","ready":false,
    "restartCount":0,"image":"i","imageID":"","started":true,"state":{"running":{"startedAt":"2026-01-31T09:05:00Z"}}}]}})");
}

TEST(Secret, carries_bytes) {
  expect_round_trip<core::v1::Secret>(
      R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"k":"AAEC/w=="},"type":"Opaque"})");
}

TEST(Kinds, know_their_version_and_kind) {
  const core::v1::Pod pod;
  EXPECT_EQ(pod.api_version, "v1");
  EXPECT_EQ(pod.kind, "Pod");
  EXPECT_EQ(schema::encode_text(core::v1::Node()), R"({"apiVersion":"v1","kind":"Node"})");
}

}  // namespace
}  // namespace coracle::api
