// deps: coracle_json
#include <cstdint>

#include "base/error.h"
#include "json/value.h"

using namespace coracle;

// Whatever parses must be written and read back as the same value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = json::parse(text, {.bytes = 1U << 16U, .depth = 50});
  if (!value) return 0;
  const auto compact = json::parse(json::serialize(*value));
  const auto indented = json::parse(json::pretty(*value));
  if (!compact || !json::equal(*value, *compact)) broken("the compact text is another value");
  if (!indented || !json::equal(*value, *indented)) broken("the indented text is another value");
  return 0;
}
