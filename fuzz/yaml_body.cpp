// deps: coracle_apiserver
// A YAML request body: whatever it is, an answer and no crash; what was read must be JSON that can be read again.
#include "apiserver/rest/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto value = coracle::apiserver::parse_yaml({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto text = coracle::json::serialize(*value);
  if (!coracle::json::parse(text, {.bytes = text.size(), .depth = 200})) __builtin_trap();
  return 0;
}
