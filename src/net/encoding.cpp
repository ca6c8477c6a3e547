#include "net/encoding.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <array>

#include "base/error.h"

namespace coracle::net {
namespace {
constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode64(std::string_view bytes, std::string_view alphabet, bool padding) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k <= count; ++k) text += alphabet[group >> (18 - 6 * k) & 63U];
    if (padding) text.append(3 - count, '=');
  }
  return text;
}

using Values = std::array<signed char, 256>;
constexpr Values values_of(std::string_view alphabet) {
  Values values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
  return values;
}
constexpr Values standard_values = values_of(standard_alphabet);
constexpr Values url_values = values_of(url_alphabet);

std::optional<std::string> decode64(std::string_view text, const Values& values, bool skip_line_ends) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  unsigned held = 0;
  for (const char letter : text) {
    if (skip_line_ends && (letter == '\n' || letter == '\r')) continue;
    const auto value = values[static_cast<unsigned char>(letter)];
    if (value < 0) return std::nullopt;
    group = group << 6U | static_cast<std::uint32_t>(value);
    if (++held == 4) {
      bytes += {static_cast<char>(group >> 16U), static_cast<char>(group >> 8U), static_cast<char>(group)};
      group = held = 0;
    }
  }
  if (held == 1) return std::nullopt;
  if (held >= 2) bytes += static_cast<char>(group >> (held == 2 ? 4U : 10U));
  if (held == 3) bytes += static_cast<char>(group >> 2U);
  // Bits that encode nothing must be zero, else two texts would mean the same bytes.
  if ((held == 2 && (group & 15U)) || (held == 3 && (group & 3U))) return std::nullopt;
  return bytes;
}

std::string digest(std::string_view bytes, const EVP_MD* kind) {
  std::string result(static_cast<std::size_t>(EVP_MD_get_size(kind)), '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(result.data()), nullptr, kind, nullptr);
  return result;
}

constexpr int gzip_window = 15 + 16;  // zlib's way to say: with gzip's head and tail
}  // namespace

std::string base64(std::string_view bytes) { return encode64(bytes, standard_alphabet, true); }
std::string base64_url(std::string_view bytes) { return encode64(bytes, url_alphabet, false); }

std::optional<std::string> from_base64(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  std::size_t length = 0;
  for (const char letter : text) length += letter != '\n' && letter != '\r' ? 1 : 0;
  if (length % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decode64(text, standard_values, true);
}
std::optional<std::string> from_base64_url(std::string_view text) { return decode64(text, url_values, false); }

std::string sha256(std::string_view bytes) {
  // Fetched once: finding the implementation costs as much as a kilobyte of it.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> kind(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                    &EVP_MD_free);
  return digest(bytes, kind ? kind.get() : EVP_sha256());
}
std::string sha1(std::string_view bytes) { return digest(bytes, EVP_sha1()); }

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes)
    text += {digits[static_cast<unsigned char>(byte) >> 4U], digits[static_cast<unsigned char>(byte) & 15U]};
  return text;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string gzip(std::string_view bytes) {
  z_stream zlib{};
  if (deflateInit2(&zlib, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error(Reason::internal_error, "gzip: out of memory");
  std::string packed(deflateBound(&zlib, bytes.size()), '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_FINISH);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

std::string gunzip(std::string_view bytes, std::size_t limit) {
  z_stream zlib{};
  if (inflateInit2(&zlib, gzip_window) != Z_OK) throw Error(Reason::internal_error, "gunzip: out of memory");
  struct End {
    z_stream& zlib;
    ~End() { inflateEnd(&zlib); }
  } end{zlib};
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  std::string unpacked;
  std::array<char, 32U << 10U> piece{};
  while (true) {
    zlib.next_out = reinterpret_cast<Bytef*>(piece.data());
    zlib.avail_out = static_cast<uInt>(piece.size());
    const int result = inflate(&zlib, Z_NO_FLUSH);
    const auto count = piece.size() - zlib.avail_out;
    if (count > limit - unpacked.size())
      throw Error(Reason::request_entity_too_large, "the body is longer than " + std::to_string(limit) + " bytes");
    unpacked.append(piece.data(), count);
    if (result == Z_STREAM_END) return unpacked;
    if (result != Z_OK) throw Error(Reason::bad_request, "the body is no gzip data, or not whole");
  }
}

}  // namespace coracle::net
