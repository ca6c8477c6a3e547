#include "net/spdy_frame.h"

#include <zlib.h>

#include "net/text.h"

namespace coracle::net::spdy {
namespace {
constexpr std::uint32_t version = 3;

Error broken_spdy(const char* why) { return {Reason::bad_request, std::string("SPDY: ") + why}; }

/// What both sides prime zlib with: words, each after its length, then running text (2.6.10.1).
constexpr std::string_view dictionary_words =
    "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow "
    "authorization cache-control connection content-base content-encoding content-language content-length "
    "content-location content-md5 content-range content-type date etag expect expires from host if-match "
    "if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma "
    "proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade "
    "user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie "
    "keep-alive origin";
constexpr std::string_view dictionary_tail =
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative "
    "Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 "
    "Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec "
    "00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,"
    "application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset="
    "iso-8859-1,utf-,*,enq=0.";

const std::string& dictionary() {
  static const std::string made = [] {
    std::string text;
    auto rest = dictionary_words;
    while (!rest.empty()) {
      const auto blank = std::min(rest.find(' '), rest.size());
      std::string word(rest.substr(0, blank));
      std::replace(word.begin(), word.end(), '_', ' ');
      append_number(text, static_cast<std::uint32_t>(word.size()));
      text += word;
      rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    return text.append(dictionary_tail);
  }();
  return made;
}

Bytef* as_bytes(const char* text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text)); }

Headers parse_block(std::string_view text) {
  std::size_t at = 0;
  const auto take_number = [&] {
    if (text.size() - at < 4) throw broken_spdy("a header block is cut off");
    const auto number = number_at(text, at);
    at += 4;
    return number;
  };
  const auto take_text = [&] {
    const auto length = take_number();
    if (length > text.size() - at) throw broken_spdy("a header block is cut off");
    const auto taken = text.substr(at, length);
    at += length;
    return taken;
  };
  Headers headers;
  for (auto count = take_number(); count > 0; --count) {
    const auto name = take_text();
    auto values = take_text();
    if (name.empty() || std::any_of(name.begin(), name.end(), [](char c) { return lower(c) != c || c == '\0'; }))
      throw broken_spdy("a header's name is empty or not in lower case");
    while (true) {
      const auto end = std::min(values.find('\0'), values.size());
      headers.add(name, std::string(values.substr(0, end)));
      if (end == values.size()) break;
      values.remove_prefix(end + 1);
    }
  }
  if (at != text.size()) throw broken_spdy("a header block is too long");
  return headers;
}
}  // namespace

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xffU);
}

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return number;
}

FrameHead parse_head(std::string_view bytes) {
  const auto first = number_at(bytes, 0);
  const auto second = number_at(bytes, 4);
  FrameHead head;
  head.flags = static_cast<std::uint8_t>(second >> 24U);
  head.length = second & 0xffffffU;
  if (first >> 31U) {
    if ((first >> 16U & 0x7fffU) != version) throw broken_spdy("the version is not 3");
    head.type = static_cast<Type>(first & 0xffffU);
    if (head.type == Type::data) throw broken_spdy("unknown frame type 0");
  } else {
    head.stream = first;
    if (head.stream == 0) throw broken_spdy("data for stream 0");
  }
  return head;
}

void append_head(std::string& out, const FrameHead& head) {
  if (head.type == Type::data)
    append_number(out, head.stream);
  else
    append_number(out, 0x80000000U | version << 16U | static_cast<std::uint32_t>(head.type));
  append_number(out, static_cast<std::uint32_t>(head.flags) << 24U | head.length);
}

struct Packer::State {
  z_stream zlib{};
};
Packer::Packer() : state_(std::make_unique<State>()) {
  if (deflateInit(&state_->zlib, Z_BEST_SPEED) != Z_OK) throw Error(Reason::internal_error, "SPDY: out of memory");
  deflateSetDictionary(&state_->zlib, as_bytes(dictionary().data()), static_cast<uInt>(dictionary().size()));
}
Packer::~Packer() { deflateEnd(&state_->zlib); }

std::string Packer::pack(const Headers& headers) {
  std::vector<std::pair<std::string, std::string>> merged;
  for (const auto& [name, value] : headers) {
    std::string low(name);
    std::transform(low.begin(), low.end(), low.begin(), lower);
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const auto& field) { return field.first == low; });
    if (same == merged.end())
      merged.emplace_back(std::move(low), value);
    else
      same->second.append(1, '\0').append(value);
  }
  std::string text;
  append_number(text, static_cast<std::uint32_t>(merged.size()));
  for (const auto& [name, value] : merged) {
    append_number(text, static_cast<std::uint32_t>(name.size()));
    text += name;
    append_number(text, static_cast<std::uint32_t>(value.size()));
    text += value;
  }
  auto& zlib = state_->zlib;
  std::string packed(deflateBound(&zlib, text.size()) + 64, '\0');
  zlib.next_in = as_bytes(text.data());
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = as_bytes(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_SYNC_FLUSH);
  packed.resize(packed.size() - zlib.avail_out);
  return packed;
}

struct Unpacker::State {
  z_stream zlib{};
  std::size_t limit;
};
Unpacker::Unpacker(std::size_t limit) : state_(std::make_unique<State>()) {
  state_->limit = limit;
  if (inflateInit(&state_->zlib) != Z_OK) throw Error(Reason::internal_error, "SPDY: out of memory");
}
Unpacker::~Unpacker() { inflateEnd(&state_->zlib); }

Headers Unpacker::unpack(std::string_view block) {
  auto& zlib = state_->zlib;
  zlib.next_in = as_bytes(block.data());
  zlib.avail_in = static_cast<uInt>(block.size());
  std::string text;
  std::array<char, 4096> piece{};
  while (true) {
    zlib.next_out = as_bytes(piece.data());
    zlib.avail_out = static_cast<uInt>(piece.size());
    int result = inflate(&zlib, Z_SYNC_FLUSH);
    if (result == Z_NEED_DICT) {
      const auto* bytes = as_bytes(dictionary().data());
      if (inflateSetDictionary(&zlib, bytes, static_cast<uInt>(dictionary().size())) != Z_OK)
        throw broken_spdy("a header block uses another dictionary");
      continue;
    }
    const auto count = piece.size() - zlib.avail_out;
    if (count > state_->limit - text.size()) throw broken_spdy("a header block is too long");
    text.append(piece.data(), count);
    if (result == Z_BUF_ERROR || (result == Z_OK && zlib.avail_in == 0 && zlib.avail_out > 0)) break;
    if (result != Z_OK) throw broken_spdy("a header block cannot be unpacked");
  }
  return parse_block(text);
}

}  // namespace coracle::net::spdy
