#include <fmt/core.h>

#include <array>

#include "api/kubevirt/v1/subresource_options.h"
#include "base/base64.h"
#include "virt/handler/server/instance_server.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;

namespace verbs {
namespace {

constexpr Duration usual_limit = 10s;
constexpr Duration freeze_limit = 60s;

struct Command {
  const char* verb;      ///< in the path
  const char* launcher;  ///< the launcher's
  Duration limit;
  const char* event;  ///< told when it was done; null where the status tells it
  const char* message;
};
constexpr std::array commands{
    Command{"pause", "PauseVirtualMachine", usual_limit, nullptr, nullptr},
    Command{"unpause", "UnpauseVirtualMachine", usual_limit, nullptr, nullptr},
    Command{"reset", "ResetVirtualMachine", usual_limit, "Reset", "VirtualMachineInstance reset."},
    Command{"softreboot", "SoftRebootVirtualMachine", usual_limit, "SoftRebooted",
            "VirtualMachineInstance soft rebooted."},
    Command{"freeze", "FreezeVirtualMachine", freeze_limit, nullptr, nullptr},
    Command{"unfreeze", "UnfreezeVirtualMachine", freeze_limit, nullptr, nullptr},
};

constexpr std::array<std::pair<const char*, const char*>, 3> questions{{
    {"guestosinfo", "GetGuestInfo"},
    {"userlist", "GetUsers"},
    {"filesystemlist", "GetFilesystems"},
}};

const Command& command_of(const std::string& verb) {
  for (const auto& one : commands) {
    if (one.verb == verb) return one;
  }
  broken("no command " + verb);
}

/// {"unfreezeTimeout": "5m0s"}
std::int64_t thaw_after(const std::string& body) {
  if (body.empty()) return 0;
  auto value = json::parse(body);
  if (!value) throw value.error();
  const auto text = json::text(*value, {"unfreezeTimeout"});
  if (text.empty()) return 0;
  const auto limit = parse_duration(text);
  if (!limit || *limit < Duration::zero())
    throw Error(Reason::bad_request, fmt::format("unfreezeTimeout: {} is no duration", text));
  return std::chrono::duration_cast<std::chrono::seconds>(*limit).count();
}

/// As the original: a question that could not be answered is 500 in plain text.
net::Response no_answer(const std::string& why) {
  net::Response response;
  response.status = 500;
  response.headers.set("Content-Type", "text/plain");
  response.body = why;
  return response;
}

}  // namespace
}  // namespace verbs

Task<net::Response> InstanceServer::command(net::Request request, InstanceCall call) {
  const auto& known = verbs::command_of(call.verb);
  const auto guest = running(call.key);
  shared::LauncherRequest order;
  if (call.verb == "freeze") order.timeout_seconds = verbs::thaw_after(request.body);
  co_await guest.link->demand(known.launcher, std::move(order), known.limit);
  log_.info("done", {{"vmi", call.key.text()}, {"verb", call.verb}});
  if (known.event) events_.record(kube::event_subject(guest.vmi.cached().raw), "Normal", known.event, known.message);
  co_return net::Response{};
}

Task<net::Response> InstanceServer::question(InstanceCall call) {
  const auto guest = running(call.key);
  const char* verb = nullptr;
  for (const auto& [path, launcher] : verbs::questions) {
    if (path == call.verb) verb = launcher;
  }
  if (!verb) broken("no question " + call.verb);
  const auto answer = co_await guest.link->call(verb, {}, verbs::usual_limit);
  if (!answer.success) co_return verbs::no_answer(answer.message);
  net::Response response;
  response.headers.set("Content-Type", "application/json");
  response.body = json::serialize(answer.data);
  co_return response;
}

Task<net::Response> InstanceServer::screenshot(InstanceCall call) {
  const auto guest = running(call.key);
  const auto answer = co_await guest.link->call("GetScreenshot", {}, verbs::usual_limit);
  if (!answer.success) co_return verbs::no_answer(answer.message);
  auto picture = from_base64(answer.out);
  if (!picture) co_return verbs::no_answer("the launcher's picture cannot be read");
  net::Response response;
  response.headers.set("Content-Type", "image/png");
  response.body = std::move(*picture);
  co_return response;
}

}  // namespace coracle::virt::handler
