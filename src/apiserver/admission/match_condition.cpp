#include "apiserver/admission/match_condition.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace coracle::apiserver::admission {

struct MatchNode {
  enum class Kind { literal, list, variable, member, call, has, equal, unequal, in, negate, both, either };
  Kind kind = Kind::literal;
  std::string name{};   ///< of a variable, member or call
  json::Value value{};  ///< of a literal
  std::vector<std::shared_ptr<const MatchNode>> parts{};
};

namespace {

using ConditionNode = MatchNode;
using ConditionPtr = std::shared_ptr<const MatchNode>;
using ConditionKind = MatchNode::Kind;

constexpr std::array<std::string_view, 3> condition_variables = {"object", "oldObject", "request"};
constexpr std::array<std::string_view, 3> text_functions = {"startsWith", "endsWith", "contains"};
constexpr int deepest_nesting = 50;
/// Chains of members and operators are as deep as they are long.
constexpr std::size_t longest_condition = 2048;

ConditionPtr make_node(ConditionKind kind, std::vector<ConditionPtr> parts, std::string name = {}) {
  return std::make_shared<const ConditionNode>(ConditionNode{kind, std::move(name), {}, std::move(parts)});
}
ConditionPtr literal_node(json::Value value) {
  return std::make_shared<const ConditionNode>(ConditionNode{ConditionKind::literal, {}, std::move(value), {}});
}

/// Recursive descent, a function a level of precedence. Throws Error(invalid).
class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text) : text_(text) {}

  ConditionPtr whole() {
    auto out = either();
    skip_blanks();
    if (at_ < text_.size()) fail("an operator");
    return out;
  }

 private:
  [[noreturn]] void fail(std::string_view expected) const {
    throw Error(Reason::invalid, fmt::format("{} is expected at character {}; this server understands members, texts, "
                                             "comparisons and their combination only",
                                             expected, at_ + 1));
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(std::string_view sign) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  void expect(std::string_view sign) {
    if (!take(sign)) fail(fmt::format("'{}'", sign));
  }
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string word() {
    skip_blanks();
    const auto begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || (at_ > begin && is_digit(text_[at_])))) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  ConditionPtr either() {
    if (++depth_ > deepest_nesting) fail("less nesting");
    auto out = both();
    while (take("||")) out = make_node(ConditionKind::either, {out, both()});
    --depth_;
    return out;
  }
  ConditionPtr both() {
    auto out = relation();
    while (take("&&")) out = make_node(ConditionKind::both, {out, relation()});
    return out;
  }
  ConditionPtr relation() {
    auto left = negation();
    if (take("==")) return make_node(ConditionKind::equal, {left, negation()});
    if (take("!=")) return make_node(ConditionKind::unequal, {left, negation()});
    const auto before = at_;
    if (word() == "in") return make_node(ConditionKind::in, {left, negation()});
    at_ = before;
    return left;
  }
  ConditionPtr negation() {
    skip_blanks();
    if (text_.substr(at_).starts_with("!=") || !take("!")) return with_members(primary());
    if (++depth_ > deepest_nesting) fail("less nesting");
    auto out = make_node(ConditionKind::negate, {negation()});
    --depth_;
    return out;
  }
  ConditionPtr primary() {
    skip_blanks();
    if (at_ >= text_.size()) fail("a value");
    const char next = text_[at_];
    if (next == '"' || next == '\'') return literal_node(json::Value(json::String(quoted_text(next))));
    if (is_digit(next) || next == '-') return literal_node(number());
    if (take("(")) {
      auto out = either();
      expect(")");
      return out;
    }
    if (take("[")) return list();
    return named();
  }
  ConditionPtr list() {
    std::vector<ConditionPtr> items;
    while (!take("]")) {
      if (!items.empty()) expect(",");
      items.push_back(either());
    }
    return make_node(ConditionKind::list, std::move(items));
  }
  ConditionPtr named() {
    const auto begin = at_;
    const auto name = word();
    if (name == "true" || name == "false") return literal_node(name == "true");
    if (name == "null") return literal_node(nullptr);
    if (name == "has") {
      expect("(");
      if (++depth_ > deepest_nesting) fail("less nesting");
      auto what = with_members(primary());
      --depth_;
      if (what->kind != ConditionKind::member) fail("a member");
      expect(")");
      return make_node(ConditionKind::has, {what});
    }
    if (std::ranges::find(condition_variables, name) != condition_variables.end())
      return make_node(ConditionKind::variable, {}, name);
    at_ = begin;
    fail("object, oldObject, request, has() or a literal");
  }
  ConditionPtr with_members(ConditionPtr of) {
    while (true) {
      if (take("[")) {
        skip_blanks();
        if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) fail("the name of a member");
        auto name = quoted_text(text_[at_]);
        expect("]");
        of = make_node(ConditionKind::member, {of}, std::move(name));
      } else if (take(".")) {
        auto name = word();
        if (name.empty()) fail("the name of a member");
        if (take("(")) {
          if (std::ranges::find(text_functions, name) == text_functions.end()) fail("startsWith, endsWith or contains");
          auto argument = either();
          expect(")");
          of = make_node(ConditionKind::call, {of, argument}, std::move(name));
        } else {
          of = make_node(ConditionKind::member, {of}, std::move(name));
        }
      } else {
        return of;
      }
    }
  }
  std::string quoted_text(char quote) {
    std::string out;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
        if (at_ >= text_.size() || std::string_view("\\\"'").find(text_[at_]) == std::string_view::npos)
          fail("\\\\, \\\" or \\'");
      }
      out += text_[at_];
    }
    if (at_ >= text_.size()) fail("the end of a text");
    ++at_;
    return out;
  }
  json::Value number() {
    std::int64_t out = 0;
    const auto* end = text_.data() + text_.size();
    const auto [rest, error] = std::from_chars(text_.data() + at_, end, out);
    if (error != std::errc() || (rest != end && (*rest == '.' || is_letter(*rest)))) fail("a whole number");
    at_ = static_cast<std::size_t>(rest - text_.data());
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

json::Value value_of(const ConditionNode& node, const json::Value& variables);

const json::Value* member_of(const json::Value& of, const std::string& name) {
  return of.is_object() ? of.get_object().if_contains(name) : nullptr;
}

bool truth_of(const ConditionNode& node, const json::Value& variables) {
  const auto value = value_of(node, variables);
  if (!value.is_bool())
    throw Error(Reason::invalid, fmt::format("{} is neither true nor false", json::serialize(value)));
  return value.get_bool();
}

/// As CEL has it: one side that decides is enough, though the other has an error.
bool joined(const ConditionNode& node, const json::Value& variables, bool decides) {
  std::optional<Error> failure;
  for (const auto& part : node.parts) {
    try {
      if (truth_of(*part, variables) == decides) return decides;
    } catch (const Error& error) {
      failure = error;
    }
  }
  if (failure) throw *failure;
  return !decides;
}

bool called(const ConditionNode& node, const json::Value& variables) {
  const auto whole = value_of(*node.parts[0], variables);
  const auto piece = value_of(*node.parts[1], variables);
  if (!whole.is_string() || !piece.is_string())
    throw Error(Reason::invalid, fmt::format("{} is asked of what is no text", node.name));
  const std::string_view text = whole.get_string();
  const std::string_view part = piece.get_string();
  if (node.name == "startsWith") return text.starts_with(part);
  if (node.name == "endsWith") return text.ends_with(part);
  return text.find(part) != std::string_view::npos;
}

bool contained(const json::Value& item, const json::Value& within) {
  if (within.is_array())
    return std::ranges::any_of(within.get_array(), [&](const json::Value& one) { return json::equal(one, item); });
  if (within.is_object() && item.is_string()) return within.get_object().contains(item.get_string());
  throw Error(Reason::invalid, "'in' is asked of what is neither a list nor a map");
}

json::Value value_of(const ConditionNode& node, const json::Value& variables) {
  const auto part = [&](std::size_t i) { return value_of(*node.parts[i], variables); };
  switch (node.kind) {
    case ConditionKind::literal:
      return node.value;
    case ConditionKind::list: {
      json::Array items;
      for (std::size_t i = 0; i < node.parts.size(); ++i) items.push_back(part(i));
      return items;
    }
    case ConditionKind::variable: {
      const auto* found = member_of(variables, node.name);
      return found == nullptr ? json::Value() : *found;
    }
    case ConditionKind::member: {
      const auto of = part(0);
      const auto* found = member_of(of, node.name);
      if (found == nullptr) throw Error(Reason::invalid, fmt::format("no such key: {}", node.name));
      return *found;
    }
    case ConditionKind::has: {
      const auto of = value_of(*node.parts[0]->parts[0], variables);
      if (!of.is_object()) throw Error(Reason::invalid, fmt::format("no such key: {}", node.parts[0]->name));
      return member_of(of, node.parts[0]->name) != nullptr;
    }
    case ConditionKind::call:
      return called(node, variables);
    case ConditionKind::equal:
      return json::equal(part(0), part(1));
    case ConditionKind::unequal:
      return !json::equal(part(0), part(1));
    case ConditionKind::in:
      return contained(part(0), part(1));
    case ConditionKind::negate:
      return !truth_of(*node.parts[0], variables);
    case ConditionKind::both:
      return joined(node, variables, false);
    case ConditionKind::either:
      return joined(node, variables, true);
  }
  return {};
}

}  // namespace

Result<MatchCondition> MatchCondition::compile(std::string_view expression) {
  if (expression.size() > longest_condition)
    return Error(Reason::invalid, fmt::format("is longer than {} characters", longest_condition));
  try {
    return MatchCondition(ConditionParser(expression).whole());
  } catch (const Error& error) {
    return error;
  }
}

Result<bool> MatchCondition::holds(const json::Value& variables) const {
  try {
    return truth_of(*root_, variables);
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace coracle::apiserver::admission
