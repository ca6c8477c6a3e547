// deps: coracle_json
#include <cstdint>

#include "base/error.h"
#include "json/quantity.h"

using namespace coracle;

// The canonical text must be read back as the same amount, and be its own canonical text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = json::Quantity::parse({reinterpret_cast<const char*>(data), size});
  if (!parsed) return 0;
  const auto text = parsed->text();
  const auto again = json::Quantity::parse(text);
  if (!again || *again != *parsed || again->text() != text) broken("another amount: " + text);
  if (parsed->value() < parsed->milli_value() / 1000 && parsed->sign() > 0) broken("value rounded down: " + text);
  if ((*parsed - *parsed).sign() != 0) broken("a difference to itself: " + text);
  return 0;
}
