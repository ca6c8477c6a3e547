#include "schema/apply.h"

#include <gtest/gtest.h>

#include "api/apps/v1/deployment.h"
#include "schema/field_set.h"

namespace coracle::api {
namespace {

json::Value parsed_apply(std::string_view text) { return json::parse(text).take(); }

const schema::Structural& deployment_schema() {
  static const auto schema = schema::structural(describe(static_cast<const apps::v1::Deployment*>(nullptr)));
  return schema;
}

schema::Manager by(std::string name) { return {std::move(name), "apps/v1", "", "2026-01-31T09:05:00Z"}; }

json::Value wanted_deployment() {
  return parsed_apply(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},
    "spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}]}]}}}})");
}

json::Value applied(const json::Value& live, const json::Value& wanted, const std::string& manager,
                    bool force = false) {
  return schema::apply(live, wanted, deployment_schema(), by(manager), force).take();
}

TEST(Apply, notes_who_set_what_in_the_published_form) {
  const auto live = applied({}, wanted_deployment(), "kubectl");
  EXPECT_TRUE(json::equal(live.at("metadata").at("managedFields"), parsed_apply(R"([{"manager":"kubectl",
    "operation":"Apply","apiVersion":"apps/v1","time":"2026-01-31T09:05:00Z","fieldsType":"FieldsV1","fieldsV1":{
    "f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:replicas":{},"f:template":{"f:spec":{"f:containers":{
    "k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{
    ".":{},"f:containerPort":{}}}}}}}}}}])")))
      << json::serialize(live.at("metadata").at("managedFields"));
}

TEST(Apply, refuses_what_another_has_set_and_names_the_field) {
  auto live = wanted_deployment();
  schema::track_update({}, live, deployment_schema(), by("kubectl-client-side-apply"));
  auto mine =
      parsed_apply(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":3}})");
  const auto refused = schema::apply(live, mine, deployment_schema(), by("me"), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.replicas");
  EXPECT_EQ(refused.error().details()->causes.at(0),
            (FieldError{".spec.replicas", "FieldManagerConflict",
                        "conflict with \"kubectl-client-side-apply\" using apps/v1"}));
  mine.at("spec").get_object()["template"] = parsed_apply(R"({"spec":{"containers":[{"name":"c","image":"other"}]}})");
  const auto twice = schema::apply(live, mine, deployment_schema(), by("me"), false);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().message(),
            "Apply failed with 2 conflicts: conflicts with \"kubectl-client-side-apply\" using apps/v1:\n- "
            ".spec.replicas\n- .spec.template.spec.containers[name=\"c\"].image");
  const auto forced = applied(live, mine, "me", true);
  EXPECT_EQ(forced.at("spec").at("replicas"), 3);
  EXPECT_EQ(forced.at("spec").at("template").at("spec").at("containers").at(0).at("ports").get_array().size(), 1U);
  EXPECT_TRUE(schema::apply(forced, mine, deployment_schema(), by("me"), false));
}

TEST(Apply, shares_a_field_when_both_want_the_same) {
  const auto live = applied({}, wanted_deployment(), "one");
  const auto both = applied(live, wanted_deployment(), "two");
  EXPECT_EQ(both.at("metadata").at("managedFields").get_array().size(), 2U);
}

TEST(Apply, takes_away_what_its_manager_wants_no_longer) {
  auto live = applied({}, wanted_deployment(), "one");
  const auto other = parsed_apply(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web",
    "labels":{"mine":"1"}},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s"}]}}}})");
  live = applied(live, other, "two");
  EXPECT_EQ(live.at("spec").at("template").at("spec").at("containers").get_array().size(), 2U);
  auto less = wanted_deployment();
  less.at("metadata").get_object().erase("labels");
  less.at("spec").at("template").at("spec").at("containers").at(0).get_object().erase("ports");
  live = applied(live, less, "one");
  EXPECT_TRUE(json::equal(live.at("metadata").at("labels"), parsed_apply(R"({"mine":"1"})")));
  EXPECT_FALSE(live.at("spec").at("template").at("spec").at("containers").at(0).get_object().contains("ports"));
  EXPECT_EQ(live.at("spec").at("template").at("spec").at("containers").get_array().size(), 2U);
  live =
      applied(live, parsed_apply(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}})"), "two");
  EXPECT_FALSE(live.at("metadata").get_object().contains("labels")) << json::serialize(live);
  EXPECT_EQ(live.at("spec").at("template").at("spec").at("containers").get_array().size(), 1U);
}

TEST(TrackUpdate, gives_a_changed_field_to_who_changed_it) {
  const auto live = applied({}, wanted_deployment(), "one");
  auto now = live;
  now.at("spec").get_object()["replicas"] = 5;
  schema::track_update(live, now, deployment_schema(), by("scaler"));
  const auto refused = schema::apply(now, wanted_deployment(), deployment_schema(), by("one"), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "Apply failed with 1 conflict: conflict with \"scaler\" using apps/v1: .spec.replicas");
  auto same = now;
  schema::track_update(now, same, deployment_schema(), by("idle"));
  EXPECT_TRUE(json::equal(now, same)) << "no change, no manager";
  auto gone = now;
  gone.at("spec").get_object().erase("replicas");
  schema::track_update(now, gone, deployment_schema(), by("other"));
  EXPECT_TRUE(schema::apply(gone, wanted_deployment(), deployment_schema(), by("one"), false));
}

TEST(TrackUpdate, forgets_a_list_that_was_emptied) {
  const auto live = applied({}, wanted_deployment(), "one");
  auto now = live;
  now.at("metadata").get_object()["managedFields"] = json::Array();
  schema::track_update(live, now, deployment_schema(), by("other"));
  EXPECT_FALSE(now.at("metadata").get_object().contains("managedFields"));
}

TEST(FieldSet, refuses_what_is_no_set) {
  for (const auto* text : {"1", R"({"x":{}})", R"({"f:a":1})", R"({"f:a":{"":{}}})"}) {
    EXPECT_FALSE(schema::FieldSet::parse(parsed_apply(text))) << text;
  }
}

}  // namespace
}  // namespace coracle::api
