#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "json/value.h"

namespace coracle::json {
namespace {
namespace writing {

// What a byte of a string becomes: 0 itself, 'u' a \u00XX, else the letter after a backslash.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}
constexpr auto escapes = make_escapes();

// True when one of eight bytes may need an escape: below 0x20, '"' or '\\'. Bytes of 0x80 and more may make it say so
// in vain, which costs a look at each.
bool may_escape(const char* eight) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highs = ones * 0x80;
  const auto zero_in = [](std::uint64_t w) { return (w - ones) & ~w; };
  const auto low = (word - ones * 0x20) & ~word;
  return ((low | zero_in(word ^ (ones * '"')) | zero_in(word ^ (ones * '\\'))) & highs) != 0;
}

void string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (i + 8 <= text.size() && !may_escape(text.data() + i)) i += 8;
    if (i == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[i]);
    const char escape = escapes[byte];
    if (escape == 0) continue;
    out.append(text, written, i - written);
    written = i + 1;
    out += '\\';
    out += escape;
    if (escape != 'u') continue;
    constexpr std::string_view digits = "0123456789abcdef";
    out += "00";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  out.append(text, written);
  out += '"';
}

template <class T>
void integer(std::string& out, T value) {
  char buffer[24];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  out.append(buffer, end);
}

// The shortest digits that read back as the same double, laid out as Go's encoding/json does: an exponent below 1e-6
// and from 1e21 on, plain digits between.
void real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";  // parse() lets none in; JSON has no other word for it
    return;
  }
  char buffer[40];
  if (std::abs(value) >= 0x1p53 && std::abs(value) < 0x1p64) {
    // Read back as an integer: only all its digits are the same number. Go fills up with zeros here.
    const auto [last, failure] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    out.append(buffer, last);
    return;
  }
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const auto mark = text.find('e');
  int exponent = 0;
  const auto* first = text.data() + mark + 1;
  if (*first == '+') ++first;
  std::from_chars(first, end, exponent);
  if (value != 0 && (exponent < -6 || exponent >= 21)) {
    out.append(text.substr(0, mark));
    out += 'e';
    out += exponent < 0 ? '-' : '+';
    integer(out, std::abs(exponent));
    return;
  }
  std::array<char, 24> digits{};
  std::size_t count = 0;
  for (const char c : text.substr(0, mark))
    if (c != '.') digits[count++] = c;
  if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    out.append(digits.data(), count);
    return;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  out.append(digits.data(), std::min(whole, count));
  if (whole > count) out.append(whole - count, '0');
  if (whole < count) {
    out += '.';
    out.append(digits.data() + whole, count - whole);
  }
}

struct Writer {
  std::string& out;
  bool indented;

  void line(std::size_t depth) {
    if (!indented) return;
    out += '\n';
    out.append(2 * depth, ' ');
  }

  void object(const Object& members, std::size_t depth) {
    if (members.empty()) {
      out += "{}";
      return;
    }
    out += '{';
    bool first = true;
    for (const auto& member : members) {
      if (!first) out += ',';
      first = false;
      line(depth + 1);
      string(out, member.key());
      out += indented ? ": " : ":";
      write(member.value(), depth + 1);
    }
    line(depth);
    out += '}';
  }

  void array(const Array& items, std::size_t depth) {
    if (items.empty()) {
      out += "[]";
      return;
    }
    out += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out += ',';
      first = false;
      line(depth + 1);
      write(item, depth + 1);
    }
    line(depth);
    out += ']';
  }

  void write(const Value& value, std::size_t depth) {
    switch (value.kind()) {
      case boost::json::kind::null:
        out += "null";
        return;
      case boost::json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        return;
      case boost::json::kind::int64:
        return integer(out, value.get_int64());
      case boost::json::kind::uint64:
        return integer(out, value.get_uint64());
      case boost::json::kind::double_:
        return real(out, value.get_double());
      case boost::json::kind::string:
        return string(out, value.get_string());
      case boost::json::kind::array:
        return array(value.get_array(), depth);
      case boost::json::kind::object:
        return object(value.get_object(), depth);
    }
  }
};

}  // namespace writing
}  // namespace

void serialize_to(std::string& out, const Value& value) { writing::Writer{out, false}.write(value, 0); }

std::string serialize(const Value& value) {
  std::string out;
  serialize_to(out, value);
  return out;
}

std::string pretty(const Value& value) {
  std::string out;
  writing::Writer{out, true}.write(value, 0);
  return out;
}

}  // namespace coracle::json
