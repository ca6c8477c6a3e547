#include "virt/handler/server/instance_server.h"

#include <fcntl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "api/kubevirt/v1/states.h"
#include "api/meta/v1/status.h"
#include "net/socket.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;

namespace serving {
namespace {

constexpr const char* plain_protocol = "plain.kubevirt.io";
constexpr Duration dial_limit = 5s;
constexpr Duration end_is_known = 1s;
constexpr int qemu_user = 107;

constexpr std::array commands{"pause", "unpause", "reset", "softreboot", "freeze", "unfreeze"};
constexpr std::array questions{"guestosinfo", "userlist", "filesystemlist"};
constexpr std::array not_built{"usbredir",
                               "vsock",
                               "sev/fetchcertchain",
                               "sev/querylaunchmeasurement",
                               "sev/injectlaunchsecret",
                               "backup",
                               "redefine-checkpoint"};

bool in(const auto& words, const std::string& word) { return std::ranges::find(words, word) != words.end(); }

net::Response refusal(const Error& error) {
  api::meta::v1::Status status;
  status.status = "Failure";
  status.message = error.message();
  status.reason = to_string(error.reason());
  status.code = error.code();
  net::Response response;
  response.status = error.code();
  response.headers.set("Content-Type", "application/json");
  response.body = schema::encode_text(status);
  return response;
}

net::Response text(int status, std::string said) {
  net::Response response;
  response.status = status;
  response.headers.set("Content-Type", "text/plain");
  response.body = std::move(said);
  return response;
}

}  // namespace
}  // namespace serving

std::optional<InstanceCall> parse_call(const net::Target& target) {
  const auto& path = target.path;
  if (path.size() < 6 || path.size() > 7 || path[0] != "v1" || path[1] != "namespaces" ||
      path[3] != "virtualmachineinstances")
    return std::nullopt;
  return InstanceCall{{path[2], path[4]}, path.size() == 7 ? path[5] + "/" + path[6] : path[5]};
}

InstanceServer::InstanceServer(Loop::Executor executor, GuestReconciler& guests, kube::EventRecorder& events,
                               const shared::HostPaths& paths, Log log)
    : executor_(executor),
      guests_(guests),
      events_(events),
      paths_(paths),
      log_(log.part("server")),
      sessions_(executor) {}

Task<net::Response> InstanceServer::handle(net::Request request) {
  const auto target = net::parse_target(request.target);
  if (target && target->path == std::vector<std::string>{"healthz"}) co_return serving::text(200, "ok");
  if (!request.peer || request.peer->common_name != shared::certificate_name::api_client)
    co_return serving::refusal({Reason::forbidden, "this port is for virt-api"});
  const auto call = target ? parse_call(*target) : std::nullopt;
  if (!call) co_return serving::refusal({Reason::not_found, "there is no such path on virt-handler"});
  std::optional<Error> failure;
  try {
    co_return co_await answer(std::move(request), *call);
  } catch (const Error& error) {
    failure = error;
  }
  co_return serving::refusal(*failure);
}

Task<net::Response> InstanceServer::answer(net::Request request, InstanceCall call) {
  const bool get = request.method == "GET";
  if (get && call.verb == "console") co_return co_await open_session(std::move(request), std::move(call), false);
  if (get && call.verb == "vnc") {
    const auto target = net::parse_target(request.target);
    const bool preserve = target && target->parameter("preserveSession") == "true";
    co_return co_await open_session(std::move(request), std::move(call), preserve);
  }
  if (get && call.verb == "vnc/screenshot") co_return co_await screenshot(std::move(call));
  if (get && serving::in(serving::questions, call.verb)) co_return co_await question(std::move(call));
  if (request.method == "PUT" && serving::in(serving::commands, call.verb))
    co_return co_await command(std::move(request), std::move(call));
  if (serving::in(serving::not_built, call.verb))
    throw Error(Reason::bad_request, fmt::format("{} is not built in this release", call.verb));
  if (serving::in(serving::commands, call.verb) || serving::in(serving::questions, call.verb))
    throw Error(Reason::method_not_allowed, fmt::format("{} is not asked for by {}", call.verb, request.method));
  throw Error(Reason::not_found, fmt::format("virt-handler knows no {} of an instance", call.verb));
}

