#include "json/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace coracle::json {
namespace {
namespace quantities {

using Format = Quantity::Format;
constexpr Int128 billion = 1'000'000'000;
constexpr Int128 greatest = std::numeric_limits<Int128>::max();
constexpr Int128 int64_max = std::numeric_limits<std::int64_t>::max();
constexpr Int128 int64_min = std::numeric_limits<std::int64_t>::min();

struct Suffix {
  std::string_view text;
  int exponent;  ///< of 10 or of 2
};
constexpr std::array<Suffix, 10> decimal_suffixes = {
    {{"n", -9}, {"u", -6}, {"m", -3}, {"", 0}, {"k", 3}, {"M", 6}, {"G", 9}, {"T", 12}, {"P", 15}, {"E", 18}}};
constexpr std::array<Suffix, 6> binary_suffixes = {
    {{"Ki", 10}, {"Mi", 20}, {"Gi", 30}, {"Ti", 40}, {"Pi", 50}, {"Ei", 60}}};

Error wrong_format() {
  return {Reason::bad_request,
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"};
}
Error wrong_number() { return {Reason::bad_request, "unable to parse numeric part of quantity"}; }
Error wrong_suffix() { return {Reason::bad_request, "unable to parse quantity's suffix"}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::string_view suffix;
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

Result<Parts> split(std::string_view text) {
  Parts parts;
  if (text.empty()) return wrong_format();
  if (text.front() == '-' || text.front() == '+') {
    parts.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) return wrong_format();
  parts.whole = take_digits(text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
    if (!text.empty() && text.front() == '.') return wrong_number();
  }
  if (parts.whole.empty() && parts.fraction.empty()) return wrong_number();
  parts.suffix = text;
  const auto letters = text.find_first_not_of("eEinumkKMGTP");
  text.remove_prefix(letters == std::string_view::npos ? text.size() : letters);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  take_digits(text);
  if (!text.empty()) return wrong_format();
  return parts;
}

struct Scale {
  Format format;
  int exponent;
};

std::optional<Scale> scale_of(std::string_view suffix) {
  for (const auto& known : decimal_suffixes)
    if (known.text == suffix) return Scale{Format::decimal_si, known.exponent};
  for (const auto& known : binary_suffixes)
    if (known.text == suffix) return Scale{Format::binary_si, known.exponent};
  if (suffix.front() != 'e' && suffix.front() != 'E') return std::nullopt;
  suffix.remove_prefix(1);
  if (suffix.starts_with('+')) suffix.remove_prefix(1);
  if (!suffix.starts_with('-') && (suffix.empty() || !is_digit(suffix.front()))) return std::nullopt;
  int exponent = 0;
  const auto [end, error] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), exponent);
  if (error != std::errc() || end != suffix.data() + suffix.size()) return std::nullopt;
  return Scale{Format::decimal_exponent, exponent};
}

// Billionths of `whole.fraction` * 10^exponent, away from zero; nothing when beyond the range. The decimal point moves
// over the digits, so nothing is ever rounded before the end.
std::optional<Int128> decimal_nano(std::string_view whole, std::string_view fraction, int exponent) {
  std::string digits(whole);
  digits += fraction;
  const auto first = std::min(digits.find_first_not_of('0'), digits.size());
  if (first == digits.size()) return 0;
  const auto point = static_cast<long long>(whole.size()) + exponent + 9 - static_cast<long long>(first);
  digits.erase(0, first);
  if (point > 38) return std::nullopt;
  Int128 nano = 0;
  const auto size = static_cast<long long>(digits.size());
  for (long long i = 0; i < point; ++i) {
    const auto digit = i < size ? digits[static_cast<std::size_t>(i)] - '0' : 0;
    nano = nano * 10 + digit;
  }
  const auto rest = static_cast<std::size_t>(std::clamp(point, 0LL, size));
  if (digits.find_first_not_of('0', rest) != std::string::npos) ++nano;
  return nano;
}

// Billionths of `whole.fraction` * 2^exponent, away from zero, at most 2^63-1 units.
Int128 binary_nano(std::string_view whole, std::string_view fraction, int exponent) {
  const Int128 unit = Int128(1) << exponent;
  const Int128 cap = int64_max * billion;
  Int128 units = 0;
  for (const char digit : whole) {
    units = units * 10 + (digit - '0');
    if (units * unit > int64_max) return cap;
  }
  // From the last digit: floor((d*M + floor(rest)) / 10) is the floor of the exact fraction.
  const Int128 factor = unit * billion;
  Int128 part = 0;
  bool inexact = false;
  for (auto digit = fraction.rbegin(); digit != fraction.rend(); ++digit) {
    part += (*digit - '0') * factor;
    inexact = inexact || part % 10 != 0;
    part /= 10;
  }
  return std::min(cap, units * unit * billion + part + (inexact ? 1 : 0));
}

std::int64_t rounded_up(Int128 nano, Int128 unit) {
  Int128 whole = nano / unit;
  if (nano % unit > 0) ++whole;
  return static_cast<std::int64_t>(std::clamp(whole, int64_min, int64_max));
}

std::string digits_of(Int128 number) {
  if (number == 0) return "0";
  std::string text;
  for (; number > 0; number /= 10) text += static_cast<char>('0' + static_cast<int>(number % 10));
  std::reverse(text.begin(), text.end());
  return text;
}

std::string decimal_text(Int128 nano, Format format) {
  int exponent = -9;
  const int last = format == Format::decimal_si ? 18 : 36;
  while (nano % 1000 == 0 && exponent < last) {
    nano /= 1000;
    exponent += 3;
  }
  if (format == Format::decimal_exponent)
    return digits_of(nano) + (exponent == 0 ? "" : "e" + std::to_string(exponent));
  const auto* suffix = std::find_if(decimal_suffixes.begin(), decimal_suffixes.end(),
                                    [&](const auto& s) { return s.exponent == exponent; });
  return digits_of(nano) + std::string(suffix->text);
}

std::string binary_text(Int128 units) {
  std::string_view suffix;
  for (const auto& known : binary_suffixes) {
    if (units % 1024 != 0) break;
    units /= 1024;
    suffix = known.text;
  }
  return digits_of(units) + std::string(suffix);
}

}  // namespace quantities
}  // namespace

