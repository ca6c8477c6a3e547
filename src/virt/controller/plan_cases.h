#pragma once
// For tests of plans: cases as data in tests/cases/plan. A case has a name, what is given, and what then must hold;
// `then` names members of the plan, and members within them: null means absent, lists are compared item by item.
#include <gtest/gtest.h>

#include <iterator>
#include <string>

#include "base/source_tree.h"

#include "json/value.h"

namespace coracle::virt::controller::cases {

inline json::Array load(const std::string& name) {
  return json::parse(case_text("plan/" + name + ".json")).take().as_array();
}

/// What of `wanted` does not hold of `is`; empty when all of it does.
inline std::string difference(const json::Value& is, const json::Value& wanted, const std::string& path = "") {
  if (wanted.is_object()) {
    if (!is.is_object()) return path + " is " + json::serialize(is) + ", not an object";
    for (const auto& member : wanted.get_object()) {
      const auto* there = is.get_object().if_contains(member.key());
      const auto below = path + "/" + std::string(member.key());
      if (member.value().is_null()) {
        if (there && !there->is_null()) return below + " is there: " + json::serialize(*there);
        continue;
      }
      if (!there) return below + " is missing";
      if (auto found = difference(*there, member.value(), below); !found.empty()) return found;
    }
    return {};
  }
  if (!wanted.is_array()) return json::equal(is, wanted) ? "" : path + " is " + json::serialize(is);
  if (!is.is_array() || is.get_array().size() != wanted.get_array().size())
    return path + " is " + json::serialize(is) + ", of another length";
  for (std::size_t i = 0; i < wanted.get_array().size(); ++i)
    if (auto found = difference(is.get_array()[i], wanted.get_array()[i], path + "/" + std::to_string(i));
        !found.empty())
      return found;
  return {};
}

/// Runs each case: `run` makes the plan, as JSON, of what is given.
template <class Run>
void check(const std::string& name, Run run) {
  const auto all = load(name);
  EXPECT_GT(all.size(), 5U);
  for (const auto& one : all) {
    SCOPED_TRACE(std::string(json::text(one, {"name"})));
    EXPECT_EQ(difference(run(one.at("given")), one.at("then")), "");
  }
}

inline bool flag(const json::Value& given, std::string_view name) {
  const auto* value = json::find(given, {name});
  return value && value->is_bool() && value->get_bool();
}

}  // namespace coracle::virt::controller::cases
