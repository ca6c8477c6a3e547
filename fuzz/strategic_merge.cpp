// deps: coracle_api
#include "schema/strategic_merge.h"

#include <cstdint>

#include "api/core/v1/pod.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coracle;
  const auto input = json::parse({reinterpret_cast<const char*>(data), size});
  if (!input || !input->is_object()) return 0;
  const auto* given = input->get_object().if_contains("given");
  const auto* patch = input->get_object().if_contains("patch");
  if (given == nullptr || patch == nullptr) return 0;
  (void)schema::strategic_merge(*given, *patch, describe(static_cast<const api::core::v1::Pod*>(nullptr)));
  return 0;
}