InstanceServer::Running InstanceServer::running(const kube::Key& key) const {
  Running found{guests_.find(key), guests_.link_of(key)};
  if (!found.vmi)
    throw Error(Reason::not_found, fmt::format("virtual machine instance {} does not run on this node", key.text()));
  // That it runs may be written already, and come back to us a moment later.
  const bool just_started = found.vmi->status.phase == kubevirt::vmi_phase::scheduled && found.link &&
                            found.link->report() && is_alive(*found.link->report());
  if (found.vmi->status.phase != kubevirt::vmi_phase::running && !just_started)
    throw Error(Reason::conflict, fmt::format("virtual machine instance {} is not running", key.text()));
  if (!found.link)
    throw Error(Reason::service_unavailable, fmt::format("the launcher of {} cannot be reached", key.text()));
  return found;
}

/// The socket that the guest's QEMU serves in the pod's private folder: no link is followed, and only the pod's own
/// processes count (CVE-2026-7374).
Task<std::shared_ptr<net::Stream>> InstanceServer::dial_guest(std::string pod_uid, std::string name) {
  const auto pods = open_directory(paths_.kubelet_pods());
  const auto folder =
      open_beneath(pods.get(), pod_uid + "/volumes/kubernetes.io~empty-dir/private", O_PATH | O_DIRECTORY);
  std::shared_ptr<net::Stream> stream = co_await net::dial_unix_beneath(folder.get(), name, serving::dial_limit);
  std::optional<Error> failure;
  const auto has_ended = [&](const Error& why, int pid) {
    return why.reason() == Reason::not_found || began_after_socket(pid, folder.get(), name);
  };
  try {
    process_in_pod(stream->peer().pid, pod_uid);
  } catch (const Error& error) {
    failure = error;
  }
  // libvirtd opens the socket for QEMU and may have been replaced since: its number is nobody's then, or another's. It
  // was the pod's user at least.
  if (failure && !(stream->peer().uid == serving::qemu_user && has_ended(*failure, stream->peer().pid))) throw *failure;
  co_return stream;
}

Task<net::Response> InstanceServer::open_session(net::Request request, InstanceCall call, bool preserve) {
  if (!net::is_websocket_upgrade(request))
    throw Error(Reason::bad_request, fmt::format("{} is for WebSocket connections", call.verb));
  const auto guest = running(call.key);
  const bool console = call.verb == "console";
  const auto& devices = guest.vmi->spec.domain.devices;
  const bool there =
      console ? devices.autoattach_serial_console.value_or(true) : devices.autoattach_graphics_device.value_or(true);
  if (!there)
    throw Error(Reason::bad_request, console ? "No serial consoles are present." : "No graphics devices are present.");
  const auto uid = guest.vmi.cached().uid;
  const auto place = uid + "/" + call.verb;
  if (preserve && sessions_.busy(place)) throw Error(Reason::conflict, "Active VNC connection. Request denied.");
  auto session = co_await sessions_.open(place);
  const auto pod_uid = guest.link->place().pod_uid;
  const auto name = uid + (console ? "/virt-serial0" : "/virt-vnc");
  std::shared_ptr<net::Stream> stream;
  std::optional<Error> failure;
  try {
    stream = co_await dial_guest(pod_uid, name);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) {
    session->release();
    throw failure->in(call.verb + " of " + call.key.text());
  }
  co_return net::accept_websocket(
      request, {serving::plain_protocol}, [this, session, stream, call](std::unique_ptr<net::WebSocket> socket) {
        return serve_session(session, std::shared_ptr<net::WebSocket>(std::move(socket)), stream, call);
      });
}

Task<> InstanceServer::serve_session(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user,
                                     std::shared_ptr<net::Stream> guest, InstanceCall call) {
  const auto why = co_await join(session, user, guest);
  if (why == SessionEnd::taken_over) {
    co_await say_goodbye(user, fmt::format("another session has taken over the {}", call.verb));
  } else if (why == SessionEnd::guest_left) {
    const bool ended = co_await guests_.ends_within(call.key, serving::end_is_known);
    co_await say_goodbye(user, ended ? "the virtual machine has stopped"
                                     : fmt::format("the virtual machine has closed the {}", call.verb));
  } else {
    co_await say_goodbye(user, "");
  }
}

}  // namespace coracle::virt::handler
