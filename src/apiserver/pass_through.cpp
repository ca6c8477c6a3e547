#include "apiserver/pass_through.h"

#include <algorithm>
#include <array>

namespace coracle::apiserver {
namespace {

bool begins_without_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}
bool is_without_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && begins_without_case(text, lower);
}

/// Fields of one connection, or of the client's credentials.
bool is_of_here(std::string_view name) {
  constexpr std::array<std::string_view, 10> names = {
      "connection", "keep-alive",        "proxy-authenticate", "te",  "trailer", "proxy-authorization",
      "upgrade",    "transfer-encoding", "authorization",      "host"};
  return std::ranges::any_of(names, [&](std::string_view one) { return is_without_case(name, one); }) ||
         begins_without_case(name, "x-remote-") || begins_without_case(name, "impersonate-");
}

Task<> copy_body(std::shared_ptr<net::Answer> answer, net::BodyWriter& writer) {
  while (true) {
    auto piece = co_await answer->body->next();
    if (piece.empty()) co_return;
    co_await writer.write(std::make_shared<const std::string>(std::move(piece)));
  }
}

Task<> join_streams(std::shared_ptr<net::Answer> answer, std::unique_ptr<net::Stream> client, std::string early) {
  constexpr auto linger = std::chrono::seconds(30);
  if (!answer->already_read.empty()) co_await client->write(answer->already_read);
  if (!early.empty()) co_await answer->stream->write(early);
  co_await net::splice(*client, *answer->stream, linger);
}

net::Headers answered_fields(const net::Headers& headers, bool upgraded) {
  net::Headers out;
  for (const auto& [name, value] : headers) {
    const bool of_upgrade = is_without_case(name, "upgrade") || is_without_case(name, "connection");
    const bool of_connection = is_without_case(name, "keep-alive") || is_without_case(name, "transfer-encoding") ||
                               is_without_case(name, "content-length") || is_without_case(name, "trailer");
    if (of_connection || (of_upgrade && !upgraded)) continue;
    out.add(name, value);
  }
  return out;
}

}  // namespace

bool asks_upgrade(const net::Headers& headers) {
  return headers.has("Upgrade") && headers.lists("Connection", "upgrade");
}

bool stays_here(const net::Headers& headers, std::string_view name) {
  return is_of_here(name) || headers.lists("Connection", name);
}

net::Response passed_on(net::Answer answer, bool upgrade_asked) {
  if (answer.status >= 300 && answer.status < 400 && answer.status != 304)
    throw Error(Reason::service_unavailable, "the backend attempted to redirect this request, which is not permitted")
        .with_code(502);
  net::Response out;
  out.status = answer.status;
  const bool upgraded = answer.status == 101 && answer.stream != nullptr;
  if (upgraded && !upgrade_asked)
    throw Error(Reason::service_unavailable, "the backend switched protocols unasked").with_code(502);
  out.headers = answered_fields(answer.headers, upgraded);
  auto kept = std::make_shared<net::Answer>(std::move(answer));
  if (upgraded)
    out.body = net::Upgraded([kept](std::unique_ptr<net::Stream> client, std::string early) {
      return join_streams(kept, std::move(client), std::move(early));
    });
  else
    out.body = net::Streamed([kept](net::BodyWriter& writer) { return copy_body(kept, writer); });
  return out;
}

}  // namespace coracle::apiserver
