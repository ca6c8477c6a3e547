#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coracle::net {

/// RFC 6455 5.2, and 7.4.1 for the codes.
enum class Opcode : unsigned char { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
namespace close_code {
constexpr int normal = 1000, protocol_error = 1002, none = 1005, abnormal = 1006, bad_text = 1007, too_big = 1009;
}  // namespace close_code

struct FrameHead {
  bool final = true;
  Opcode opcode = Opcode::binary;
  bool masked = false;
  std::array<unsigned char, 4> mask{};
  std::uint64_t length = 0;
  std::size_t size = 0;  ///< of the head itself
};

/// Nothing while more bytes are needed. Throws Error(bad_request) for a head that no end may send: reserved bits, an
/// unknown opcode, a control frame that is long or in pieces, a length not in its shortest form.
std::optional<FrameHead> parse_frame_head(std::string_view bytes);
void append_frame_head(std::string& out, const FrameHead& head);
/// Masks or unmasks in place; `offset` is the place of the first byte in the frame.
void apply_mask(char* bytes, std::size_t count, const std::array<unsigned char, 4>& mask, std::size_t offset);
/// Codes that may stand in a close frame.
bool may_be_sent(int code);

}  // namespace coracle::net
