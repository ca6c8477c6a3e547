#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>

#include "json/value.h"

namespace coracle::json {
namespace {
namespace parsing {

using Code = boost::json::error_code;
using Text = boost::json::string_view;

// Builds the value. Boost's own parser computes doubles with an error in the last digit (1 of 6 in Boost 1.81) and
// takes 1e400 for infinity; here std::from_chars decides.
struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  explicit Handler(unsigned char* buffer, std::size_t size) : stack({}, buffer, size) {}
  boost::json::value_stack stack;
  bool number_out_of_range = false;

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t n, Code&) { return stack.push_object(n), true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t n, Code&) { return stack.push_array(n), true; }
  bool on_key_part(Text s, std::size_t, Code&) { return stack.push_chars(s), true; }
  bool on_key(Text s, std::size_t, Code&) { return stack.push_key(s), true; }
  bool on_string_part(Text s, std::size_t, Code&) { return stack.push_chars(s), true; }
  bool on_string(Text s, std::size_t, Code&) { return stack.push_string(s), true; }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t i, Text, Code&) { return stack.push_int64(i), true; }
  bool on_uint64(std::uint64_t u, Text, Code&) { return stack.push_uint64(u), true; }
  bool on_double(double, Text s, Code& ec) {
    double exact = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), exact);
    if (end != s.data() + s.size() || (error != std::errc() && exact != 0)) {
      number_out_of_range = true;
      ec = boost::json::error::exponent_overflow;
      return false;
    }
    if (error != std::errc()) {
      // from_chars leaves `exact` alone and does not say whether the number is too great or too small.
      const auto* const mark = std::find_if(s.data(), end, [](char c) { return c == 'e' || c == 'E'; });
      if (mark == end || mark + 1 == end || mark[1] != '-') {
        number_out_of_range = true;
        ec = boost::json::error::exponent_overflow;
        return false;
      }
    }
    return stack.push_double(exact), true;
  }
  bool on_bool(bool b, Code&) { return stack.push_bool(b), true; }
  bool on_null(Code&) { return stack.push_null(), true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }
};

std::string reason(const Code& code, const Handler& handler, const Limits& limits) {
  if (handler.number_out_of_range) return "number out of range";
  if (code == boost::json::error::too_deep) return "nested deeper than " + std::to_string(limits.depth) + " levels";
  if (code == boost::json::error::incomplete) return "unexpected end of JSON input";
  if (code == boost::json::error::extra_data) return "unexpected data after the value";
  return code.message();
}

Error at(std::string_view text, std::size_t offset, const std::string& why) {
  const auto before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? offset + 1 : offset - start;
  return {Reason::bad_request,
          "invalid JSON at line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + why};
}

}  // namespace parsing
}  // namespace

Result<Value> parse(std::string_view text, Limits limits, Storage storage) {
  if (text.size() > limits.bytes)
    return Error(Reason::request_entity_too_large, "JSON of " + std::to_string(text.size()) +
                                                       " bytes is longer than the limit of " +
                                                       std::to_string(limits.bytes));
  unsigned char buffer[4096];
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::basic_parser<parsing::Handler> parser(options, buffer, sizeof buffer);
  auto& handler = parser.handler();
  handler.stack.reset(std::move(storage));
  parsing::Code code;
  const auto used = parser.write_some(false, text.data(), text.size(), code);
  if (!code && used < text.size()) code = boost::json::error::extra_data;
  if (!code && !parser.done()) code = boost::json::error::incomplete;
  if (code) return parsing::at(text, std::min(used, text.size()), parsing::reason(code, handler, limits));
  return handler.stack.release();
}

}  // namespace coracle::json
