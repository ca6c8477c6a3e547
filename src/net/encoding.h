#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace coracle::net {

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);
/// The URL alphabet without padding, as JWTs are written.
std::string base64_url(std::string_view bytes);
/// Strict: nothing where the text holds a foreign character or is cut off. Line ends are skipped only by from_base64.
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64_url(std::string_view text);

/// 32 bytes.
std::string sha256(std::string_view bytes);
/// Lower case.
std::string hex(std::string_view bytes);
/// The 20 bytes of RFC 3174; only for Sec-WebSocket-Accept.
std::string sha1(std::string_view bytes);
/// Compares secrets in a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b);

/// A gzip file of it (RFC 1952), at zlib's level 1 as kube-apiserver does.
std::string gzip(std::string_view bytes);
/// Throws Error(bad_request) for broken data and Error(request_entity_too_large) past the limit.
std::string gunzip(std::string_view bytes, std::size_t limit);

}  // namespace coracle::net
