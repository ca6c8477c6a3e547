// deps: coracle_apiserver
#include <cstdint>

#include "apiserver/admission/match_condition.h"

using namespace coracle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto variables =
      json::parse(R"({"object":{"metadata":{"name":"virt-launcher-a","labels":{"a/b":"c"},"finalizers":["x"]},"n":3},)"
                  R"("oldObject":null,"request":{"name":"a","dryRun":false,"userInfo":{"groups":["system:masters"]}}})")
          .take();
  const auto condition = apiserver::admission::MatchCondition::compile({reinterpret_cast<const char*>(data), size});
  if (condition) (void)condition->holds(variables);
  return 0;
}
