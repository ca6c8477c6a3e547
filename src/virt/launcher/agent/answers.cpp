#include "virt/launcher/agent/answers.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/base64.h"
#include "base/utf8.h"

namespace coracle::virt::launcher::agent {

namespace agent_answers {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_cards_read = 256;
constexpr std::size_t most_disks = 16;
constexpr std::size_t deepest_answer = 16;

const json::Array* items_of(const json::Value& value) { return value.if_array(); }

std::string text_of(const json::Value& value, std::string_view member, std::size_t limit = longest_text) {
  return clean(json::text(value, {member}), limit);
}

std::int64_t number_of(const json::Value& value, std::string_view member) {
  const auto* found = json::find(value, {member});
  if (!found) return 0;
  if (found->is_int64()) return std::max<std::int64_t>(found->as_int64(), 0);
  if (found->is_uint64()) return std::numeric_limits<std::int64_t>::max();
  return 0;
}

std::string decoded_text(const json::Value& value, std::string_view member) {
  auto decoded = from_base64(json::text(value, {member}));
  return decoded ? std::move(*decoded) : std::string();
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool good = i % 3 == 2 ? text[i] == ':' : std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    if (!good) return false;
  }
  return true;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char each) { return static_cast<char>(std::tolower(each)); });
  return text;
}

bool is_address(const std::string& text) {
  in6_addr ignored;
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 || inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

std::vector<std::string> addresses_in(const json::Value& card) {
  std::vector<std::string> addresses;
  const auto* list = json::find(card, {"ip-addresses"});
  const auto* items = list ? items_of(*list) : nullptr;
  if (!items) return addresses;
  for (const auto& item : *items) {
    if (addresses.size() == most_addresses) break;
    auto address = text_of(item, "ip-address", INET6_ADDRSTRLEN);
    if (is_address(address)) addresses.push_back(std::move(address));
  }
  return addresses;
}

v1::VirtualMachineInstanceNetworkInterface row_of(const GuestCard& card) {
  v1::VirtualMachineInstanceNetworkInterface row;
  row.mac = card.mac;
  row.interface_name = card.name;
  row.info_source = "guest-agent";
  row.ip_addresses = card.addresses;
  if (!card.addresses.empty()) row.ip_address = card.addresses.front();
  return row;
}

v1::VirtualMachineInstanceNetworkInterface row_of(const DomainFacts::Card& card, const GuestCard* guest) {
  v1::VirtualMachineInstanceNetworkInterface row;
  if (guest) row = row_of(*guest);
  row.name = card.name;
  row.mac = card.mac;
  row.queue_count = card.queues;
  row.link_state = card.link_state;
  row.info_source = guest ? "domain, guest-agent" : "domain";
  return row;
}

}  // namespace
}  // namespace agent_answers

