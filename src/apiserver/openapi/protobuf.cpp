#include "apiserver/openapi/protobuf.h"

#include <bit>

namespace coracle::apiserver {
namespace {

struct Message;

/// How one member of a JSON object is written.
enum class Form : unsigned char {
  text,
  boolean,
  integer,
  number,
  any,  // Any { yaml = 2 }
  message,
  list,  // of texts
  message_list,
  any_list,
  named,         // a map: repeated { name = 1, value = 2 } within a message of its own
  word_or_words  // TypeItem { repeated value = 1 }
};

struct Member {
  std::string_view name;
  std::uint32_t number;
  Form form;
  const Message* message = nullptr;
};

struct Message {
  std::span<const Member> members;
  std::uint32_t extensions = 0;  ///< repeated NamedAny of the x- members; 0: none
  std::uint32_t entries = 0;     ///< repeated Named<entry> of all other members
  const Message* entry = nullptr;
  std::uint32_t wrapped_in = 0;  ///< the one field of the oneof that stands around the message; 0: none
  const Message* (*choose)(const json::Value&) = nullptr;  ///< another message for this value
};

class Bytes {
 public:
  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      out_ += static_cast<char>((value & 0x7fU) | 0x80U);
      value >>= 7U;
    }
    out_ += static_cast<char>(value);
  }
  void tag(std::uint32_t number, std::uint32_t wire) { varint((std::uint64_t{number} << 3U) | wire); }
  void bytes(std::uint32_t number, std::string_view text) {
    tag(number, 2);
    varint(text.size());
    out_ += text;
  }
  void integer(std::uint32_t number, std::int64_t value) {
    tag(number, 0);
    varint(static_cast<std::uint64_t>(value));
  }
  void real(std::uint32_t number, double value) {
    tag(number, 1);
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8U) out_ += static_cast<char>(bits & 0xffU);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string any_of(const json::Value& value) {
  Bytes out;
  out.bytes(2, json::serialize(value) + "\n");
  return out.take();
}

std::string named(std::string_view name, std::string_view value) {
  Bytes out;
  out.bytes(1, name);
  out.bytes(2, value);
  return out.take();
}

std::string encode_message(const json::Value& value, const Message& message);

std::string wrapped(const json::Value& value, const Message& message) {
  const Message& chosen = message.choose ? *message.choose(value) : message;
  auto inner = encode_message(value, chosen);
  if (!chosen.wrapped_in) return inner;
  Bytes out;
  out.bytes(chosen.wrapped_in, inner);
  return out.take();
}

double as_number(const json::Value& value) {
  if (value.is_double()) return value.get_double();
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  return value.is_uint64() ? static_cast<double>(value.get_uint64()) : 0;
}

std::string encode_words(const json::Value& value) {
  Bytes out;
  if (value.is_string()) out.bytes(1, std::string_view(value.get_string()));
  if (value.is_array())
    for (const auto& word : value.get_array())
      if (word.is_string()) out.bytes(1, std::string_view(word.get_string()));
  return out.take();
}

void encode_list(Bytes& out, const Member& member, const json::Array& list) {
  for (const auto& item : list) {
    if (member.form == Form::list && item.is_string()) out.bytes(member.number, std::string_view(item.get_string()));
    if (member.form == Form::any_list) out.bytes(member.number, any_of(item));
    if (member.form == Form::message_list) out.bytes(member.number, wrapped(item, *member.message));
  }
}

void encode_member(Bytes& out, const Member& member, const json::Value& value) {
  switch (member.form) {
    case Form::text:
      if (value.is_string()) out.bytes(member.number, std::string_view(value.get_string()));
      break;
    case Form::boolean:
      if (value.is_bool() && value.get_bool()) out.integer(member.number, 1);
      break;
    case Form::integer:
      out.integer(member.number, static_cast<std::int64_t>(as_number(value)));
      break;
    case Form::number:
      out.real(member.number, as_number(value));
      break;
    case Form::any:
      out.bytes(member.number, any_of(value));
      break;
    case Form::message:
      out.bytes(member.number, wrapped(value, *member.message));
      break;
    case Form::word_or_words:
      out.bytes(member.number, encode_words(value));
      break;
    case Form::list:
    case Form::any_list:
    case Form::message_list:
      if (value.is_array()) encode_list(out, member, value.get_array());
      break;
    case Form::named: {
      Bytes map;
      if (value.is_object())
        for (const auto& entry : value.get_object())
          map.bytes(1, named(entry.key(), wrapped(entry.value(), *member.message)));
      out.bytes(member.number, map.take());
      break;
    }
  }
}

std::string encode_message(const json::Value& value, const Message& message) {
  Bytes out;
  // AdditionalPropertiesItem { boolean = 2 }: the only message that a bool stands for.
  if (value.is_bool() && value.get_bool()) out.integer(2, 1);
  if (!value.is_object()) return out.take();
  for (const auto& entry : value.get_object()) {
    const std::string_view name = entry.key();
    if (name.starts_with("x-")) {
      if (message.extensions) out.bytes(message.extensions, named(name, any_of(entry.value())));
      continue;
    }
    if (message.entries) {
      out.bytes(message.entries, named(name, wrapped(entry.value(), *message.entry)));
      continue;
    }
    for (const auto& member : message.members)
      if (member.name == name) encode_member(out, member, entry.value());
  }
  return out.take();
}

// The tables, innermost message first. Messages that contain themselves are declared ahead.
extern const Message schema_message;
extern const Message items_message;
extern const Message additional_message;
extern const Message boolean_additional;

constexpr Member schema_members[] = {{"$ref", 1, Form::text},
                                     {"format", 2, Form::text},
                                     {"title", 3, Form::text},
                                     {"description", 4, Form::text},
                                     {"default", 5, Form::any},
                                     {"multipleOf", 6, Form::number},
                                     {"maximum", 7, Form::number},
                                     {"exclusiveMaximum", 8, Form::boolean},
                                     {"minimum", 9, Form::number},
                                     {"exclusiveMinimum", 10, Form::boolean},
                                     {"maxLength", 11, Form::integer},
                                     {"minLength", 12, Form::integer},
                                     {"pattern", 13, Form::text},
                                     {"maxItems", 14, Form::integer},
                                     {"minItems", 15, Form::integer},
                                     {"uniqueItems", 16, Form::boolean},
                                     {"maxProperties", 17, Form::integer},
                                     {"minProperties", 18, Form::integer},
                                     {"required", 19, Form::list},
                                     {"enum", 20, Form::any_list},
                                     {"additionalProperties", 21, Form::message, &additional_message},
                                     {"type", 22, Form::word_or_words},
                                     {"items", 23, Form::message, &items_message},
                                     {"allOf", 24, Form::message_list, &schema_message},
                                     {"properties", 25, Form::named, &schema_message},
                                     {"discriminator", 26, Form::text},
                                     {"readOnly", 27, Form::boolean},
                                     {"example", 30, Form::any}};
const Message schema_message{schema_members, 31};
// ItemsItem { repeated Schema schema = 1 }, AdditionalPropertiesItem { Schema schema = 1 | bool boolean = 2 }.
const Message items_message{schema_members, 31, 0, nullptr, 1};
const Message schema_additional{schema_members, 31, 0, nullptr, 1};
const Message additional_message{
    {},      0, 0,
    nullptr, 0, [](const json::Value& value) {
                                   return value.is_object() ? &schema_additional : &boolean_additional; }};
const Message boolean_additional{};

constexpr Member body_members[] = {{"description", 1, Form::text},
                                   {"name", 2, Form::text},
                                   {"in", 3, Form::text},
                                   {"required", 4, Form::boolean},
                                   {"schema", 5, Form::message, &schema_message}};
const Message body_parameter{body_members, 6, 0, nullptr, 1};

constexpr Member query_members[] = {{"required", 1, Form::boolean},    {"in", 2, Form::text},
                                    {"description", 3, Form::text},    {"name", 4, Form::text},
                                    {"type", 6, Form::text},           {"format", 7, Form::text},
                                    {"uniqueItems", 20, Form::boolean}};
const Message query_parameter{query_members, 23, 0, nullptr, 3};
constexpr Member path_members[] = {{"required", 1, Form::boolean},    {"in", 2, Form::text},
                                   {"description", 3, Form::text},    {"name", 4, Form::text},
                                   {"type", 5, Form::text},           {"format", 6, Form::text},
                                   {"uniqueItems", 19, Form::boolean}};
const Message path_parameter{path_members, 22, 0, nullptr, 4};

/// ParametersItem { Parameter { BodyParameter = 1 | NonBodyParameter = 2 } = 1 }: three messages, one around the other.
std::string encode_parameter(const json::Value& value) {
  const auto in = json::text(value, {"in"});
  Bytes parameter;
  if (in == "body") {
    parameter.bytes(1, encode_message(value, body_parameter));
  } else {
    const auto& kind = in == "path" ? path_parameter : query_parameter;
    Bytes choice;
    choice.bytes(kind.wrapped_in, encode_message(value, kind));
    parameter.bytes(2, choice.take());
  }
  Bytes item;
  item.bytes(1, parameter.take());
  return item.take();
}

constexpr Member schema_item_members[] = {{"description", 1, Form::text}};
/// ResponseValue { Response = 1 }, its schema within SchemaItem { Schema = 1 }.
std::string encode_response(const json::Value& value) {
  Bytes response;
  for (const auto& member : schema_item_members)
    if (const auto* found = json::find(value, {member.name})) encode_member(response, member, *found);
  if (const auto* schema = json::find(value, {"schema"})) {
    Bytes item;
    item.bytes(1, encode_message(*schema, schema_message));
    response.bytes(2, item.take());
  }
  Bytes out;
  out.bytes(1, response.take());
  return out.take();
}

constexpr Member operation_members[] = {{"tags", 1, Form::list},        {"summary", 2, Form::text},
                                        {"description", 3, Form::text}, {"operationId", 5, Form::text},
                                        {"produces", 6, Form::list},    {"consumes", 7, Form::list},
                                        {"schemes", 10, Form::list},    {"deprecated", 11, Form::boolean}};
const Message operation_message{operation_members, 13};

std::string encode_operation(const json::Value& value) {
  Bytes out;
  if (const auto* parameters = json::find(value, {"parameters"}); parameters && parameters->is_array())
    for (const auto& parameter : parameters->get_array()) out.bytes(8, encode_parameter(parameter));
  if (const auto* responses = json::find(value, {"responses"}); responses && responses->is_object()) {
    Bytes codes;
    for (const auto& code : responses->get_object()) codes.bytes(1, named(code.key(), encode_response(code.value())));
    out.bytes(9, codes.take());
  }
  return encode_message(value, operation_message) + out.take();
}

std::string encode_path(const json::Value& value) {
  constexpr std::pair<std::string_view, std::uint32_t> verbs[] = {
      {"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"options", 6}, {"head", 7}, {"patch", 8}};
  Bytes out;
  for (const auto& [verb, number] : verbs)
    if (const auto* operation = json::find(value, {verb})) out.bytes(number, encode_operation(*operation));
  if (const auto* parameters = json::find(value, {"parameters"}); parameters && parameters->is_array())
    for (const auto& parameter : parameters->get_array()) out.bytes(9, encode_parameter(parameter));
  return out.take();
}

constexpr Member info_members[] = {
    {"title", 1, Form::text}, {"version", 2, Form::text}, {"description", 3, Form::text}};
const Message info_message{info_members, 7};
constexpr Member document_members[] = {{"swagger", 1, Form::text},  {"info", 2, Form::message, &info_message},
                                       {"host", 3, Form::text},     {"basePath", 4, Form::text},
                                       {"schemes", 5, Form::list},  {"consumes", 6, Form::list},
                                       {"produces", 7, Form::list}, {"definitions", 9, Form::named, &schema_message}};
const Message document_message{document_members, 16};
}  // namespace

std::string openapi_v2_protobuf(const json::Value& document) {
  Bytes out;
  if (const auto* paths = json::find(document, {"paths"}); paths && paths->is_object()) {
    Bytes list;
    for (const auto& path : paths->get_object()) list.bytes(2, named(path.key(), encode_path(path.value())));
    out.bytes(8, list.take());
  }
  return encode_message(document, document_message) + out.take();
}

}  // namespace coracle::apiserver
