#include "apiserver/rest/selector.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "apiserver/rest/names.h"
#include "apiserver/rest/text_scan.h"

namespace coracle::apiserver {

namespace {
using Operator = LabelSelector::Operator;

// Reads a label selector word by word.
class SelectorReader {
 public:
  explicit SelectorReader(std::string_view text) : rest_(text) { skip_blanks(); }
  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view symbol) {
    if (!rest_.starts_with(symbol)) return false;
    rest_.remove_prefix(symbol.size());
    skip_blanks();
    return true;
  }
  std::string word() {
    const auto end = std::min(rest_.find_first_of(" \t,()=!<>"), rest_.size());
    std::string found(rest_.substr(0, end));
    rest_.remove_prefix(end);
    skip_blanks();
    return found;
  }
  std::string_view rest() const { return rest_; }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }
  std::string_view rest_;
};

std::optional<std::vector<std::string>> read_values(SelectorReader& reader) {
  std::vector<std::string> values;
  if (!reader.take("(")) return std::nullopt;
  while (true) {
    values.push_back(reader.word());
    if (reader.take(")")) return values;
    if (!reader.take(",")) return std::nullopt;
  }
}

bool read_requirement(SelectorReader& reader, LabelSelector::Requirement& out) {
  const bool absent = reader.take("!");
  out.key = reader.word();
  if (out.key.empty()) return false;
  if (absent) {
    out.op = Operator::absent;
    return true;
  }
  if (reader.at_end() || reader.rest().starts_with(",")) {
    out.op = Operator::exists;
    return true;
  }
  if (reader.take("==") || reader.take("=")) {
    out.op = Operator::in;
    out.values = {reader.word()};
    return true;
  }
  if (reader.take("!=")) {
    out.op = Operator::not_in;
    out.values = {reader.word()};
    return true;
  }
  const bool greater = reader.take(">");
  if (greater || reader.take("<")) {
    out.op = greater ? Operator::greater : Operator::less;
    const auto number = reader.word();
    const auto* last = number.data() + number.size();
    const auto end = std::from_chars(number.data(), last, out.number);
    return !number.empty() && end.ec == std::errc{} && end.ptr == last;
  }
  const auto word = reader.word();
  if (word != "in" && word != "notin") return false;
  out.op = word == "in" ? Operator::in : Operator::not_in;
  auto values = read_values(reader);
  if (!values) return false;
  out.values = std::move(*values);
  return true;
}

bool holds(const LabelSelector::Requirement& requirement, const Labels& labels) {
  const auto found = std::lower_bound(labels.begin(), labels.end(), requirement.key,
                                      [](const auto& label, const std::string& key) { return label.first < key; });
  const bool present = found != labels.end() && found->first == requirement.key;
  const auto listed = [&] { return std::ranges::find(requirement.values, found->second) != requirement.values.end(); };
  switch (requirement.op) {
    case Operator::exists:
      return present;
    case Operator::absent:
      return !present;
    case Operator::in:
      return present && listed();
    case Operator::not_in:
      return !present || !listed();
    case Operator::greater:
    case Operator::less:
      break;
  }
  if (!present) return false;
  std::int64_t number = 0;
  const auto& text = found->second;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return false;
  return requirement.op == Operator::greater ? number > requirement.number : number < requirement.number;
}
}  // namespace

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  LabelSelector selector;
  SelectorReader reader(text);
  const auto wrong = [&](std::string_view why) {
    return Error(Reason::bad_request, fmt::format("unable to parse requirement: {}: {}", why, text));
  };
  while (!reader.at_end()) {
    Requirement requirement;
    if (!read_requirement(reader, requirement))
      return wrong("a selector is `key=value`, `key in (a,b)`, `key`, `!key`");
    if (auto error = wrong_label_name(requirement.key); !error.empty()) return wrong(error);
    for (const auto& value : requirement.values)
      if (auto error = wrong_label_value(value); !error.empty()) return wrong(error);
    selector.requirements_.push_back(std::move(requirement));
    if (reader.at_end()) break;
    if (!reader.take(",") || reader.at_end()) return wrong("a comma and another requirement must follow");
  }
  return selector;
}

bool LabelSelector::matches(const Labels& labels) const {
  return std::ranges::all_of(requirements_, [&](const auto& requirement) { return holds(requirement, labels); });
}

namespace {
// Up to a comma that is not escaped by a backslash; takes the comma too.
std::string take_term(std::string_view& text) {
  std::string term;
  std::size_t at = 0;
  for (; at < text.size() && text[at] != ','; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) term += text[at++];
    term += text[at];
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return term;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    plain += text[at];
  }
  return plain;
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> steps;
  while (true) {
    const auto dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}
}  // namespace

Result<FieldSelector> FieldSelector::parse(std::string_view text, const Resource& resource) {
  FieldSelector selector;
  const auto all = text;
  while (!text.empty()) {
    const auto term = take_term(text);
    if (term.empty()) continue;
    const auto sign = term.find_first_of("=!");
    const bool unequal = sign != std::string::npos && std::string_view(term).substr(sign).starts_with("!=");
    if (sign == std::string::npos || (term[sign] == '!' && !unequal))
      return Error(Reason::bad_request, fmt::format("invalid selector: '{}'; can't understand '{}'", all, term));
    const bool doubled = std::string_view(term).substr(sign).starts_with("==");
    const auto field = term.substr(0, sign);
    const bool known = field == "metadata.name" || (field == "metadata.namespace" && resource.namespaced) ||
                       std::ranges::find(resource.selectable_fields, field) != resource.selectable_fields.end();
    if (!known) return Error(Reason::bad_request, fmt::format("field label not supported: {}", field));
    const auto value = std::string_view(term).substr(sign + (unequal || doubled ? 2 : 1));
    selector.terms_.push_back({split_path(field), unescaped(value), !unequal});
  }
  return selector;
}

bool FieldSelector::matches(const StoredObject& object) const {
  for (const auto& term : terms_) {
    bool same = false;
    if (term.path.size() == 2 && term.path[0] == "metadata" && term.path[1] == "name") {
      same = object.name() == term.value;
    } else if (term.path.size() == 2 && term.path[0] == "metadata" && term.path[1] == "namespace") {
      same = object.namespace_() == term.value;
    } else {
      const auto found = scan_path(object.text(), term.path);
      same = (found ? scalar_text(*found) : std::string{}) == term.value;
    }
    if (same != term.equal) return false;
  }
  return true;
}

void FieldSelector::require_name(std::string name) { terms_.push_back({{"metadata", "name"}, std::move(name), true}); }

}  // namespace coracle::apiserver
