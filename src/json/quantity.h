#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace coracle::json {

__extension__ typedef __int128 Int128;

/// An amount as Kubernetes writes it ("500m", "64M", "1.5Gi", "2e3"): exact, in whole billionths, with the family of
/// suffixes its writer chose. Its text is the canonical form of k8s.io/apimachinery/pkg/api/resource: no fraction, the
/// greatest suffix that leaves none; a binary one of less than 1024 or with a fraction becomes decimal.
///
/// As there, what is finer than a billionth is rounded away from zero, and a binary amount ends at 2^63-1. Unlike
/// there, a decimal one beyond 1e29 is an error, never a wrong number.
class Quantity {
 public:
  enum class Format { decimal_si, binary_si, decimal_exponent };

  Quantity() = default;
  static Quantity whole(std::int64_t value, Format format = Format::decimal_si);
  static Quantity milli(std::int64_t value, Format format = Format::decimal_si);
  static Quantity bytes(std::int64_t value) { return whole(value, Format::binary_si); }
  /// Errors are Kubernetes' own three texts, as bad_request.
  static Result<Quantity> parse(std::string_view text);

  Format format() const { return format_; }
  bool is_zero() const { return nano_ == 0; }
  int sign() const { return nano_ < 0 ? -1 : nano_ > 0; }
  /// Rounded up (towards plus infinity), and held within the range of the type.
  std::int64_t value() const;
  std::int64_t milli_value() const;
  double as_double() const;
  std::string text() const;

  /// Sums keep the left side's format unless it is zero, as Kubernetes' do. They throw Error(invalid) when the sum is
  /// beyond the range.
  Quantity& operator+=(const Quantity& other);
  Quantity& operator-=(const Quantity& other);
  friend Quantity operator+(Quantity a, const Quantity& b) { return a += b; }
  friend Quantity operator-(Quantity a, const Quantity& b) { return a -= b; }
  Quantity operator-() const;

  /// By amount: "1" equals "1000m".
  friend bool operator==(const Quantity& a, const Quantity& b) { return a.nano_ == b.nano_; }
  friend std::strong_ordering operator<=>(const Quantity& a, const Quantity& b) { return a.nano_ <=> b.nano_; }

 private:
  Quantity(Int128 nano, Format format) : nano_(nano), format_(format) {}
  Int128 nano_ = 0;
  Format format_ = Format::decimal_si;
};

}  // namespace coracle::json
