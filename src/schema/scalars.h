#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace coracle::schema {

/// An amount with a unit ("500m", "1Gi"), kept in the words it was written in. json/quantity.h computes with it.
struct Quantity {
  std::string text;
  Quantity() = default;
  Quantity(std::string_view amount) : text(amount) {}  // NOLINT(google-explicit-constructor)
  Quantity(const char* amount) : text(amount) {}       // NOLINT(google-explicit-constructor)
  bool empty() const { return text.empty(); }
  auto operator<=>(const Quantity&) const = default;
};

/// A moment in RFC 3339 as it was written; empty when absent. base/time.h parses and formats it.
struct Time {
  std::string text;
  bool empty() const { return text.empty(); }
  auto operator<=>(const Time&) const = default;
};

/// As Time, with microseconds (metav1.MicroTime).
struct MicroTime {
  std::string text;
  bool empty() const { return text.empty(); }
  auto operator<=>(const MicroTime&) const = default;
};

/// Bytes that JSON carries as base64.
struct Bytes {
  std::string data;
  bool empty() const { return data.empty(); }
  auto operator<=>(const Bytes&) const = default;
};

/// A port or an amount: a whole number, or a name or percentage.
struct IntOrString {
  std::int32_t number = 0;
  std::string text;
  bool is_text = false;
  IntOrString() = default;
  IntOrString(std::int32_t value) : number(value) {}                         // NOLINT(google-explicit-constructor)
  IntOrString(std::string value) : text(std::move(value)), is_text(true) {}  // NOLINT(google-explicit-constructor)
  bool operator==(const IntOrString&) const = default;
};

}  // namespace coracle::schema
