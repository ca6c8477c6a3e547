// deps: coracle_schema
// A CRD's schema and an object of it: parse, prune, default, validate, apply.
#include <cstdint>

#include "schema/apply.h"
#include "schema/duplicates.h"
#include "schema/field_set.h"
#include "schema/structural.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coracle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  schema::duplicate_members(text);
  const auto input = json::parse(text);
  if (!input || !input->is_object()) return 0;
  const auto* schema_text = input->get_object().if_contains("schema");
  const auto* value = input->get_object().if_contains("value");
  if (schema_text == nullptr || value == nullptr) return 0;
  const auto schema = schema::parse_structural(*schema_text, "s");
  if (!schema) return 0;
  auto copy = *value;
  schema::validate(copy, *schema);
  const auto unknown = schema::unknown_members(copy, *schema);
  if (schema::prune(copy, *schema) != unknown) __builtin_trap();
  if (!schema::unknown_members(copy, *schema).empty()) __builtin_trap();
  schema::apply_defaults(copy, *schema);
  if (!copy.is_object()) return 0;
  const auto fields = schema::fields_of(copy, *schema);
  const auto again = schema::FieldSet::parse(fields.fields_v1());
  if (!again) __builtin_trap();
  auto now = copy;
  if (const auto* other = input->get_object().if_contains("other"); other != nullptr && other->is_object())
    now = *other;
  const auto* metadata = now.get_object().if_contains("metadata");
  if (metadata != nullptr && !metadata->is_object()) return 0;
  const auto* old_metadata = copy.get_object().if_contains("metadata");
  if (old_metadata != nullptr && !old_metadata->is_object()) return 0;
  (void)schema::apply(copy, now, *schema, {"fuzzer", "v1", "", ""}, false);
  (void)schema::apply(copy, now, *schema, {"fuzzer", "v1", "", ""}, true);
  schema::track_update(copy, now, *schema, {"fuzzer", "v1", "", ""});
  return 0;
}
