#include <fmt/core.h>

#include <bit>
#include <chrono>
#include <cmath>

#include "base/base64.h"
#include "base/utf8.h"
#include "schema/protobuf_decoder.h"

namespace coracle::schema {
namespace {

json::Value value_of_text(std::string_view text) {
  return json::Value(boost::json::string_view(text.data(), text.size()));
}

constexpr std::int64_t first_second = -62'135'596'800;  // of the year 1, Go's zero time
constexpr std::int64_t last_second = 253'402'300'799;   // of the year 9999, the last one RFC 3339 can write

/// By the calendar, because the clock's nanoseconds end in 2262.
std::string rfc3339(std::int64_t seconds) {
  const std::chrono::sys_seconds moment{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(moment - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace

bool ProtobufDecoder::scalar(const WireField& wire, Kind kind, json::Value& to) {
  if (kind == Kind::number) return expects(wire, Wire::fixed64) && number(wire, to);
  if (kind == Kind::boolean || kind == Kind::int32 || kind == Kind::int64 || kind == Kind::uint32) {
    if (!expects(wire, Wire::varint)) return false;
    if (kind == Kind::boolean)
      to = wire.integer != 0;
    else if (kind == Kind::int32)
      to = static_cast<std::int64_t>(static_cast<std::int32_t>(static_cast<std::uint32_t>(wire.integer)));
    else if (kind == Kind::uint32)
      to = static_cast<std::int64_t>(static_cast<std::uint32_t>(wire.integer));
    else
      to = static_cast<std::int64_t>(wire.integer);
    return true;
  }
  switch (kind) {
    case Kind::quantity:
      return amount(wire.bytes, to);
    case Kind::int_or_string:
      return int_or_string(wire.bytes, to);
    case Kind::time:
    case Kind::micro_time:
      return time(wire.bytes, kind, to);
    case Kind::bytes:
      to = value_of_text(to_base64(wire.bytes));
      return true;
    default:
      return text(wire.bytes, to);
  }
}

bool ProtobufDecoder::number(const WireField& wire, json::Value& to) {
  const auto value = std::bit_cast<double>(wire.integer);
  if (!std::isfinite(value)) return fails("it is no finite number");
  to = value;
  return true;
}

bool ProtobufDecoder::text(std::string_view bytes, json::Value& to) {
  if (!is_utf8(bytes)) return fails("its text is not in UTF-8");
  to = value_of_text(bytes);
  return true;
}

/// resource.Quantity: its text is field 1.
bool ProtobufDecoder::amount(std::string_view bytes, json::Value& to) {
  to = "0";
  WireReader reader(bytes);
  while (const auto wire = reader.next())
    if (wire->number == 1 && !(expects(*wire, Wire::bytes) && text(wire->bytes, to))) return false;
  if (to.get_string().empty()) to = "0";
  return finished(reader);
}

/// intstr.IntOrString: which of the two it is, the number, the text.
bool ProtobufDecoder::int_or_string(std::string_view bytes, json::Value& to) {
  std::uint64_t which = 0;
  json::Value whole(0), worded("");
  WireReader reader(bytes);
  while (const auto wire = reader.next()) {
    if (wire->number == 1) {
      if (!expects(*wire, Wire::varint)) return false;
      which = wire->integer;
    }
    if (wire->number == 2 && !scalar(*wire, Kind::int32, whole)) return false;
    if (wire->number == 3 && !(expects(*wire, Wire::bytes) && text(wire->bytes, worded))) return false;
  }
  if (which > 1) return fails("it is neither a number nor a text");
  to = which == 0 ? std::move(whole) : std::move(worded);
  return finished(reader);
}

/// meta/v1 Time and MicroTime: seconds and nanoseconds; an empty message is Go's zero time, which JSON has as null. As
/// in Go, Time drops fractions and MicroTime what is finer than a microsecond.
bool ProtobufDecoder::time(std::string_view bytes, Kind kind, json::Value& to) {
  to = nullptr;
  if (bytes.empty()) return true;
  json::Value seconds(0), nanos(0);
  WireReader reader(bytes);
  while (const auto wire = reader.next()) {
    if (wire->number == 1 && !scalar(*wire, Kind::int64, seconds)) return false;
    if (wire->number == 2 && !scalar(*wire, Kind::int32, nanos)) return false;
  }
  if (!finished(reader)) return false;
  const auto whole = seconds.get_int64();
  const auto part = nanos.get_int64();
  if (whole < first_second || whole > last_second || part < 0 || part > 999'999'999)
    return fails("it is no moment between the years 1 and 9999");
  auto moment = rfc3339(whole);
  if (kind == Kind::micro_time) moment += fmt::format(".{:06}", part / 1000);
  to = value_of_text(moment + "Z");
  return true;
}

}  // namespace coracle::schema
