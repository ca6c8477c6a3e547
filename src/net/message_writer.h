#pragma once
#include <string>
#include <string_view>

#include "net/http.h"

namespace coracle::net {

/// "Not Found"; empty for a status without a registered phrase (RFC 9110 15).
std::string_view status_phrase(int status);
/// False for 1xx, 204 and 304 (RFC 9110 6.4.1).
bool has_body(int status);

/// Appends "name: value" and its line end. A field that would break the head (a name that is no token) is left out, and
/// control characters of a value become blanks, so that no value can begin another field.
void append_field(std::string& out, std::string_view name, std::string_view value);
void append_number(std::string& out, std::size_t number);
/// An answer of one line of text.
Response plain_answer(int status, const std::string& message);
/// "HTTP/1.1 200 OK", Date.
void append_answer_start(std::string& out, int status);
/// All fields but those that say how long the message is and how the connection goes on, which the caller writes;
/// Connection is kept where `keep_connection`, for 101.
void append_fields(std::string& out, const Headers& headers, bool keep_connection);
/// A chunk's size line (RFC 9112 7.1).
void append_chunk_start(std::string& out, std::size_t size);
constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace coracle::net
