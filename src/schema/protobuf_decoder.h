#pragma once
// Inside of from_protobuf().
#include <optional>

#include "schema/protobuf.h"
#include "schema/type.h"
#include "schema/wire.h"

namespace coracle::schema {

/// The schemas within a CustomResourceDefinition, which our own table has as free form.
const Struct& json_schema_table();

/// Makes a message's JSON as Go's decoder and encoder would leave it: members in the table's order, without empty ones
/// that omitempty drops. Tells whether anything in it is set.
bool tidy_message(json::Object& members, const Struct& table);

class ProtobufDecoder {
 public:
  explicit ProtobufDecoder(const ProtobufNumbers& numbers) : numbers_(numbers) {}
  /// False: error() says why.
  bool message(std::string_view bytes, const Struct& table, json::Object& into);
  Error error() const;

 private:
  using Fields = std::vector<ProtobufField>::const_iterator;
  struct Span {
    Fields first, last;
  };
  bool fields(std::string_view bytes, const Struct& table, Span known, json::Object& into);
  bool member(const WireField& wire, const Field& field, std::string_view shape, json::Object& into);
  bool items(const WireField& wire, const Type& element, std::string_view shape, json::Array& into);
  bool packed(std::string_view bytes, const Type& element, json::Array& into);
  bool entry(std::string_view bytes, const Type& element, std::string_view shape, json::Object& into);
  bool value(const WireField& wire, const Type& type, std::string_view shape, json::Value& to);
  bool scalar(const WireField& wire, Kind kind, json::Value& to);
  bool number(const WireField& wire, json::Value& to);
  bool text(std::string_view bytes, json::Value& to);
  bool amount(std::string_view bytes, json::Value& to);
  bool int_or_string(std::string_view bytes, json::Value& to);
  bool time(std::string_view bytes, Kind kind, json::Value& to);
  bool wrapped_list(std::string_view bytes, const Type& element, json::Value& to);
  bool free_form(std::string_view bytes, std::string_view shape, json::Value& to);
  bool json_text(std::string_view bytes, json::Value& to);
  bool json_schema(std::string_view bytes, json::Value& to);
  bool schema_or(std::string_view bytes, std::string_view shape, json::Value& to);

  bool counts();  ///< one more value
  bool expects(const WireField& field, Wire wire);
  bool fails(std::string why);
  bool finished(const WireReader& reader);
  bool at(std::string_view name, bool good);

  static constexpr unsigned most_depth_ = 100;
  const ProtobufNumbers& numbers_;
  std::string path_;
  std::string why_;
  bool unsupported_ = false;
  unsigned depth_ = 0;
  std::size_t values_ = 0;
};

}  // namespace coracle::schema
