#include <algorithm>

#include "net/socket.h"
#include "virt/handler/bounded_text.h"
#include "virt/handler/launcher_link/link_state.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace listening {
namespace {

constexpr std::size_t longest_answer = 8U << 20U;  // a screenshot in base64
constexpr std::size_t longest_line = 256U << 10U;
constexpr auto silence = 35s;  // the launcher shows each 10 s that it lives
constexpr auto short_call = 5s;
/// A launcher may tell as much as it likes, not as fast: others wait for the same loop.
constexpr auto breath = 10ms;
constexpr int most_told = 20;  // events for people, in a minute
constexpr std::size_t longest_reason = 64;
constexpr std::size_t longest_message = 512;

/// Dials the socket itself, never a link to another, and takes only a process of the pod for the pod's.
Task<std::unique_ptr<net::Stream>> dial(std::shared_ptr<Fd> folder, std::string pod_uid, std::shared_ptr<pid_t> peer) {
  auto stream =
      co_await net::dial_unix_beneath(folder->get(), std::string(shared::pod_path::launcher_socket), short_call);
  process_in_pod(stream->peer().pid, pod_uid);
  *peer = stream->peer().pid;
  co_return stream;
}

std::shared_ptr<net::Client> make_client(const LauncherLink::State& state) {
  net::ClientOptions options;
  options.dial = [folder = state.folder, uid = state.place.pod_uid, peer = state.peer] {
    return dial(folder, uid, peer);
  };
  options.head_timeout = 120s;  // callers have limits of their own
  options.idle_connections = 2;
  return std::make_shared<net::Client>("http://launcher", std::move(options));
}

net::Request request_for(std::string method, const std::string& path) {
  net::Request request;
  request.method = std::move(method);
  request.target = "/v1/" + path;
  return request;
}

template <class T>
T decode_answer(const std::string& text, const std::string& what) {
  auto value = json::parse(text, {.bytes = longest_answer, .depth = 50});
  if (!value) throw value.error().in(what);
  auto decoded = schema::decode<T>(*value);
  if (!decoded) throw decoded.error().in(what);
  return std::move(*decoded);
}

Task<> check_info(std::shared_ptr<LauncherLink::State> state) {
  auto client = state->client;
  auto asking = net::exchange(*client, request_for("GET", "Info"), longest_line);
  const auto answer = co_await within(short_call, std::move(asking), "the launcher's greeting");
  if (answer.status != 200)
    throw Error(Reason::service_unavailable, "the launcher answers " + std::to_string(answer.status));
  const auto info = decode_answer<shared::LauncherInfo>(answer.body, "the launcher's greeting");
  if (info.domain_uid != state->place.vmi_uid) throw Error(Reason::forbidden, "the launcher is of another instance");
  if (std::ranges::find(info.protocols, shared::launcher_protocol) == info.protocols.end())
    throw Error(Reason::not_acceptable, "the launcher speaks no protocol that is spoken here");
}

void tell(LauncherLink::State& state, shared::LauncherEvent& event) {
  const auto now = std::chrono::steady_clock::now();
  if (now - state.telling_since > 1min) {
    state.telling_since = now;
    state.told = 0;
  }
  if (++state.told > most_told || !state.callbacks.told) return;
  state.callbacks.told(event.type == "Warning" ? "Warning" : "Normal",
                       bounded_text(std::move(event.reason), longest_reason),
                       bounded_text(std::move(event.message), longest_message));
}

void take_line(LauncherLink::State& state, std::string_view line) {
  if (line.empty()) return;  // it lives
  auto event = decode_answer<shared::LauncherEvent>(std::string(line), "what the launcher tells");
  if (!event.reason.empty()) tell(state, event);
  if (!event.domain) return;
  if (event.domain->uid != state.place.vmi_uid)
    throw Error(Reason::forbidden, "the launcher tells of another instance");
  const bool same = state.connected && state.report && *state.report == *event.domain;
  state.report = *std::move(event.domain);
  state.connected = true;
  state.last_complaint.clear();
  if (!same) state.changed();
}

Task<> take_lines(std::shared_ptr<LauncherLink::State> state, std::unique_ptr<net::BodyReader> body) {
  std::string pending;
  while (true) {
    auto reading = body->next();
    auto piece = co_await within(silence, std::move(reading), "the launcher's word");
    if (piece.empty()) co_return;
    pending += piece;
    std::size_t begin = 0;
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', begin)) {
      take_line(*state, std::string_view(pending).substr(begin, end - begin));
      begin = end + 1;
    }
    pending.erase(0, begin);
    if (begin > 0) co_await sleep_for(breath);
    if (pending.size() > longest_line) throw Error(Reason::request_entity_too_large, "the launcher's line has no end");
  }
}

}  // namespace
}  // namespace listening

Task<> listen_to(std::shared_ptr<LauncherLink::State> state) {
  state->client = listening::make_client(*state);
  co_await listening::check_info(state);
  auto client = state->client;
  auto asking = client->send(listening::request_for("GET", "Events"));
  auto answer = co_await within(listening::short_call, std::move(asking), "the launcher's events");
  if (answer.status != 200 || !answer.body)
    throw Error(Reason::service_unavailable, "the launcher tells no events: " + std::to_string(answer.status));
  state->process = process_in_pod(*state->peer, state->place.pod_uid);
  co_await listening::take_lines(state, std::move(answer.body));
}

Task<shared::LauncherAnswer> LauncherLink::call(std::string verb, shared::LauncherRequest request, Duration limit) {
  const auto state = state_;
  const auto client = state->client;
  if (!client || !state->connected)
    throw Error(Reason::service_unavailable, "the launcher of " + state->place.vmi.text() + " cannot be reached");
  auto message = listening::request_for("POST", verb);
  message.headers.set("Content-Type", "application/json");
  message.body = schema::encode_text(request);
  auto asking = net::exchange(*client, std::move(message), listening::longest_answer);
  const auto answer = co_await within(limit, std::move(asking), verb + " of " + state->place.vmi.text());
  if (answer.status != 200)
    throw Error(Reason::service_unavailable, verb + ": the launcher answers " + std::to_string(answer.status) + ": " +
                                                 bounded_text(answer.body, listening::longest_message));
  auto said = listening::decode_answer<shared::LauncherAnswer>(answer.body, verb);
  said.message = bounded_text(std::move(said.message), listening::longest_message);
  co_return said;
}

Task<shared::LauncherAnswer> LauncherLink::demand(std::string verb, shared::LauncherRequest request, Duration limit) {
  auto answer = co_await call(std::move(verb), std::move(request), limit);
  if (!answer.success)
    throw Error(Reason::internal_error, answer.message.empty() ? "the launcher gives no reason" : answer.message);
  co_return answer;
}

}  // namespace coracle::virt::handler
