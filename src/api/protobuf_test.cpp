#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "api/protobuf_numbers.h"
#include "api/tables.h"
#include "base/base64.h"
#include "base/source_tree.h"
#include "schema/codec.h"

namespace coracle::api {
namespace {

void collect_protobuf(const schema::Struct& table, std::map<std::string, const schema::Struct*>& found) {
  if (!found.emplace(table.name, &table).second) return;
  for (const auto& field : table.fields) {
    const auto* type = field.type;
    while (type->element != nullptr) type = type->element;
    if (type->kind == schema::Kind::object) collect_protobuf(type->object(), found);
  }
}

struct Capture {
  std::string request;
  std::string body;
};

std::vector<Capture> captures() {
  std::istringstream in(case_text("protobuf/kubectl_1.32.txt"));
  std::vector<Capture> all;
  for (std::string verb, path, text; in >> verb >> path >> text;)
    all.push_back({verb + " " + path, from_base64(text).value_or("")});
  return all;
}

const schema::Struct* table_of_kind(std::string_view kind) {
  for (const auto* table : tables())
    if (table->served.kind == kind) return table;
  return nullptr;
}

std::string decoded_capture(std::string_view request) {
  for (const auto& capture : captures()) {
    if (capture.request != request) continue;
    const auto envelope = schema::read_protobuf_envelope(capture.body).take();
    const auto* table = table_of_kind(envelope.kind);
    if (table == nullptr) return "no table";
    return json::serialize(schema::from_protobuf(envelope.raw, *table, protobuf_numbers()).take());
  }
  return "no capture";
}

TEST(Protobuf, has_one_number_for_every_field_of_every_table) {
  std::map<std::string, const schema::Struct*> found;
  for (const auto* table : tables()) collect_protobuf(*table, found);
  for (const auto& [name, table] : found) {
    const auto* fields = protobuf_numbers().find(name);
    ASSERT_NE(fields, nullptr) << name;
    std::set<std::string_view> named;
    std::set<std::pair<std::uint32_t, std::uint32_t>> numbers;
    for (const auto& field : *fields) {
      EXPECT_TRUE(named.insert(field.json).second) << name << '.' << field.json;
      EXPECT_NE(table->find(field.json), nullptr) << name << '.' << field.json;
      if (field.number != 0) EXPECT_TRUE(numbers.insert({field.number, field.inner}).second) << name << field.json;
    }
    for (const auto& field : table->fields) EXPECT_TRUE(named.contains(field.json)) << name << '.' << field.json;
  }
}

TEST(Protobuf, of_kubectl_reads_without_a_finding) {
  std::size_t read = 0;
  for (const auto& capture : captures()) {
    const auto envelope = schema::read_protobuf_envelope(capture.body).take();
    const auto* table = table_of_kind(envelope.kind);
    ASSERT_NE(table, nullptr) << capture.request;
    const auto object = schema::from_protobuf(envelope.raw, *table, protobuf_numbers());
    ASSERT_TRUE(object) << capture.request << object.error().message();
    EXPECT_TRUE(schema::check(*object, *table).clean()) << json::serialize(*object);
    ++read;
  }
  EXPECT_GT(read, 15U);
}

TEST(Protobuf, reads_what_kubectl_was_told) {
  EXPECT_EQ(decoded_capture("POST /apis/policy/v1/namespaces/default/poddisruptionbudgets"),
            R"({"metadata":{"name":"p"},"spec":{"minAvailable":"50%","selector":{"matchLabels":{"app":"x"}}},"status":)"
            R"({"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}})");
  EXPECT_EQ(decoded_capture("POST /api/v1/namespaces/default/resourcequotas"),
            R"({"metadata":{"name":"q"},"spec":{"hard":{"cpu":"1500m","memory":"1Gi","pods":"10"}}})");
  EXPECT_EQ(decoded_capture("POST /api/v1/namespaces/default/secrets"),
            R"({"metadata":{"name":"s"},"data":{"bin":"AAH/","password":"eA=="}})");
  EXPECT_EQ(decoded_capture("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
            R"({"spec":{"resourceAttributes":{"namespace":"demo","verb":"create","resource":"pods"}}})");
  EXPECT_EQ(decoded_capture("POST /api/v1/namespaces/default/serviceaccounts/default/token"),
            R"({"spec":{"audiences":["a","b"],"expirationSeconds":1200}})");
}

TEST(Protobuf, cut_short_or_damaged_is_an_error_or_another_object_and_never_a_crash) {
  for (const auto& capture : captures()) {
    for (std::size_t i = 0; i < capture.body.size(); ++i) {
      auto damaged = capture.body;
      damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
      for (const auto& bytes : {capture.body.substr(0, i), damaged}) {
        const auto envelope = schema::read_protobuf_envelope(bytes);
        if (!envelope) continue;
        const auto* table = table_of_kind(envelope->kind);
        if (table != nullptr) static_cast<void>(schema::from_protobuf(envelope->raw, *table, protobuf_numbers()));
      }
    }
  }
}

}  // namespace
}  // namespace coracle::api
