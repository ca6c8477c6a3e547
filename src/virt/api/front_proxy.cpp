#include "virt/api/front_proxy.h"

#include <algorithm>

#include "api/kinds.h"
#include "kube/informer.h"
#include "net/certificates.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view map_name = "extension-apiserver-authentication";
constexpr std::size_t most_groups = 1000;

/// Entries of the ConfigMap are lists in JSON.
std::vector<std::string> list_entry(const json::Value& config_map, std::string_view name) {
  std::vector<std::string> out;
  const auto parsed = json::parse(json::text(config_map, {"data", name}, "[]"));
  if (!parsed || !parsed->is_array()) return out;
  for (const auto& item : parsed->get_array())
    if (item.is_string()) out.emplace_back(item.get_string());
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Names of extra fields come percent-encoded.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

void take_extra(const FrontProxyRules& rules, std::string_view field, const std::string& value, net::User& user) {
  const auto lower = lower_case(field);
  for (const auto& prefix : rules.extra_prefixes) {
    if (prefix.empty() || !lower.starts_with(lower_case(prefix))) continue;
    const auto key = unescaped(std::string_view(lower).substr(prefix.size()));
    const auto known = std::ranges::find(user.extra, key, [](const auto& one) { return one.first; });
    if (known != user.extra.end())
      known->second.push_back(value);
    else
      user.extra.push_back({key, {value}});
    return;
  }
}

}  // namespace

Result<FrontProxyRules> read_front_proxy_rules(const json::Value& config_map) {
  FrontProxyRules out;
  out.authorities_pem = json::text(config_map, {"data", "requestheader-client-ca-file"});
  const auto authorities = net::read_certificates(out.authorities_pem);
  if (!authorities || authorities->empty())
    return Error(
        Reason::invalid,
        "ConfigMap kube-system/extension-apiserver-authentication has no readable requestheader-client-ca-file");
  out.allowed_names = list_entry(config_map, "requestheader-allowed-names");
  out.user_headers = list_entry(config_map, "requestheader-username-headers");
  out.group_headers = list_entry(config_map, "requestheader-group-headers");
  out.extra_prefixes = list_entry(config_map, "requestheader-extra-headers-prefix");
  return out;
}

std::optional<net::User> front_proxy_user(const FrontProxyRules& rules, const net::Request& request) {
  if (!request.peer || request.peer->common_name.empty() || request.peer->certificate_der.empty()) return std::nullopt;
  if (!net::issued_by(request.peer->certificate_der, rules.authorities_pem)) return std::nullopt;
  const auto& names = rules.allowed_names;
  if (!names.empty() && std::ranges::find(names, request.peer->common_name) == names.end()) return std::nullopt;
  net::User user;
  for (const auto& name : rules.user_headers) {
    user.name = request.headers.get(name);
    if (!user.name.empty()) break;
  }
  if (user.name.empty()) return std::nullopt;
  user.uid = request.headers.get("X-Remote-Uid");
  for (const auto& name : rules.group_headers)
    for (const auto group : request.headers.all(name))
      if (user.groups.size() < most_groups) user.groups.emplace_back(group);
  for (const auto& [field, value] : request.headers) take_extra(rules, field, value, user);
  return user;
}

struct FrontProxy::State {
  State(const Loop::Executor& executor, kube::Client& client, const Log& where)
      : log(where.part("front-proxy")),
        informer(
            executor, client, coracle::api::kind_of(static_cast<const coracle::api::core::v1::ConfigMap*>(nullptr)),
            {.ns = "kube-system", .label_selector = {}, .field_selector = "metadata.name=" + std::string(map_name)}, {},
            log),
        known(executor) {
    informer.on_change([this](const kube::Cached&, const kube::Cached& after) {
      if (after) take(after->raw);
    });
  }
  void take(const json::Value& map) {
    auto read = read_front_proxy_rules(map);
    if (!read) {
      log.error("requests passed on by the API server cannot be told", {{"error", read.error().message()}});
      return;
    }
    const bool changed = read->authorities_pem != rules.authorities_pem;
    rules = std::move(*read);
    if (changed)
      for (const auto& callback : callbacks) callback(rules.authorities_pem);
    known.set();
  }

  Log log;
  kube::Informer informer;
  FrontProxyRules rules;
  std::vector<std::function<void(const std::string&)>> callbacks;
  Event known;
};

FrontProxy::FrontProxy(Loop::Executor executor, kube::Client& client, Log log)
    : state_(std::make_shared<State>(executor, client, log)) {}
FrontProxy::~FrontProxy() = default;

Task<> FrontProxy::run() {
  const auto state = state_;
  co_await state->informer.run();
}

Task<> FrontProxy::ready() {
  const auto state = state_;
  while (!state->known.is_set()) co_await state->known.wait();
}

const FrontProxyRules& FrontProxy::rules() const { return state_->rules; }
void FrontProxy::on_authorities(std::function<void(const std::string&)> callback) {
  state_->callbacks.push_back(std::move(callback));
}

}  // namespace coracle::virt::api
