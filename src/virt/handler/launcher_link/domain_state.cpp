#include "virt/handler/launcher_link/domain_state.h"

#include <algorithm>
#include <array>

namespace coracle::virt::handler {

namespace domain_states {
namespace {
constexpr std::array alive{"Running", "Blocked", "Paused", "Shutdown", "PMSuspended"};
constexpr std::array ended{"Shutoff", "Crashed"};

bool one_of(const auto& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }
}  // namespace
}  // namespace domain_states

bool is_alive(const shared::DomainReport& report) { return domain_states::one_of(domain_states::alive, report.state); }
bool has_ended(const shared::DomainReport& report) { return domain_states::one_of(domain_states::ended, report.state); }

}  // namespace coracle::virt::handler
