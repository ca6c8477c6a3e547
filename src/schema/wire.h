#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace coracle::schema {

enum class Wire : unsigned char { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

/// One field of a message as it stands on the wire.
struct WireField {
  std::uint32_t number = 0;
  Wire wire = Wire::varint;
  std::uint64_t integer = 0;  ///< of all but bytes
  std::string_view bytes;
};

/// Goes through the fields of one protobuf message. Never reads beyond its bytes.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : left_(message) {}
  bool at_end() const { return left_.empty(); }
  /// Nothing at the end and for what is no field: then wrong() says why, and the rest cannot be read.
  std::optional<WireField> next();
  /// One number, as packed lists have them without a tag.
  std::optional<std::uint64_t> varint();
  std::optional<std::uint64_t> fixed(std::size_t bytes);
  /// "" while all was well.
  std::string_view wrong() const { return wrong_; }

 private:
  std::string_view left_;
  std::string_view wrong_;
};

}  // namespace coracle::schema
