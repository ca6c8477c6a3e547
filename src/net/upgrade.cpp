#include "net/upgrade.h"

#include "base/scope.h"
#include "json/value.h"
#include "net/message_writer.h"
#include "net/text.h"

namespace coracle::net {

Task<Error> refusal_of(Answer answer) {
  const auto reason = reason_from_http(answer.status);
  std::string message = "the server answered " + std::to_string(answer.status) + " " +
                        std::string(status_phrase(answer.status)) + " in place of 101 Switching Protocols";
  if (answer.body) {
    std::string body;
    try {
      body = co_await within(std::chrono::seconds(10), read_all(*answer.body, 64U << 10U), "read a refusal");
    } catch (const Error&) {  // the status alone says enough
    }
    const auto parsed = json::parse(body);
    if (parsed && json::text(*parsed, {"kind"}) == "Status")
      message = json::text(*parsed, {"message"}, message);
    else if (!trim(body).empty() && is_printable(body))
      message += ": " + std::string(trim(std::string_view(body).substr(0, body.find('\n'))).substr(0, 500));
  }
  co_return Error(reason, message).with_code(answer.status == 101 ? 502 : answer.status);
}

std::vector<std::string> list_of(const Headers& headers, std::string_view name) {
  std::vector<std::string> items;
  for (auto rest : headers.all(name)) {
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (const auto item = trim(rest.substr(0, comma)); !item.empty()) items.emplace_back(item);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return items;
}

std::string joined_list(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

}  // namespace coracle::net
