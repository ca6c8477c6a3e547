#include "schema/wire.h"

namespace coracle::schema {

std::optional<std::uint64_t> WireReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (left_.empty()) {
      wrong_ = "it ends within a number";
      return std::nullopt;
    }
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
  wrong_ = "a number is longer than 64 bits";
  return std::nullopt;
}

std::optional<std::uint64_t> WireReader::fixed(std::size_t bytes) {
  if (left_.size() < bytes) {
    wrong_ = "it ends within a number";
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(left_[i])) << (8 * i);
  left_.remove_prefix(bytes);
  return value;
}

std::optional<WireField> WireReader::next() {
  if (left_.empty() || !wrong_.empty()) return std::nullopt;
  const auto tag = varint();
  if (!tag) return std::nullopt;
  constexpr std::uint64_t most_number = (1U << 29U) - 1;
  const auto number = *tag >> 3U;
  if (number == 0 || number > most_number) {
    wrong_ = "a field has no valid number";
    return std::nullopt;
  }
  WireField field{static_cast<std::uint32_t>(number), static_cast<Wire>(*tag & 7U), 0, {}};
  std::optional<std::uint64_t> value;
  switch (field.wire) {
    case Wire::varint:
    case Wire::bytes:
      value = varint();
      break;
    case Wire::fixed64:
      value = fixed(8);
      break;
    case Wire::fixed32:
      value = fixed(4);
      break;
    default:
      wrong_ = "a field is of a wire type that Kubernetes does not use";
  }
  if (!value) return std::nullopt;
  if (field.wire != Wire::bytes) {
    field.integer = *value;
    return field;
  }
  if (*value > left_.size()) {
    wrong_ = "a field is longer than what was sent";
    return std::nullopt;
  }
  field.bytes = left_.substr(0, *value);
  left_.remove_prefix(*value);
  return field;
}

}  // namespace coracle::schema
