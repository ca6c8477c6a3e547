#include "net/message_writer.h"
#include "net/spdy.h"
#include "net/upgrade.h"

namespace coracle::net {
namespace {
using ServeSpdy = std::function<Task<>(std::shared_ptr<SpdySession>, std::string)>;

Task<> serve_spdy(ServeSpdy serve, std::unique_ptr<Stream> stream, std::string already_read, std::string protocol) {
  SpdySession::Options options;
  options.already_read = std::move(already_read);
  const auto executor = co_await this_executor();
  const auto session = std::make_shared<SpdySession>(executor, std::move(stream), std::move(options));
  co_await serve(session, std::move(protocol));
  co_await session->stop();
}
}  // namespace

bool is_spdy_upgrade(const Request& request) {
  return request.headers.lists("Connection", "upgrade") && request.headers.lists("Upgrade", "SPDY/3.1");
}

Response accept_spdy(const Request& request, const std::vector<std::string>& offered, ServeSpdy serve) {
  if (!is_spdy_upgrade(request)) return plain_answer(400, "this path is for SPDY/3.1 connections");
  const auto asked = list_of(request.headers, "X-Stream-Protocol-Version");
  std::string protocol;
  for (const auto& name : offered)
    if (protocol.empty() && std::find(asked.begin(), asked.end(), name) != asked.end()) protocol = name;
  if (!asked.empty() && protocol.empty()) {
    auto answer = plain_answer(403, "unable to upgrade: unable to negotiate protocol: client supports [" +
                                        joined_list(asked) + "], server accepts [" + joined_list(offered) + "]");
    for (const auto& name : offered) answer.headers.add("X-Accepted-Stream-Protocol-Versions", name);
    return answer;
  }
  Response response;
  response.status = 101;
  response.headers = {{"Connection", "Upgrade"}, {"Upgrade", "SPDY/3.1"}};
  if (!protocol.empty()) response.headers.add("X-Stream-Protocol-Version", protocol);
  response.body = Upgraded([serve = std::move(serve), protocol](std::unique_ptr<Stream> stream, std::string rest) {
    return serve_spdy(serve, std::move(stream), std::move(rest), protocol);
  });
  return response;
}

Task<std::unique_ptr<SpdySession>> connect_spdy(RoundTrip& client, Request request, std::vector<std::string> protocols,
                                                std::string* protocol) {
  request.headers.set("Connection", "Upgrade");
  request.headers.set("Upgrade", "SPDY/3.1");
  request.headers.remove("X-Stream-Protocol-Version");
  for (const auto& name : protocols) request.headers.add("X-Stream-Protocol-Version", name);
  auto answer = co_await client.send(std::move(request));
  if (answer.status != 101 || !answer.stream) throw co_await refusal_of(std::move(answer));
  if (!answer.headers.lists("Upgrade", "SPDY/3.1"))
    throw Error(Reason::service_unavailable, "the server switched to another protocol than SPDY/3.1");
  if (protocol) *protocol = answer.headers.get("X-Stream-Protocol-Version");
  SpdySession::Options options;
  options.role = SpdySession::Role::client;
  options.already_read = std::move(answer.already_read);
  const auto executor = co_await this_executor();
  co_return std::make_unique<SpdySession>(executor, std::move(answer.stream), std::move(options));
}

}  // namespace coracle::net
