#include "net/websocket_frame.h"

#include "base/error.h"

namespace coracle::net {
namespace {
Error broken_frame(const char* why) { return {Reason::bad_request, std::string("WebSocket: ") + why}; }

bool is_known(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}
}  // namespace

std::optional<FrameHead> parse_frame_head(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  FrameHead head;
  head.final = (first & 0x80U) != 0;
  if (first & 0x70U) throw broken_frame("reserved bits are set");
  if (!is_known(first & 0x0fU)) throw broken_frame("unknown opcode");
  head.opcode = static_cast<Opcode>(first & 0x0fU);
  head.masked = (second & 0x80U) != 0;
  head.length = second & 0x7fU;
  if ((first & 0x08U) && (!head.final || head.length > 125)) throw broken_frame("a control frame is long or in pieces");
  const std::size_t extra = head.length == 126 ? 2 : head.length == 127 ? 8 : 0;
  head.size = 2 + extra + (head.masked ? 4 : 0);
  if (bytes.size() < head.size) return std::nullopt;
  if (extra > 0) {
    head.length = big_endian(bytes.substr(2, extra));
    if (head.length < (extra == 2 ? 126U : 65536U) || head.length >> 63U) throw broken_frame("malformed length");
  }
  if (head.masked)
    for (std::size_t i = 0; i < 4; ++i) head.mask[i] = static_cast<unsigned char>(bytes[2 + extra + i]);
  return head;
}

void append_frame_head(std::string& out, const FrameHead& head) {
  out += static_cast<char>((head.final ? 0x80U : 0U) | static_cast<unsigned>(head.opcode));
  const unsigned mask_bit = head.masked ? 0x80U : 0U;
  if (head.length < 126) {
    out += static_cast<char>(mask_bit | static_cast<unsigned>(head.length));
  } else {
    const bool is_short = head.length < 65536;
    out += static_cast<char>(mask_bit | (is_short ? 126U : 127U));
    for (int shift = is_short ? 8 : 56; shift >= 0; shift -= 8) out += static_cast<char>(head.length >> shift & 0xffU);
  }
  if (head.masked)
    for (const auto byte : head.mask) out += static_cast<char>(byte);
}

void apply_mask(char* bytes, std::size_t count, const std::array<unsigned char, 4>& mask, std::size_t offset) {
  for (std::size_t i = 0; i < count; ++i)
    bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ mask[(offset + i) & 3U]);
}

bool may_be_sent(int code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace coracle::net
