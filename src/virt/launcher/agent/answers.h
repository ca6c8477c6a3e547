#pragma once
// What a guest's agent answered, taken for what it is: text that a guest makes up as it likes. Every text is cut and
// cleaned, every list has an end (CVE-2025-14525), and what is wrong is left out.
// https://www.qemu.org/docs/master/interop/qemu-ga-ref.html
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/guest_agent.h"
#include "base/result.h"
#include "virt/launcher/machine/domain_facts.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::launcher::agent {

namespace v1 = api::kubevirt::v1;

inline constexpr std::size_t most_guest_only_interfaces = 10;
inline constexpr std::size_t most_addresses = 32;
inline constexpr std::size_t most_commands = 256;
inline constexpr std::size_t most_users = 100;
inline constexpr std::size_t most_filesystems = 100;
inline constexpr std::size_t longest_text = 256;
inline constexpr std::size_t longest_answer = 1U << 20U;
/// With all that a program wrote; libvirt lets no more than 4 MiB through.
inline constexpr std::size_t longest_exec_answer = 5U << 20U;
/// Of both streams of a program, the first bytes: six times as many when escaped, which virt-probe has room for. The
/// kubelet takes 10 KiB of it.
inline constexpr std::size_t most_exec_output = 512U << 10U;

/// At most `limit` bytes of it, whole characters, no control characters; what is no UTF-8 becomes empty.
std::string clean(std::string_view text, std::size_t limit = longest_text);

/// The member "return" of an answer; an error for what is none, and for what is longer.
Result<json::Value> result_of(std::string_view answer, std::size_t longest = longest_answer);

struct GuestCard {
  std::string name;
  std::string mac;
  std::vector<std::string> addresses;
};

// Each takes what result_of() gave.
std::string version_in(const json::Value& info);
std::vector<v1::GuestAgentCommandInfo> commands_in(const json::Value& info);
v1::VirtualMachineInstanceGuestOSInfo system_in(const json::Value& osinfo);
std::vector<GuestCard> cards_in(const json::Value& interfaces);
std::vector<v1::VirtualMachineInstanceGuestOSUser> users_in(const json::Value& users);
std::vector<v1::VirtualMachineInstanceFileSystem> filesystems_in(const json::Value& fsinfo);
/// How a program ended, from guest-exec-status.
shared::LauncherAnswer exec_answer(const json::Value& status);
std::string member_text(const json::Value& value, std::string_view member);

/// The domain's cards with what the guest says of them, found by hardware address, then at most ten that only the guest
/// knows (never its loopback).
std::vector<v1::VirtualMachineInstanceNetworkInterface> merge(const std::vector<DomainFacts::Card>& domain,
                                                              const std::vector<GuestCard>& guest);

}  // namespace coracle::virt::launcher::agent
