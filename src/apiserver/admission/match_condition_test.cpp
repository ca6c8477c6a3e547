#include "apiserver/admission/match_condition.h"

#include <gtest/gtest.h>

namespace coracle::apiserver::admission {
namespace {

const auto condition_world = R"({
  "object": {"metadata": {"name": "virt-launcher-a", "labels": {"a/b": "c"}}, "spec": {"replicas": 3, "on": true}},
  "oldObject": null,
  "request": {"operation": "CREATE", "userInfo": {"username": "system:node:n1", "groups": ["system:nodes"]}}})";

std::string outcome_of(std::string_view expression) {
  const auto compiled = MatchCondition::compile(expression);
  if (!compiled) return "refused";
  const auto holds = compiled->holds(json::parse(condition_world).take());
  return !holds ? holds.error().message() : *holds ? "true" : "false";
}

TEST(MatchCondition, is_what_cel_says_of_members_and_texts) {
  const struct {
    std::string_view expression;
    std::string_view outcome;
  } cases[] = {
      {R"(object.metadata.name.startsWith("virt-launcher"))", "true"},
      {R"(object.metadata.name.startsWith("hp-volume-"))", "false"},
      {R"(object.metadata.name.endsWith('-a') && !object.metadata.name.contains("x"))", "true"},
      {R"(!(request.userInfo.username.startsWith("system:node:")))", "false"},
      {R"('system:nodes' in request.userInfo.groups)", "true"},
      {R"(request.operation in ["UPDATE", "CREATE"])", "true"},
      {R"(object.metadata.labels["a/b"] == "c")", "true"},
      {R"("a/b" in object.metadata.labels)", "true"},
      {"object.spec.replicas == 3", "true"},
      {"object.spec.replicas != -3", "true"},
      {"object.spec.on", "true"},
      {"oldObject == null", "true"},
      {"has(object.spec.on) && !has(object.spec.off)", "true"},
      {"has(object.metadata.annotations) && object.metadata.annotations.x == 'y'", "false"},
      {"object.nothing == 1", "no such key: nothing"},
      {"object.nothing == 1 || true", "true"},
      {"object.nothing == 1 && false", "false"},
      {"object.nothing == 1 && true", "no such key: nothing"},
      {"object.spec.replicas", "3 is neither true nor false"},
      {R"(object.spec.replicas.startsWith("3"))", "startsWith is asked of what is no text"},
      {R"("say \"hi\"" == 'say "hi"')", "true"},
      {"true || false && false", "true"},
      // What is not understood is not guessed.
      {"", "refused"},
      {"object.metadata.name.matches('x')", "refused"},
      {"object.spec.replicas > 2", "refused"},
      {"object.spec.replicas + 1 == 4", "refused"},
      {"authorizer.group('').resource('x').check('get').allowed()", "refused"},
      {"object.list.exists(x, x == 1)", "refused"},
      {"true ? false : true", "refused"},
      {"1.5 == 1.5", "refused"},
      {R"(object.metadata.name == "open)", "refused"},
      {"has(object)", "refused"},
      {R"("\n" == "")", "refused"},
  };
  for (const auto& one : cases) EXPECT_EQ(outcome_of(one.expression), one.outcome) << one.expression;
}

TEST(MatchCondition, of_any_depth_takes_no_stack_beyond_bounds) {
  EXPECT_EQ(outcome_of(std::string(100000, '(')), "refused");
  for (const std::string sign : {"(", "!", "[", "has("}) {
    std::string deep;
    for (int i = 0; i < 400; ++i) deep += sign;
    EXPECT_EQ(outcome_of(deep + "true"), "refused") << sign;
  }
}

}  // namespace
}  // namespace coracle::apiserver::admission
