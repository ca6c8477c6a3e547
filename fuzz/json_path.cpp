// deps: coracle_json
#include <cstdint>

#include "json/json_path.h"

using namespace coracle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto document =
      json::parse(R"({"a":{"b.c":[1,2,{"d":"x"}],"type":"Ready"},"list":[{"type":"Ready","status":"True","n":1},)"
                  R"({"type":"Other","status":"False","n":2.5},null,[[]]],"":0})")
          .take();
  const auto path = json::JsonPath::compile({reinterpret_cast<const char*>(data), size});
  if (path) path->evaluate(document);
  return 0;
}
