// deps: coracle_virt_launcher
// What a guest's agent says.
#include <cstdint>
#include <cstdlib>

#include "virt/launcher/agent/answers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coracle::virt::launcher;
  const auto answer = agent::result_of({reinterpret_cast<const char*>(data), size});
  if (!answer) return 0;
  agent::version_in(*answer);
  agent::commands_in(*answer);
  agent::system_in(*answer);
  agent::users_in(*answer);
  agent::filesystems_in(*answer);
  const auto rows = agent::merge({{"default", "02:00:00:00:00:01", "up", 1}}, agent::cards_in(*answer));
  if (rows.size() > 1 + agent::most_guest_only_interfaces) std::abort();
  return 0;
}
