#include "virt/launcher/server/protocol_server.h"

#include <unistd.h>

#include <fmt/core.h>

#include "base/base64.h"

namespace coracle::virt::launcher {
using shared::LauncherAnswer;
using shared::LauncherRequest;

namespace protocol {
namespace {

using Verb = Task<LauncherAnswer> (*)(Machine&, LauncherRequest);

constexpr std::int64_t longest_wait = 3600;

std::chrono::seconds wait_of(const LauncherRequest& request, std::int64_t usual) {
  const auto asked = request.timeout_seconds > 0 ? request.timeout_seconds : usual;
  return std::chrono::seconds(std::min(asked, longest_wait));
}

LauncherAnswer done() {
  LauncherAnswer answer;
  answer.success = true;
  return answer;
}

/// For verbs that take nothing and say nothing.
template <Task<> (Machine::*function)()>
Task<LauncherAnswer> plain(Machine& machine, LauncherRequest) {
  co_await (machine.*function)();
  co_return done();
}

Task<LauncherAnswer> sync(Machine& machine, LauncherRequest request) {
  if (!request.vmi || !request.options) throw Error(Reason::bad_request, "SyncVirtualMachine needs vmi and options");
  auto vmi = std::move(*request.vmi);
  auto options = std::move(*request.options);
  co_await machine.sync(std::move(vmi), std::move(options));
  co_return done();
}

Task<LauncherAnswer> freeze(Machine& machine, LauncherRequest request) {
  const Duration thaw_after = std::chrono::seconds(std::clamp<std::int64_t>(request.timeout_seconds, 0, longest_wait));
  co_await machine.freeze(thaw_after);
  co_return done();
}

Task<LauncherAnswer> guest_info(Machine& machine, LauncherRequest) {
  auto answer = done();
  answer.data = schema::encode(co_await machine.agent().everything());
  co_return answer;
}

template <class Item>
json::Value items_of(const std::vector<Item>& items) {
  json::Array list;
  for (const auto& item : items) list.push_back(schema::encode(item));
  return json::Object{{"items", std::move(list)}};
}

Task<LauncherAnswer> users(Machine& machine, LauncherRequest) {
  auto answer = done();
  answer.data = items_of(co_await machine.agent().users());
  co_return answer;
}

Task<LauncherAnswer> filesystems(Machine& machine, LauncherRequest) {
  auto answer = done();
  answer.data = items_of(co_await machine.agent().filesystems());
  co_return answer;
}

Task<LauncherAnswer> ping_guest(Machine& machine, LauncherRequest request) {
  co_await machine.agent().ping(wait_of(request, 1));
  co_return done();
}

Task<LauncherAnswer> screenshot(Machine& machine, LauncherRequest) {
  auto answer = done();
  answer.out = to_base64(co_await machine.screenshot());
  co_return answer;
}

Task<LauncherAnswer> exec(Machine& machine, LauncherRequest request) {
  if (request.command.empty()) throw Error(Reason::bad_request, "Exec needs a command");
  const auto limit = wait_of(request, 10);
  auto command = request.command;
  auto words = request.args;
  co_return co_await machine.agent().exec(std::move(command), std::move(words), limit);
}

constexpr std::pair<std::string_view, Verb> verbs[] = {
    {"SyncVirtualMachine", sync},
    {"PauseVirtualMachine", plain<&Machine::pause>},
    {"UnpauseVirtualMachine", plain<&Machine::unpause>},
    {"ShutdownVirtualMachine", plain<&Machine::shutdown>},
    {"KillVirtualMachine", plain<&Machine::kill>},
    {"DeleteVirtualMachine", plain<&Machine::forget>},
    {"ResetVirtualMachine", plain<&Machine::reset>},
    {"SoftRebootVirtualMachine", plain<&Machine::soft_reboot>},
    {"FreezeVirtualMachine", freeze},
    {"UnfreezeVirtualMachine", plain<&Machine::unfreeze>},
    {"GetGuestInfo", guest_info},
    {"GetUsers", users},
    {"GetFilesystems", filesystems},
    {"GuestPing", ping_guest},
    {"Exec", exec},
    {"GetScreenshot", screenshot},
};

Verb find_verb(std::string_view name) {
  for (const auto& [known, verb] : verbs) {
    if (known == name) return verb;
  }
  return nullptr;
}

net::Response text_answer(int status, std::string text) {
  net::Response response;
  response.status = status;
  response.headers.set("Content-Type", "text/plain");
  response.body = std::move(text);
  return response;
}

net::Response json_answer(std::string text) {
  net::Response response;
  response.headers.set("Content-Type", "application/json");
  response.body = std::move(text);
  return response;
}

}  // namespace
}  // namespace protocol

Task<net::Response> ProtocolServer::handle(net::Request request) {
  const int peer = request.peer ? request.peer->uid : -1;
  if (peer != 0 && peer != static_cast<int>(geteuid())) {
    co_return protocol::text_answer(403, fmt::format("user {} has no business here\n", peer));
  }
  const auto target = net::parse_target(request.target);
  if (!target || target->path.size() != 2 || target->path[0] != "v1") {
    co_return protocol::text_answer(404, "the paths are /v1/<name>\n");
  }
  auto name = target->path[1];
  if (request.method == "GET") co_return co_await look(std::move(name));
  if (request.method == "POST") co_return co_await act(std::move(name), std::move(request.body));
  co_return protocol::text_answer(405, "the methods are GET and POST\n");
}

Task<net::Response> ProtocolServer::look(std::string name) {
  if (name == "Info") {
    shared::LauncherInfo info;
    info.protocols = {shared::launcher_protocol};
    info.version = CORACLE_VERSION;
    info.domain_uid = uid_;
    co_return protocol::json_answer(schema::encode_text(info));
  }
  if (name == "GetDomain") {
    board_.seen();
    co_return protocol::json_answer(schema::encode_text(board_.report()));
  }
  if (name == "Events") {
    net::Response response;
    response.headers.set("Content-Type", "application/json");
    response.body = net::Streamed([this](net::BodyWriter& writer) { return board_.stream(writer); });
    co_return response;
  }
  co_return protocol::text_answer(404, "there is no GET " + name + "\n");
}

Task<net::Response> ProtocolServer::act(std::string name, std::string body) {
  if (!protocol::find_verb(name)) co_return protocol::text_answer(404, "there is no POST " + name + "\n");
  const auto value = json::parse(body);
  if (!value) co_return protocol::text_answer(400, value.error().message() + "\n");
  auto request = schema::decode<LauncherRequest>(*value);
  if (!request) co_return protocol::text_answer(400, request.error().message() + "\n");
  if (request->protocol != shared::launcher_protocol) {
    co_return protocol::text_answer(
        400, fmt::format("protocol {} is not understood, only {}\n", request->protocol, shared::launcher_protocol));
  }
  auto answer = co_await run(std::move(name), std::move(request).take());
  co_return protocol::json_answer(schema::encode_text(answer));
}

Task<LauncherAnswer> ProtocolServer::run(std::string name, LauncherRequest request) {
  LauncherAnswer answer;
  try {
    must_be_ours(request);
    answer = co_await protocol::find_verb(name)(machine_, std::move(request));
  } catch (const Error& error) {
    answer = {};
    answer.message = error.message();
  }
  co_return answer;
}

void ProtocolServer::must_be_ours(const LauncherRequest& request) const {
  if (!request.vmi || request.vmi->metadata.uid == uid_) return;
  throw Error(Reason::invalid, "this pod runs instance " + uid_ + ", not " + request.vmi->metadata.uid);
}

}  // namespace coracle::virt::launcher