std::string clean(std::string_view text, std::size_t limit) {
  if (!is_utf8(text)) return {};
  if (text.size() > limit) {
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  std::string out;
  for (const char each : text) {
    if (static_cast<unsigned char>(each) >= 0x20 && each != 0x7f) out += each;
  }
  return out;
}

Result<json::Value> result_of(std::string_view answer, std::size_t longest) {
  auto parsed = json::parse(answer, {.bytes = longest, .depth = agent_answers::deepest_answer});
  if (!parsed) return parsed.error().in("the guest agent's answer");
  const auto* found = json::find(*parsed, {"return"});
  if (!found) return Error(Reason::bad_request, "the guest agent's answer holds no result");
  return json::Value(*found);
}

std::string member_text(const json::Value& value, std::string_view member) {
  return agent_answers::text_of(value, member);
}

std::string version_in(const json::Value& info) {
  return agent_answers::text_of(info, "version", agent_answers::longest_name);
}

std::vector<v1::GuestAgentCommandInfo> commands_in(const json::Value& info) {
  std::vector<v1::GuestAgentCommandInfo> commands;
  const auto* list = json::find(info, {"supported_commands"});
  const auto* items = list ? list->if_array() : nullptr;
  if (!items) return commands;
  for (const auto& item : *items) {
    if (commands.size() == most_commands) break;
    v1::GuestAgentCommandInfo command;
    command.name = agent_answers::text_of(item, "name", agent_answers::longest_name);
    const auto* enabled = json::find(item, {"enabled"});
    command.enabled = enabled && enabled->is_bool() && enabled->as_bool();
    if (!command.name.empty()) commands.push_back(std::move(command));
  }
  return commands;
}

v1::VirtualMachineInstanceGuestOSInfo system_in(const json::Value& osinfo) {
  v1::VirtualMachineInstanceGuestOSInfo system;
  system.name = member_text(osinfo, "name");
  system.kernel_release = member_text(osinfo, "kernel-release");
  system.version = member_text(osinfo, "version");
  system.pretty_name = member_text(osinfo, "pretty-name");
  system.version_id = member_text(osinfo, "version-id");
  system.kernel_version = member_text(osinfo, "kernel-version");
  system.machine = member_text(osinfo, "machine");
  system.id = member_text(osinfo, "id");
  return system;
}

std::vector<GuestCard> cards_in(const json::Value& interfaces) {
  std::vector<GuestCard> cards;
  const auto* items = interfaces.if_array();
  if (!items) return cards;
  for (const auto& item : *items) {
    if (cards.size() == agent_answers::most_cards_read) break;
    GuestCard card;
    card.name = agent_answers::text_of(item, "name", agent_answers::longest_name);
    card.mac = agent_answers::lower(agent_answers::text_of(item, "hardware-address", agent_answers::longest_name));
    if (card.name.empty() || card.name == "lo" || !agent_answers::is_mac(card.mac)) continue;
    if (card.mac == "00:00:00:00:00:00") continue;
    card.addresses = agent_answers::addresses_in(item);
    cards.push_back(std::move(card));
  }
  return cards;
}

std::vector<v1::VirtualMachineInstanceGuestOSUser> users_in(const json::Value& users) {
  std::vector<v1::VirtualMachineInstanceGuestOSUser> found;
  const auto* items = users.if_array();
  if (!items) return found;
  for (const auto& item : *items) {
    if (found.size() == most_users) break;
    v1::VirtualMachineInstanceGuestOSUser user;
    user.user_name = member_text(item, "user");
    user.domain = member_text(item, "domain");
    const auto* time = json::find(item, {"login-time"});
    if (time && time->is_double()) user.login_time = time->as_double();
    if (time && time->is_int64()) user.login_time = static_cast<double>(time->as_int64());
    if (!user.user_name.empty()) found.push_back(std::move(user));
  }
  return found;
}

std::vector<v1::VirtualMachineInstanceFileSystem> filesystems_in(const json::Value& fsinfo) {
  std::vector<v1::VirtualMachineInstanceFileSystem> found;
  const auto* items = fsinfo.if_array();
  if (!items) return found;
  for (const auto& item : *items) {
    if (found.size() == most_filesystems) break;
    v1::VirtualMachineInstanceFileSystem system;
    system.disk_name = member_text(item, "name");
    system.mount_point = member_text(item, "mountpoint");
    system.file_system_type = member_text(item, "type");
    system.used_bytes = agent_answers::number_of(item, "used-bytes");
    system.total_bytes = agent_answers::number_of(item, "total-bytes");
    const auto* list = json::find(item, {"disk"});
    const auto* disks = list ? list->if_array() : nullptr;
    for (std::size_t i = 0; disks && i < std::min(disks->size(), agent_answers::most_disks); ++i) {
      system.disk.push_back({member_text((*disks)[i], "serial"), member_text((*disks)[i], "bus-type")});
    }
    found.push_back(std::move(system));
  }
  return found;
}

shared::LauncherAnswer exec_answer(const json::Value& status) {
  shared::LauncherAnswer answer;
  answer.success = true;
  const auto* code = json::find(status, {"exitcode"});
  answer.exit_code = code && code->is_int64() ? code->as_int64() : 0;
  const auto* signal = json::find(status, {"signal"});
  if (signal && signal->is_int64()) answer.exit_code = 128 + signal->as_int64();
  const auto written =
      agent_answers::decoded_text(status, "out-data") + agent_answers::decoded_text(status, "err-data");
  answer.out = valid_utf8(std::string_view(written).substr(0, most_exec_output));
  return answer;
}

std::vector<v1::VirtualMachineInstanceNetworkInterface> merge(const std::vector<DomainFacts::Card>& domain,
                                                              const std::vector<GuestCard>& guest) {
  std::vector<v1::VirtualMachineInstanceNetworkInterface> rows;
  std::vector<bool> used(guest.size(), false);
  for (const auto& card : domain) {
    const GuestCard* found = nullptr;
    for (std::size_t i = 0; i < guest.size() && !found; ++i) {
      if (used[i] || guest[i].mac != agent_answers::lower(card.mac)) continue;
      used[i] = true;
      found = &guest[i];
    }
    rows.push_back(agent_answers::row_of(card, found));
  }
  std::size_t only_guest = 0;
  for (std::size_t i = 0; i < guest.size() && only_guest < most_guest_only_interfaces; ++i) {
    if (used[i]) continue;
    rows.push_back(agent_answers::row_of(guest[i]));
    ++only_guest;
  }
  return rows;
}

}  // namespace coracle::virt::launcher::agent
