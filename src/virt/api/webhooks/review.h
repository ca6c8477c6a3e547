#pragma once
// AdmissionReview of admission.k8s.io/v1: what the API server asks, and what is answered. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "net/http.h"

namespace coracle::virt::api {

struct Review {
  std::string uid;
  std::string operation;  ///< CREATE, UPDATE, DELETE
  std::string ns;
  std::string name;
  net::User user;
  bool dry_run = false;
  json::Value object;      ///< null for a delete
  json::Value old_object;  ///< null for a create
};
/// Errors (bad_request) say what is wrong with the question.
Result<Review> read_review(std::string_view body);

/// What a webhook makes of it.
struct Outcome {
  FieldErrors causes;            ///< rules that are broken; empty: allowed
  std::optional<Error> refusal;  ///< a refusal that is no broken rule
  json::Array patch;             ///< of a mutating webhook
  std::vector<std::string> warnings;

  static Outcome allowed() { return {}; }
  static Outcome refused(Error error);
  static Outcome broken_rules(FieldErrors causes);
};
json::Value review_answer(const Review& review, const Outcome& outcome);

/// The Status of broken rules: 422, at most ten of them.
Error invalid_error(const FieldErrors& causes);

/// One of the product's own accounts: system:serviceaccount:kubevirt:kubevirt-<component>.
bool is_component(const net::User& user, std::string_view component);
/// virt-api, virt-controller or virt-handler: whose writes of an instance's status count.
bool writes_status(const net::User& user);

}  // namespace coracle::virt::api
