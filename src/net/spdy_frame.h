#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace coracle::net::spdy {

/// SPDY/3.1 draft, 2.2 and 2.6.
enum class Type : std::uint16_t {
  data = 0,  // not on the wire: data frames carry no type
  syn_stream = 1,
  syn_reply = 2,
  rst_stream = 3,
  settings = 4,
  ping = 6,
  go_away = 7,
  headers = 8,
  window_update = 9,
};
constexpr std::uint8_t flag_fin = 1;
/// Status codes of RST_STREAM.
enum class Status : std::uint32_t { protocol_error = 1, invalid_stream = 2, refused_stream = 3, cancel = 5 };

struct FrameHead {
  Type type = Type::data;
  std::uint32_t stream = 0;  ///< of a data frame
  std::uint8_t flags = 0;
  std::uint32_t length = 0;  ///< of what follows the 8 bytes of the head
};
constexpr std::size_t head_size = 8;

/// From 8 bytes. Unknown types are given as they are, to be skipped. Throws Error(bad_request) for another version.
FrameHead parse_head(std::string_view bytes);
void append_head(std::string& out, const FrameHead& head);
void append_number(std::string& out, std::uint32_t number);
/// At an offset that is within the bytes.
std::uint32_t number_at(std::string_view bytes, std::size_t offset);

/// Header blocks of one direction of a session: zlib goes on from one block to the next (2.6.10).
class Packer {
 public:
  Packer();
  ~Packer();
  /// Names in lower case; equal names become one with several values.
  std::string pack(const Headers& headers);

 private:
  struct State;
  std::unique_ptr<State> state_;
};
class Unpacker {
 public:
  explicit Unpacker(std::size_t limit);
  ~Unpacker();
  /// Throws Error(bad_request) for a block that is broken or unpacks to more than the limit.
  Headers unpack(std::string_view block);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coracle::net::spdy
