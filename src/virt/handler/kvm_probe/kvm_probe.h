#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace coracle::virt::handler {

/// Whether guests can run with /dev/kvm. That the file exists, opens and makes a virtual machine proves nothing: some
/// hosts interpret guests at a thousandth of the speed. So code is run in one.
enum class KvmState {
  usable,         ///< a million rounds of a loop ran in time
  slow,           ///< it opens and runs, but not at the speed of a processor
  broken,         ///< it opens, but does not run the code
  no_permission,  ///< it is there and may not be opened
  absent,         ///< there is no such device, or nothing behind it
};

struct KvmVerdict {
  KvmState state = KvmState::absent;
  std::string sentence;  ///< for people: what was found
};

/// "usable", "slow", "broken", "no-permission", "absent".
std::string_view to_string(KvmState state);

/// Blocks for as long as `limit` at most, and a little; give it to a Worker.
KvmVerdict probe_kvm(const std::string& device = "/dev/kvm",
                     std::chrono::milliseconds limit = std::chrono::milliseconds(250));

}  // namespace coracle::virt::handler
