#include "schema/quantity_text.h"

#include <algorithm>

namespace coracle::schema {
namespace {

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

bool is_exponent(std::string_view text) {
  if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return false;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return !text.empty() && text.size() < 10 && std::all_of(text.begin(), text.end(), is_decimal_digit);
}

}  // namespace

bool is_quantity(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  std::size_t digits = 0;
  std::size_t dots = 0;
  std::size_t at = 0;
  for (; at < text.size() && (is_decimal_digit(text[at]) || text[at] == '.'); ++at) (text[at] == '.' ? dots : digits)++;
  if (digits == 0 || dots > 1) return false;
  text.remove_prefix(at);
  constexpr std::string_view units[] = {"",  "n", "u",  "m",  "k",  "M",  "G",  "T",
                                        "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  return std::find(std::begin(units), std::end(units), text) != std::end(units) || is_exponent(text);
}

}  // namespace coracle::schema