Quantity Quantity::whole(std::int64_t value, Format format) { return {value * quantities::billion, format}; }
Quantity Quantity::milli(std::int64_t value, Format format) { return {value * (quantities::billion / 1000), format}; }

Result<Quantity> Quantity::parse(std::string_view text) {
  using namespace quantities;
  auto parts = split(text);
  if (!parts) return parts.error();
  const auto scale = scale_of(parts->suffix);
  if (!scale) return wrong_suffix();
  Int128 nano = 0;
  auto format = scale->format;
  if (format == Format::binary_si) {
    nano = binary_nano(parts->whole, parts->fraction, scale->exponent);
    if (nano < billion) format = Format::decimal_si;
  } else {
    const auto exact = decimal_nano(parts->whole, parts->fraction, scale->exponent);
    if (!exact) return wrong_number().in("quantity beyond 1e29");
    nano = *exact;
  }
  return Quantity(parts->negative ? -nano : nano, format);
}

std::int64_t Quantity::value() const { return quantities::rounded_up(nano_, quantities::billion); }
std::int64_t Quantity::milli_value() const { return quantities::rounded_up(nano_, quantities::billion / 1000); }
double Quantity::as_double() const { return static_cast<double>(nano_) / 1e9; }

std::string Quantity::text() const {
  if (nano_ == 0) return "0";
  const Int128 amount = nano_ < 0 ? -nano_ : nano_;
  const std::string sign = nano_ < 0 ? "-" : "";
  if (format_ == Format::binary_si && amount >= 1024 * quantities::billion && amount % quantities::billion == 0)
    return sign + quantities::binary_text(amount / quantities::billion);
  const auto format = format_ == Format::decimal_exponent ? format_ : Format::decimal_si;
  return sign + quantities::decimal_text(amount, format);
}

Quantity& Quantity::operator+=(const Quantity& other) {
  if (nano_ == 0) format_ = other.format_;
  Int128 sum = 0;
  // The least value of the type has no opposite, so it counts as beyond the range too.
  if (__builtin_add_overflow(nano_, other.nano_, &sum) || sum < -quantities::greatest)
    throw Error(Reason::invalid, "the sum of quantities " + text() + " and " + other.text() + " is out of range");
  nano_ = sum;
  return *this;
}

Quantity& Quantity::operator-=(const Quantity& other) { return *this += -other; }
Quantity Quantity::operator-() const { return {-nano_, format_}; }

}  // namespace coracle::json
