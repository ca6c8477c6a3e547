// deps: coracle_api
// What is read has the types of its table, whatever the bytes.
#include <cstdint>

#include "api/apiextensions/v1/custom_resource_definition.h"
#include "api/core/v1/pod.h"
#include "api/protobuf_numbers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coracle;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto envelope = schema::read_protobuf_envelope(bytes);
  const auto raw = envelope ? envelope->raw : bytes;
  for (const auto* table : {&describe(static_cast<const api::core::v1::Pod*>(nullptr)),
                            &describe(static_cast<const api::apiextensions::v1::CustomResourceDefinition*>(nullptr))}) {
    const auto object = schema::from_protobuf(raw, *table, api::protobuf_numbers());
    if (object && !json::parse(json::serialize(*object), {64U << 20U, 200})) __builtin_trap();
  }
  return 0;
}
