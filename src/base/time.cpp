#include "base/time.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace coracle {
namespace {
using namespace std::chrono;

std::string format_seconds(sys_seconds seconds) {
  const auto day = floor<days>(seconds);
  const year_month_day date{day};
  const hh_mm_ss clock{seconds - day};
  const auto year = static_cast<int>(date.year());
  if (year < 0 || year > 9999)
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
  // By hand: every object that is stored is stamped with two of these.
  std::string text = "0000-00-00T00:00:00";
  const auto put = [&](std::size_t at, std::size_t digits, std::int64_t number) {
    for (auto place = at + digits; place-- > at; number /= 10) text[place] = static_cast<char>('0' + number % 10);
  };
  put(0, 4, year);
  put(5, 2, static_cast<unsigned>(date.month()));
  put(8, 2, static_cast<unsigned>(date.day()));
  put(11, 2, clock.hours().count());
  put(14, 2, clock.minutes().count());
  put(17, 2, clock.seconds().count());
  return text;
}

/// Takes exactly `digits` digits from the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return std::nullopt;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// ".123456789" -> nanoseconds; digits beyond the ninth are dropped.
std::optional<nanoseconds> take_fraction(std::string_view& text) {
  std::int64_t value = 0;
  int digits = 0;
  bool any = false;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 9) {
      value = value * 10 + (text.front() - '0');
      ++digits;
    }
    any = true;
    text.remove_prefix(1);
  }
  if (!any) return std::nullopt;
  for (; digits < 9; ++digits) value *= 10;
  return nanoseconds{value};
}

std::optional<seconds> take_offset(std::string_view& text) {
  if (take_char(text, "Zz")) return seconds{0};
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hour = take_number(text, 2);
  if (!hour || !take_char(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return seconds{sign * (*hour * 3600 + *minute * 60)};
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<Unit, 8> units = {{{"ns", 1},
                                        {"us", 1'000},
                                        {"\u00b5s", 1'000},
                                        {"\u03bcs", 1'000},
                                        {"ms", 1'000'000},
                                        {"s", 1'000'000'000},
                                        {"m", 60'000'000'000},
                                        {"h", 3'600'000'000'000}}};

const Unit* take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] != '.' && (text[length] < '0' || text[length] > '9')) ++length;
  for (const auto& unit : units) {
    if (unit.name != text.substr(0, length)) continue;
    text.remove_prefix(length);
    return &unit;
  }
  return nullptr;
}
}  // namespace

std::string format_time(WallTime time) { return format_seconds(floor<seconds>(time)) + "Z"; }

std::string format_micro_time(WallTime time) {
  const auto whole = floor<seconds>(time);
  return fmt::format("{}.{:06}Z", format_seconds(whole), duration_cast<microseconds>(time - whole).count());
}

std::optional<WallTime> parse_time(std::string_view text) {
  const auto y = take_number(text, 4);
  if (!y || !take_char(text, "-")) return std::nullopt;
  const auto mo = take_number(text, 2);
  if (!mo || !take_char(text, "-")) return std::nullopt;
  const auto d = take_number(text, 2);
  if (!d || !take_char(text, "Tt")) return std::nullopt;
  const auto h = take_number(text, 2);
  if (!h || !take_char(text, ":")) return std::nullopt;
  const auto mi = take_number(text, 2);
  if (!mi || !take_char(text, ":")) return std::nullopt;
  const auto s = take_number(text, 2);
  if (!s || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  nanoseconds fraction{0};
  if (take_char(text, ".")) {
    const auto taken = take_fraction(text);
    if (!taken) return std::nullopt;
    fraction = *taken;
  }
  const auto offset = take_offset(text);
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  // system_clock counts nanoseconds in 64 bits: years 1678 to 2262.
  if (!offset || !text.empty() || !date.ok() || *y < 1678 || *y > 2261) return std::nullopt;
  return WallTime{sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s} - *offset + fraction};
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  if (text == "0") return Duration{0};
  if (text.empty()) return std::nullopt;
  long double total = 0;
  while (!text.empty()) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    const bool has_whole = error == std::errc{} && text.front() != '-';
    if (error == std::errc::result_out_of_range) return std::nullopt;
    if (has_whole) text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    nanoseconds fraction{0};
    bool has_fraction = false;
    if (take_char(text, ".")) {
      const auto taken = take_fraction(text);
      has_fraction = taken.has_value();
      fraction = taken.value_or(nanoseconds{0});
    }
    if (!has_whole && !has_fraction) return std::nullopt;
    const Unit* unit = take_unit(text);
    if (!unit) return std::nullopt;
    total += (static_cast<long double>(whole) + static_cast<long double>(fraction.count()) / 1e9L) *
             static_cast<long double>(unit->nanoseconds);
  }
  if (total > 9.2e18L) return std::nullopt;
  const auto count = static_cast<std::int64_t>(std::llroundl(total));
  return Duration{negative ? -count : count};
}

std::string format_duration(Duration duration) {
  if (duration.count() == 0) return "0s";
  std::string sign = duration.count() < 0 ? "-" : "";
  const auto left = duration.count() < 0 ? -duration : duration;
  const auto with_fraction = [](double value, std::string_view unit) {
    auto text = fmt::format("{:.9f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + std::string(unit);
  };
  if (left < 1us) return sign + fmt::format("{}ns", left.count());
  if (left < 1ms) return sign + with_fraction(static_cast<double>(left.count()) / 1e3, "\u00b5s");
  if (left < 1s) return sign + with_fraction(static_cast<double>(left.count()) / 1e6, "ms");
  const auto h = duration_cast<hours>(left);
  const auto m = duration_cast<minutes>(left - h);
  std::string text = sign;
  if (h.count()) text += fmt::format("{}h", h.count());
  if (h.count() || m.count()) text += fmt::format("{}m", m.count());
  return text + with_fraction(static_cast<double>((left - h - m).count()) / 1e9, "s");
}

std::string human_duration(Duration duration) {
  // The steps of k8s.io/apimachinery's duration.HumanDuration: two units while they still tell something.
  const auto s = duration_cast<seconds>(duration).count();
  if (s < -1) return "<invalid>";
  if (s < 0) return "0s";
  if (s < 120) return fmt::format("{}s", s);
  const auto m = s / 60;
  if (m < 10) return s % 60 ? fmt::format("{}m{}s", m, s % 60) : fmt::format("{}m", m);
  if (m < 180) return fmt::format("{}m", m);
  const auto h = m / 60;
  if (h < 8) return m % 60 ? fmt::format("{}h{}m", h, m % 60) : fmt::format("{}h", h);
  if (h < 48) return fmt::format("{}h", h);
  const auto d = h / 24;
  if (h < 24 * 8) return h % 24 ? fmt::format("{}d{}h", d, h % 24) : fmt::format("{}d", d);
  if (h < 24 * 365 * 2) return fmt::format("{}d", d);
  const auto y = h / 24 / 365;
  if (h < 24 * 365 * 8) {
    const auto rest = d % 365;
    return rest ? fmt::format("{}y{}d", y, rest) : fmt::format("{}y", y);
  }
  return fmt::format("{}y", y);
}

}  // namespace coracle
