// deps: coracle_api
// What decodes without error encodes to what decodes to the same.
#include <cstdint>

#include "api/core/v1/pod.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coracle;
  const auto value = json::parse({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto& table = describe(static_cast<const api::core::v1::Pod*>(nullptr));
  const auto checked = schema::check(*value, table);
  api::core::v1::Pod pod;
  const auto found = schema::decode(*value, &pod, table);
  if (checked.errors != found.errors || checked.unknown != found.unknown) __builtin_trap();
  if (!found.errors.empty()) return 0;
  const auto text = json::parse(schema::encode_text(pod));
  if (!text || !json::equal(*text, schema::encode(pod))) __builtin_trap();
  const auto again = schema::decode<api::core::v1::Pod>(*text);
  if (!again || !json::equal(schema::encode(*again), *text)) __builtin_trap();
  return 0;
}
