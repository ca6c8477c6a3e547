#include "apiserver/aggregation/strategy.h"

#include <fmt/core.h>

#include "api/apiregistration/v1/api_service.h"
#include "apiserver/rest/names.h"
#include "apiserver/rest/status.h"

namespace coracle::apiserver::aggregation {
namespace {

std::string shown(std::string_view text) { return json::serialize(json::Value(json::String(text))); }

FieldErrors service_errors(const api::apiregistration::v1::APIService& service) {
  FieldErrors errors;
  const auto& spec = service.spec;
  if (const auto wanted = spec.version + "." + spec.group; service.metadata.name != wanted)
    errors.push_back(invalid_field("metadata.name", shown(service.metadata.name),
                                   fmt::format("must be `spec.version+\".\"+spec.group`: \"{}\"", wanted)));
  if (const auto wrong = wrong_subdomain(spec.group); !wrong.empty())
    errors.push_back(invalid_field("spec.group", shown(spec.group), wrong));
  if (const auto wrong = wrong_service_name(spec.version); !wrong.empty())
    errors.push_back(invalid_field("spec.version", shown(spec.version), wrong));
  if (spec.group_priority_minimum <= 0 || spec.group_priority_minimum > 20000)
    errors.push_back(invalid_field("spec.groupPriorityMinimum", std::to_string(spec.group_priority_minimum),
                                   "must be positive and less than 20000"));
  if (spec.version_priority <= 0 || spec.version_priority > 1000)
    errors.push_back(invalid_field("spec.versionPriority", std::to_string(spec.version_priority),
                                   "must be positive and less than 1000"));
  if (!spec.service) {
    if (!spec.ca_bundle.empty())
      errors.push_back(invalid_field("spec.caBundle", fmt::format("{} bytes", spec.ca_bundle.data.size()),
                                     "local APIServices may not have a caBundle"));
    if (spec.insecure_skip_tls_verify)
      errors.push_back(
          invalid_field("spec.insecureSkipTLSVerify", "true", "local APIServices may not have insecureSkipTLSVerify"));
    return errors;
  }
  if (spec.service->namespace_.empty()) errors.push_back(required_field("spec.service.namespace"));
  if (spec.service->name.empty()) errors.push_back(required_field("spec.service.name"));
  if (const auto port = spec.service->port.value_or(443); port < 1 || port > 65535)
    errors.push_back(
        invalid_field("spec.service.port", std::to_string(port), "must be between 1 and 65535, inclusive"));
  if (spec.insecure_skip_tls_verify && !spec.ca_bundle.empty())
    errors.push_back(invalid_field("spec.insecureSkipTLSVerify", "true", "may not be true if caBundle is present"));
  return errors;
}

class ApiServiceStrategy final : public Strategy {
 public:
  void prepare_for_create(json::Value& object) const override { fill_in_port(object); }
  void prepare_for_update(json::Value& object, const json::Value&) const override { fill_in_port(object); }
  FieldErrors validate_create(const json::Value& object) const override {
    return service_errors(schema::decoded<api::apiregistration::v1::APIService>(object));
  }
  FieldErrors validate_update(const json::Value& object, const json::Value&) const override {
    return validate_create(object);
  }

 private:
  static void fill_in_port(json::Value& object) {
    const auto* service = json::find(object, {"spec", "service"});
    if (service == nullptr || !service->is_object()) return;
    auto& port = json::at_path(object, {"spec", "service", "port"});
    if (port.is_null()) port = 443;
  }
};
}  // namespace

std::shared_ptr<const Strategy> api_service_strategy() { return std::make_shared<const ApiServiceStrategy>(); }

}  // namespace coracle::apiserver::aggregation
