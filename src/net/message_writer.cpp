#include "net/message_writer.h"

#include <charconv>
#include <ctime>

#include "net/text.h"

namespace coracle::net {
namespace {
struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase phrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           token_marks.find(c) != std::string_view::npos;
  });
}

bool breaks_line(char letter) { return (static_cast<unsigned char>(letter) < ' ' && letter != '\t') || letter == 0x7f; }

/// Once a second and thread: formatting costs more than the rest of a head.
std::string_view date_line() {
  thread_local std::time_t made_at = 0;
  thread_local std::array<char, 48> line{};
  const auto now = std::time(nullptr);
  if (now != made_at) {
    tm parts{};
    gmtime_r(&now, &parts);
    // Not strftime: the names are English whatever the locale (RFC 9110 5.6.7).
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::snprintf(line.data(), line.size(), "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", days[parts.tm_wday % 7],
                  parts.tm_mday % 100, months[parts.tm_mon % 12], (parts.tm_year + 1900) % 10000, parts.tm_hour % 100,
                  parts.tm_min % 100, parts.tm_sec % 100);
    made_at = now;
  }
  return line.data();
}
}  // namespace

std::string_view status_phrase(int status) {
  for (const auto& phrase : phrases)
    if (phrase.status == status) return phrase.text;
  return {};
}

Response plain_answer(int status, const std::string& message) {
  Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"X-Content-Type-Options", "nosniff"}};
  response.body = message + "\n";
  return response;
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_number(std::string& out, std::size_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (!is_token(name)) return;
  out.append(name).append(": ");
  if (std::none_of(value.begin(), value.end(), breaks_line))
    out.append(value);
  else
    for (const char letter : value) out += breaks_line(letter) ? ' ' : letter;
  out.append("\r\n");
}

void append_answer_start(std::string& out, int status) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(std::clamp(status, 100, 999)));
    out.append(" ").append(status_phrase(status)).append("\r\n");
  }
  out.append(date_line());
}

void append_fields(std::string& out, const Headers& headers, bool keep_connection) {
  for (const auto& [name, value] : headers) {
    if (equal_without_case(name, "Content-Length") || equal_without_case(name, "Transfer-Encoding") ||
        equal_without_case(name, "Date"))
      continue;
    if (!keep_connection && (equal_without_case(name, "Connection") || equal_without_case(name, "Keep-Alive")))
      continue;
    append_field(out, name, value);
  }
}

void append_chunk_start(std::string& out, std::size_t size) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
  out.append(digits.data(), end).append("\r\n");
}

}  // namespace coracle::net
