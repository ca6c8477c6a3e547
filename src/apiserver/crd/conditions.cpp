#include "apiserver/crd/conditions.h"

#include <fmt/core.h>

#include <algorithm>

namespace coracle::apiserver::crd {
namespace {

namespace v1 = api::apiextensions::v1;

/// Why a name was not accepted; the last one found is what the condition tells.
struct NameConflict {
  std::string reason, message;
};

class NamesCheck {
 public:
  NamesCheck(const TakenNames& taken, const Names& accepted) : taken_(taken), accepted_(accepted) {}

  /// The requested name where it is free, else the one that was accepted before.
  void settle(const std::set<std::string>& taken, const std::string& wanted, std::string& accepted,
              std::string_view reason) {
    if (taken.contains(wanted))
      conflict_ = {std::string(reason), fmt::format("\"{}\" is already in use", wanted)};
    else
      accepted = wanted;
  }

  Names run(const Names& wanted) {
    settle(taken_.resources, wanted.plural, accepted_.plural, "PluralConflict");
    settle(taken_.resources, wanted.singular, accepted_.singular, "SingularConflict");
    std::string busy;
    for (const auto& name : wanted.short_names)
      if (taken_.resources.contains(name))
        busy += fmt::format("{}\"{}\" is already in use", busy.empty() ? "" : ", ", name);
    if (busy.empty())
      accepted_.short_names = wanted.short_names;
    else
      conflict_ = {"ShortNamesConflict", busy};
    settle(taken_.kinds, wanted.kind, accepted_.kind, "KindConflict");
    settle(taken_.kinds, wanted.list_kind, accepted_.list_kind, "ListKindConflict");
    accepted_.categories = wanted.categories;
    return accepted_;
  }
  const NameConflict& conflict() const { return conflict_; }

 private:
  const TakenNames& taken_;
  Names accepted_;
  NameConflict conflict_;
};

void tell_approval(const Definition& definition, Status& status, const std::string& now) {
  const auto& annotations = definition.metadata.annotations;
  const auto found = annotations.find("api-approved.kubernetes.io");
  const auto& group = definition.spec.group;
  if (!group.ends_with(".k8s.io") && !group.ends_with(".kubernetes.io") && group != "k8s.io" &&
      group != "kubernetes.io")
    return;
  if (found == annotations.end()) return;
  const std::string condition = "KubernetesAPIApprovalPolicyConformant";
  if (found->second.starts_with("unapproved"))
    set_condition(status, condition, false, "UnapprovedAnnotation",
                  "not approved: \"api-approved.kubernetes.io\" says \"" + found->second + "\"", now);
  else
    set_condition(status, condition, true, "ApprovedAnnotation", "approved in " + found->second, now);
}
}  // namespace

void TakenNames::add(const Names& names) {
  for (const auto* name : {&names.plural, &names.singular})
    if (!name->empty()) resources.insert(*name);
  resources.insert(names.short_names.begin(), names.short_names.end());
  for (const auto* name : {&names.kind, &names.list_kind})
    if (!name->empty()) kinds.insert(*name);
}

void set_condition(Status& status, std::string_view type, bool is_true, std::string reason, std::string message,
                   const std::string& now) {
  auto found = std::ranges::find(status.conditions, type, &v1::CustomResourceDefinitionCondition::type);
  if (found == status.conditions.end()) {
    status.conditions.emplace_back().type = type;
    found = status.conditions.end() - 1;
  }
  const std::string value = is_true ? "True" : "False";
  if (found->status != value || found->last_transition_time.empty()) found->last_transition_time.text = now;
  found->status = value;
  found->reason = std::move(reason);
  found->message = std::move(message);
}

Status name_status(const Definition& definition, const TakenNames& taken, const std::string& now) {
  auto status = definition.status;
  NamesCheck check(taken, status.accepted_names);
  status.accepted_names = check.run(definition.spec.names);
  const bool accepted = check.conflict().reason.empty();
  if (accepted)
    set_condition(status, "NamesAccepted", true, "NoConflicts", "no conflicts found", now);
  else
    set_condition(status, "NamesAccepted", false, check.conflict().reason, check.conflict().message, now);
  if (!has_condition(definition, "Established")) {
    if (accepted)
      set_condition(status, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", now);
    else
      set_condition(status, "Established", false, "NotAccepted", "not all names are accepted", now);
  }
  for (const auto& version : definition.spec.versions)
    if (version.storage && std::ranges::find(status.stored_versions, version.name) == status.stored_versions.end())
      status.stored_versions.push_back(version.name);
  tell_approval(definition, status, now);
  return status;
}

}  // namespace coracle::apiserver::crd
