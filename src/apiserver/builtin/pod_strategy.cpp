#include "apiserver/builtin/strategies.h"
#include "json/quantity.h"

namespace coracle::apiserver::builtin {
namespace {

const json::Array& pod_list(const json::Value& object, std::initializer_list<std::string_view> path) {
  static const json::Array none;
  const auto* found = json::find(object, path);
  return found && found->is_array() ? found->get_array() : none;
}

bool positive(const json::Value* quantity) {
  if (!quantity || !quantity->is_string()) return false;
  const auto parsed = json::Quantity::parse(std::string_view(quantity->get_string()));
  return parsed && parsed->sign() > 0;
}

/// Members of a pod's spec that may change once it exists, taken out so that the rest can be compared.
json::Value without_changeable(const json::Value& spec) {
  auto copy = spec;
  if (!copy.is_object()) return copy;
  auto& object = copy.get_object();
  object.erase("activeDeadlineSeconds");
  object.erase("tolerations");
  object.erase("terminationGracePeriodSeconds");
  for (const std::string_view list : {"containers", "initContainers"})
    if (auto* containers = object.if_contains(list); containers && containers->is_array())
      for (auto& container : containers->get_array())
        if (container.is_object()) container.get_object().erase("image");
  return copy;
}

class PodStrategy final : public Strategy {
 public:
  void prepare_for_create(json::Value& object) const override {
    auto& spec = json::at_path(object, {"spec"});
    if (spec.is_null()) spec = json::Object{};
    default_pod_spec(spec);
    object.get_object()["status"] = json::Object{{"phase", "Pending"}, {"qosClass", qos_class(object)}};
  }
  void prepare_for_update(json::Value& object, const json::Value&) const override {
    if (auto* spec = object.get_object().if_contains("spec")) default_pod_spec(*spec);
  }
  FieldErrors validate_create(const json::Value& object) const override { return validate_pod(object); }
  FieldErrors validate_update(const json::Value& object, const json::Value& old) const override {
    auto errors = validate_pod(object);
    const auto* now = json::find(object, {"spec"});
    const auto* before = json::find(old, {"spec"});
    if (now && before && !json::equal(without_changeable(*now), without_changeable(*before)))
      errors.push_back(
          {"spec", "FieldValueForbidden",
           "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
           "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to "
           "existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was "
           "previously negative)"});
    return errors;
  }
  Graceful deletion(const json::Value& object, std::optional<std::int64_t> asked) const override {
    // Nobody has to end what no node has taken, or what has ended.
    const auto phase = json::text(object, {"status", "phase"});
    if (json::text(object, {"spec", "nodeName"}).empty() || phase == "Succeeded" || phase == "Failed")
      return {false, 0};
    std::int64_t seconds = 30;
    if (const auto* own = json::find(object, {"spec", "terminationGracePeriodSeconds"}); own && own->is_int64())
      seconds = own->get_int64();
    if (asked) seconds = *asked;
    return {seconds > 0, std::max<std::int64_t>(seconds, 0)};
  }
};
}  // namespace

std::string_view qos_class(const json::Value& pod) {
  bool any = false;
  bool guaranteed = true;
  for (const std::string_view list : {"initContainers", "containers"})
    for (const auto& container : pod_list(pod, {"spec", list}))
      for (const std::string_view resource : {"cpu", "memory"}) {
        const auto* request = json::find(container, {"resources", "requests", resource});
        const auto* limit = json::find(container, {"resources", "limits", resource});
        any = any || positive(request) || positive(limit);
        // A request that is missing is that of the limit.
        guaranteed = guaranteed && positive(limit) && (!request || json::equal(*request, *limit));
      }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

std::shared_ptr<const Strategy> pod_strategy() { return std::make_shared<const PodStrategy>(); }

}  // namespace coracle::apiserver::builtin
