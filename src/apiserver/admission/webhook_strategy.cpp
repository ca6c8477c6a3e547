#include "apiserver/admission/webhook_strategy.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "apiserver/admission/match_condition.h"
#include "apiserver/rest/names.h"
#include "apiserver/rest/status.h"
#include "net/client.h"

namespace coracle::apiserver::admission {
namespace {

template <class Visit>
void each_webhook(const json::Value& object, Visit visit) {
  const auto* webhooks = json::find(object, {"webhooks"});
  if (webhooks == nullptr || !webhooks->is_array()) return;
  for (std::size_t i = 0; i < webhooks->get_array().size(); ++i)
    visit(webhooks->get_array()[i], fmt::format("webhooks[{}]", i));
}

void fill_in_webhook(json::Object& webhook, bool mutating) {
  const auto or_else = [](json::Object& in, std::string_view name, json::Value value) {
    auto& member = in[name];
    if (member.is_null()) member = std::move(value);
  };
  or_else(webhook, "failurePolicy", "Fail");
  or_else(webhook, "matchPolicy", "Equivalent");
  or_else(webhook, "namespaceSelector", json::Object{});
  or_else(webhook, "objectSelector", json::Object{});
  or_else(webhook, "timeoutSeconds", 10);
  if (mutating) or_else(webhook, "reinvocationPolicy", "Never");
  if (auto* rules = webhook.if_contains("rules"); rules != nullptr && rules->is_array())
    for (auto& rule : rules->get_array())
      if (rule.is_object()) or_else(rule.get_object(), "scope", "*");
  auto* config = webhook.if_contains("clientConfig");
  if (config == nullptr || !config->is_object()) return;
  if (auto* service = config->get_object().if_contains("service"); service != nullptr && service->is_object())
    or_else(service->get_object(), "port", 443);
}

void fill_in_webhooks(json::Value& object) {
  auto* webhooks = object.get_object().if_contains("webhooks");
  if (webhooks == nullptr || !webhooks->is_array()) return;
  const bool mutating = json::text(object, {"kind"}) == "MutatingWebhookConfiguration";
  for (auto& webhook : webhooks->get_array())
    if (webhook.is_object()) fill_in_webhook(webhook.get_object(), mutating);
}

std::string shown(std::string_view text) { return json::serialize(json::Value(json::String(text))); }

void check_name(const json::Value& webhook, const std::string& path, FieldErrors& errors) {
  const auto name = json::text(webhook, {"name"});
  if (name.empty()) {
    errors.push_back(required_field(path + ".name"));
  } else if (const auto wrong = wrong_subdomain(name); !wrong.empty()) {
    errors.push_back(invalid_field(path + ".name", shown(name), wrong));
  } else if (std::ranges::count(name, '.') < 2) {
    errors.push_back(invalid_field(path + ".name", shown(name),
                                   "should be a domain with at least three segments separated by dots"));
  }
}

void check_client(const json::Value& webhook, const std::string& path, FieldErrors& errors) {
  const auto at = path + ".clientConfig";
  const auto* url = json::find(webhook, {"clientConfig", "url"});
  const auto* service = json::find(webhook, {"clientConfig", "service"});
  if ((url == nullptr) == (service == nullptr)) {
    errors.push_back(required_field(at, "exactly one of url or service is required"));
    return;
  }
  if (service != nullptr) {
    for (const std::string_view name : {"namespace", "name"})
      if (json::text(*service, {name}).empty())
        errors.push_back(
            required_field(fmt::format("{}.service.{}", at, name), fmt::format("service {} is required", name)));
    const auto* port = json::find(*service, {"port"});
    if (port != nullptr && port->is_int64() && (port->get_int64() < 1 || port->get_int64() > 65535))
      errors.push_back(invalid_field(at + ".service.port", json::serialize(*port),
                                     "port is not valid: must be between 1 and 65535, inclusive"));
    return;
  }
  const auto text = json::text(webhook, {"clientConfig", "url"});
  const auto parsed = net::parse_url(text);
  if (!parsed)
    errors.push_back(invalid_field(at + ".url", shown(text), "url must be a valid URL: " + parsed.error().message()));
  else if (!parsed->tls || !text.starts_with("https://"))
    errors.push_back(invalid_field(at + ".url", shown(text),
                                   "'https' is the only allowed URL scheme; desired format: "
                                   "https://host[/path]"));
  else if (!parsed->query.empty())
    errors.push_back(invalid_field(at + ".url", shown(parsed->query), "query parameters are not permitted in the URL"));
}

bool is_list(const json::Value* value) { return value != nullptr && value->is_array() && !value->get_array().empty(); }

void check_webhook_rules(const json::Value& webhook, const std::string& path, FieldErrors& errors) {
  static const std::set<std::string_view> operations = {"*", "CREATE", "UPDATE", "DELETE", "CONNECT"};
  const auto* rules = json::find(webhook, {"rules"});
  if (rules == nullptr || !rules->is_array()) return;
  for (std::size_t i = 0; i < rules->get_array().size(); ++i) {
    const auto& rule = rules->get_array()[i];
    const auto at = fmt::format("{}.rules[{}].", path, i);
    for (const std::string_view name : {"operations", "apiGroups", "apiVersions", "resources"}) {
      const auto* list = json::find(rule, {name});
      if (!is_list(list)) {
        errors.push_back(required_field(fmt::format("{}{}", at, name)));
      } else if (name == "operations") {
        for (const auto& operation : list->get_array())
          if (!operation.is_string() || !operations.contains(std::string_view(operation.get_string())))
            errors.push_back({at + "operations", "FieldValueNotSupported",
                              fmt::format("Unsupported value: {}: supported values: \"*\", \"CONNECT\", \"CREATE\", "
                                          "\"DELETE\", \"UPDATE\"",
                                          json::serialize(operation))});
      }
    }
  }
}

void check_review(const json::Value& webhook, const std::string& path, FieldErrors& errors) {
  const auto effects = json::text(webhook, {"sideEffects"});
  if (effects.empty())
    errors.push_back(required_field(path + ".sideEffects", "must specify one of None, NoneOnDryRun"));
  else if (effects != "None" && effects != "NoneOnDryRun")
    errors.push_back(
        {path + ".sideEffects", "FieldValueNotSupported",
         fmt::format("Unsupported value: {}: supported values: \"None\", \"NoneOnDryRun\"", shown(effects))});
  const auto* versions = json::find(webhook, {"admissionReviewVersions"});
  if (!is_list(versions))
    errors.push_back(required_field(path + ".admissionReviewVersions", "must specify one of v1, v1beta1"));
  else if (std::ranges::find(versions->get_array(), json::Value("v1")) == versions->get_array().end())
    errors.push_back(invalid_field(path + ".admissionReviewVersions", json::serialize(*versions),
                                   "must include v1, the one version that this server speaks"));
  const auto* timeout = json::find(webhook, {"timeoutSeconds"});
  if (timeout != nullptr && timeout->is_int64() && (timeout->get_int64() < 1 || timeout->get_int64() > 30))
    errors.push_back(invalid_field(path + ".timeoutSeconds", json::serialize(*timeout),
                                   "the timeout value must be between 1 and 30 seconds"));
}

void check_match_conditions(const json::Value& webhook, const std::string& path, FieldErrors& errors) {
  constexpr std::size_t most = 64;
  const auto* list = json::find(webhook, {"matchConditions"});
  if (!is_list(list)) return;
  if (list->get_array().size() > most)
    errors.push_back({path + ".matchConditions", "FieldValueTooMany",
                      fmt::format("Too many: {}: must have at most {} items", list->get_array().size(), most)});
  for (std::size_t i = 0; i < list->get_array().size(); ++i) {
    const auto& condition = list->get_array()[i];
    const auto at = fmt::format("{}.matchConditions[{}]", path, i);
    if (json::text(condition, {"name"}).empty()) errors.push_back(required_field(at + ".name"));
    const auto expression = json::text(condition, {"expression"});
    if (expression.empty())
      errors.push_back(required_field(at + ".expression"));
    else if (const auto compiled = MatchCondition::compile(expression); !compiled)
      errors.push_back(invalid_field(at + ".expression", shown(expression), compiled.error().message()));
  }
}

class WebhookConfigurationStrategy final : public Strategy {
 public:
  void prepare_for_create(json::Value& object) const override { fill_in_webhooks(object); }
  void prepare_for_update(json::Value& object, const json::Value&) const override { fill_in_webhooks(object); }
  FieldErrors validate_create(const json::Value& object) const override {
    FieldErrors errors;
    std::set<std::string> names;
    each_webhook(object, [&](const json::Value& webhook, const std::string& path) {
      check_name(webhook, path, errors);
      if (!names.emplace(json::text(webhook, {"name"})).second)
        errors.push_back({path + ".name", "FieldValueDuplicate",
                          fmt::format("Duplicate value: {}", shown(json::text(webhook, {"name"})))});
      check_client(webhook, path, errors);
      check_webhook_rules(webhook, path, errors);
      check_review(webhook, path, errors);
      check_match_conditions(webhook, path, errors);
    });
    return errors;
  }
  FieldErrors validate_update(const json::Value& object, const json::Value&) const override {
    return validate_create(object);
  }
};
}  // namespace

std::shared_ptr<const Strategy> webhook_configuration_strategy() {
  return std::make_shared<const WebhookConfigurationStrategy>();
}

}  // namespace coracle::apiserver::admission
