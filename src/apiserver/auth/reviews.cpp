#include "apiserver/auth/reviews.h"

namespace coracle::apiserver {
namespace {

std::string spec_text(const json::Value& object, std::initializer_list<std::string_view> path) {
  return std::string(json::text(object, path));
}

std::vector<std::string> texts_at(const json::Value& object, std::initializer_list<std::string_view> path) {
  std::vector<std::string> out;
  const auto* list = json::find(object, path);
  if (list && list->is_array())
    for (const auto& item : list->get_array())
      if (item.is_string()) out.emplace_back(std::string_view(item.get_string()));
  return out;
}

json::Value user_value(const net::User& user) {
  json::Object out{{"username", user.name}};
  if (!user.uid.empty()) out["uid"] = user.uid;
  json::Array groups;
  for (const auto& group : user.groups) groups.emplace_back(group);
  if (!groups.empty()) out["groups"] = std::move(groups);
  json::Object extra;
  for (const auto& [key, values] : user.extra) {
    json::Array list;
    for (const auto& value : values) list.emplace_back(value);
    extra[key] = std::move(list);
  }
  if (!extra.empty()) out["extra"] = std::move(extra);
  return out;
}

/// resourceAttributes or nonResourceAttributes of an access review; throws when it has not exactly one of them.
Attributes reviewed_attributes(const json::Value& review) {
  const auto* resource = json::find(review, {"spec", "resourceAttributes"});
  const auto* path = json::find(review, {"spec", "nonResourceAttributes"});
  if (!resource == !path) {
    const auto kind = spec_text(review, {"kind"});
    throw Error(
        Reason::invalid,
        kind +
            ".authorization.k8s.io \"\" is invalid: spec: exactly one of resourceAttributes and "
            "nonResourceAttributes must be given",
        {"authorization.k8s.io",
         kind,
         "",
         "",
         {{"spec", "FieldValueInvalid", "exactly one of resourceAttributes and nonResourceAttributes must be given"}}});
  }
  Attributes out;
  if (path) {
    out.verb = spec_text(*path, {"verb"});
    out.path = spec_text(*path, {"path"});
    return out;
  }
  out.is_resource = true;
  out.verb = spec_text(*resource, {"verb"});
  out.group = spec_text(*resource, {"group"});
  out.version = spec_text(*resource, {"version"});
  out.resource = spec_text(*resource, {"resource"});
  out.subresource = spec_text(*resource, {"subresource"});
  out.namespace_ = spec_text(*resource, {"namespace"});
  out.name = spec_text(*resource, {"name"});
  return out;
}

net::User reviewed_user(const json::Value& review) {
  net::User user{spec_text(review, {"spec", "user"}),
                 spec_text(review, {"spec", "uid"}),
                 texts_at(review, {"spec", "groups"}),
                 {}};
  if (user.name.empty() && user.groups.empty())
    throw Error(Reason::invalid, "an access review names a user or groups: spec.user and spec.groups are both empty");
  // Whoever asks about a user means one that was authenticated, and need not say so.
  if (user.name != "system:anonymous") user.groups.emplace_back("system:authenticated");
  return user;
}

json::Value with_access(json::Value review, const Decision& decision) {
  json::Object status{{"allowed", decision.allowed}};
  if (!decision.reason.empty()) status["reason"] = decision.reason;
  review.get_object()["status"] = std::move(status);
  return review;
}
}  // namespace

Review self_subject_review() {
  return [](Call& call, json::Value review) -> Task<json::Value> {
    review.get_object()["status"] = json::Object{{"userInfo", user_value(call.user)}};
    co_return review;
  };
}

Review token_review(const Tokens& tokens) {
  const Tokens* authority = &tokens;
  return [authority](Call&, json::Value review) -> Task<json::Value> {
    const auto audiences = texts_at(review, {"spec", "audiences"});
    const auto user = authority->check(spec_text(review, {"spec", "token"}), audiences);
    json::Object status;
    if (user) {
      status["authenticated"] = true;
      auto known = *user;
      known.groups.emplace_back("system:authenticated");
      status["user"] = user_value(known);
      json::Array list;
      for (const auto& audience : audiences) list.emplace_back(audience);
      if (list.empty()) list.emplace_back(authority->issuer());
      status["audiences"] = std::move(list);
    } else {
      status["error"] = user.error().message();
    }
    review.get_object()["status"] = std::move(status);
    co_return review;
  };
}

Review subject_access_review() {
  return [](Call&, json::Value review) -> Task<json::Value> {
    const auto decision = decide(reviewed_user(review), reviewed_attributes(review));
    co_return with_access(std::move(review), decision);
  };
}

Review self_subject_access_review() {
  return [](Call& call, json::Value review) -> Task<json::Value> {
    const auto decision = decide(call.user, reviewed_attributes(review));
    co_return with_access(std::move(review), decision);
  };
}

Review local_subject_access_review() {
  return [](Call& call, json::Value review) -> Task<json::Value> {
    auto attributes = reviewed_attributes(review);
    if (attributes.is_resource && attributes.namespace_ != call.attributes.namespace_)
      throw Error(Reason::invalid, "spec.resourceAttributes.namespace must be " + call.attributes.namespace_ +
                                       ", the namespace the review is made in");
    const auto decision = decide(reviewed_user(review), attributes);
    co_return with_access(std::move(review), decision);
  };
}

Review self_subject_rules_review() {
  return [](Call& call, json::Value review) -> Task<json::Value> {
    Attributes anything;
    anything.is_resource = true;
    anything.verb = "get";
    const bool allowed = decide(call.user, anything).allowed;
    json::Array resources;
    json::Array paths;
    if (allowed) {
      const json::Array all{"*"};
      resources.push_back(json::Object{{"verbs", all}, {"apiGroups", all}, {"resources", all}});
      paths.push_back(json::Object{{"verbs", all}, {"nonResourceURLs", all}});
    }
    review.get_object()["status"] = json::Object{
        {"resourceRules", std::move(resources)}, {"nonResourceRules", std::move(paths)}, {"incomplete", false}};
    co_return review;
  };
}

}  // namespace coracle::apiserver
