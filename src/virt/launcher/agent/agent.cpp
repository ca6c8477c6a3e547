#include "virt/launcher/agent/agent.h"

#include "base/scope.h"

namespace coracle::virt::launcher::agent {
using namespace std::chrono_literals;

namespace agent_calls {
namespace {

constexpr auto usual_limit = 5s;
constexpr auto freeze_limit = 60s;
/// The agent says nothing by itself when a program has ended: it is asked, ever less often.
constexpr Duration first_look = 20ms;
constexpr Duration longest_look = 1s;

}  // namespace
}  // namespace agent_calls

Task<json::Value> Agent::ask(std::string command, json::Object arguments, std::chrono::seconds limit,
                             std::size_t longest) {
  json::Object request;
  request["execute"] = command;
  if (!arguments.empty()) request["arguments"] = std::move(arguments);
  const auto answer = co_await libvirt_.agent(domain_, json::serialize(request), limit);
  co_return result_of(answer, longest).take();
}

Task<json::Value> Agent::ask(std::string command) {
  json::Object none;
  co_return co_await ask(std::move(command), std::move(none), agent_calls::usual_limit);
}

Task<> Agent::ping(std::chrono::seconds limit) {
  json::Object none;
  co_await ask("guest-ping", std::move(none), limit);
}
Task<std::vector<GuestCard>> Agent::cards() { co_return cards_in(co_await ask("guest-network-get-interfaces")); }
Task<v1::VirtualMachineInstanceGuestOSInfo> Agent::system() { co_return system_in(co_await ask("guest-get-osinfo")); }
Task<std::string> Agent::version() { co_return version_in(co_await ask("guest-info")); }
Task<> Agent::freeze() {
  json::Object none;
  co_await ask("guest-fsfreeze-freeze", std::move(none), agent_calls::freeze_limit);
}
Task<> Agent::thaw() {
  json::Object none;
  co_await ask("guest-fsfreeze-thaw", std::move(none), agent_calls::freeze_limit);
}
Task<> Agent::shutdown() { co_await libvirt_.shutdown(domain_, PowerButton::agent); }
Task<std::vector<v1::VirtualMachineInstanceGuestOSUser>> Agent::users() {
  co_return users_in(co_await ask("guest-get-users"));
}
Task<std::vector<v1::VirtualMachineInstanceFileSystem>> Agent::filesystems() {
  co_return filesystems_in(co_await ask("guest-get-fsinfo"));
}

Task<v1::VirtualMachineInstanceGuestAgentInfo> Agent::everything() {
  v1::VirtualMachineInstanceGuestAgentInfo info;
  const auto about = co_await ask("guest-info");
  info.guest_agent_version = version_in(about);
  info.supported_commands = commands_in(about);
  const char* questions[] = {"guest-get-osinfo", "guest-get-host-name", "guest-get-timezone",
                             "guest-get-users",  "guest-get-fsinfo",    "guest-fsfreeze-status"};
  for (const char* question : questions) {
    json::Value answer;
    bool known = true;
    try {
      answer = co_await ask(question);
    } catch (const Error& error) {
      if (error.reason() == Reason::timeout || error.reason() == Reason::service_unavailable) throw;
      known = false;  // this agent does not know the command, or may not
    }
    if (!known) continue;
    const std::string_view name(question);
    if (name == "guest-get-osinfo") info.os = system_in(answer);
    if (name == "guest-get-host-name") info.hostname = member_text(answer, "host-name");
    if (name == "guest-get-timezone") info.timezone = member_text(answer, "zone");
    if (name == "guest-get-users") info.user_list = users_in(answer);
    if (name == "guest-get-fsinfo") info.fs_info.disks = filesystems_in(answer);
    if (name == "guest-fsfreeze-status" && answer.is_string()) {
      info.fs_freeze_status = clean(std::string_view(answer.as_string()));
    }
  }
  co_return info;
}

Task<shared::LauncherAnswer> Agent::exec(std::string command, std::vector<std::string> words,
                                         std::chrono::seconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  json::Object arguments;
  arguments["path"] = command;
  json::Array list;
  for (const auto& word : words) list.emplace_back(word);
  arguments["arg"] = std::move(list);
  arguments["capture-output"] = true;
  const auto started = co_await ask("guest-exec", std::move(arguments), agent_calls::usual_limit);
  const auto* pid = json::find(started, {"pid"});
  if (!pid || !pid->is_int64()) throw Error(Reason::bad_request, "the guest agent started nothing");
  Duration look = agent_calls::first_look;
  while (true) {
    json::Object which;
    which["pid"] = pid->as_int64();
    const auto status =
        co_await ask("guest-exec-status", std::move(which), agent_calls::usual_limit, longest_exec_answer);
    const auto* exited = json::find(status, {"exited"});
    if (exited && exited->is_bool() && exited->as_bool()) co_return exec_answer(status);
    if (std::chrono::steady_clock::now() + look > until) {
      throw Error(Reason::timeout, command + " did not end in the guest within " + format_duration(limit));
    }
    co_await sleep_for(look);
    look = std::min(look * 2, agent_calls::longest_look);
  }
}

}  // namespace coracle::virt::launcher::agent
