#include "json/json_path.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace coracle::json {

struct JsonPath::Step {
  enum class Kind { member, wildcard, descend, items, filter };
  struct Slice {
    std::optional<long long> begin;
    std::optional<long long> end;
    long long step = 1;
    bool single = false;  ///< [n]: `begin` alone
  };
  enum class Compare { present, equal, not_equal, less, less_or_equal, greater, greater_or_equal };
  /// One side of a filter: a path from the item, or a constant.
  struct Operand {
    std::vector<Step> path;
    std::optional<Value> constant;
  };

  Kind kind = Kind::member;
  std::vector<std::string> names;  ///< of member
  std::vector<Slice> slices;       ///< of items
  Operand left;                    ///< of filter
  Operand right;
  Compare compare = Compare::present;
};

namespace {
namespace paths {

using Step = JsonPath::Step;
using Values = std::vector<const Value*>;
constexpr std::size_t most_bytes = 4096;
constexpr std::size_t most_steps = 64;
constexpr std::size_t most_values = 100'000;

struct Unreadable {
  std::string why;
  std::size_t at;
};

constexpr std::array<std::pair<std::string_view, Step::Compare>, 6> comparisons = {
    {{"==", Step::Compare::equal},
     {"!=", Step::Compare::not_equal},
     {"<=", Step::Compare::less_or_equal},
     {">=", Step::Compare::greater_or_equal},
     {"<", Step::Compare::less},
     {">", Step::Compare::greater}}};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Step> whole() {
    blanks();
    const bool braces = take("{");
    blanks();
    take("$");
    auto read = steps(false);
    blanks();
    if (braces && !take("}")) fail("\"}\" is missing");
    blanks();
    if (at_ != text_.size()) fail("unexpected \"" + std::string(text_.substr(at_, 1)) + "\"");
    if (read.empty() && !braces) fail("a path such as .spec.nodeName is expected");
    return read;
  }

 private:
  [[noreturn]] void fail(std::string why) const { throw Unreadable{std::move(why), at_}; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void blanks() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }

  std::vector<Step> steps(bool in_filter) {
    std::vector<Step> read;
    while (true) {
      if (read.size() > most_steps) fail("more than " + std::to_string(most_steps) + " steps");
      if (take("..")) {
        if (in_filter) fail("a filter cannot hold \"..\"");
        read.push_back({.kind = Step::Kind::descend});
        if (peek() != '[') read.push_back(name_or_star());
      } else if (peek() == '.') {
        ++at_;
        // `.[0]` is taken as `[0]`, and a lone dot is the document.
        if (peek() != '[' && !ends_path()) read.push_back(name_or_star());
      } else if (peek() == '[') {
        read.push_back(bracket(in_filter));
      } else if (read.empty() && is_name(peek())) {
        read.push_back(name_or_star());
      } else {
        return read;
      }
    }
  }

  bool ends_path() const { return at_ == text_.size() || peek() == '}' || peek() == ' '; }
  static bool is_name(char c) {
    constexpr std::string_view special = ".[]{}()'\"|<>=!,;: \t\n$@?*";
    return c != '\0' && special.find(c) == std::string_view::npos;
  }

  Step name_or_star() {
    if (take("*")) return {.kind = Step::Kind::wildcard};
    std::string name;
    while (at_ < text_.size()) {
      if (peek() == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      } else if (!is_name(peek())) {
        break;
      }
      name += text_[at_++];
    }
    if (name.empty()) fail("a member's name is expected");
    return {.kind = Step::Kind::member, .names = {std::move(name)}};
  }

  Step bracket(bool in_filter) {
    ++at_;
    blanks();
    Step step;
    if (take("*")) {
      step.kind = Step::Kind::wildcard;
    } else if (take("?(")) {
      if (in_filter) fail("a filter cannot hold another one");
      step = filter();
    } else if (peek() == '\'' || peek() == '"') {
      step.names.push_back(quoted());
      while (comma()) step.names.push_back(quoted());
    } else {
      step.kind = Step::Kind::items;
      step.slices.push_back(slice());
      while (comma()) step.slices.push_back(slice());
    }
    blanks();
    if (!take("]")) fail("\"]\" is missing");
    return step;
  }

  bool comma() {
    blanks();
    if (!take(",")) return false;
    blanks();
    return true;
  }

  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("a quoted name is expected");
    ++at_;
    std::string read;
    while (at_ < text_.size() && peek() != quote) {
      if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
      read += text_[at_++];
    }
    if (at_ == text_.size()) fail("the closing quote is missing");
    ++at_;
    return read;
  }

  std::optional<long long> integer() {
    blanks();
    long long number = 0;
    const auto* const begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error == std::errc::invalid_argument) return std::nullopt;
    if (error != std::errc() || number > 1'000'000'000 || number < -1'000'000'000) fail("the index is too great");
    at_ += static_cast<std::size_t>(end - begin);
    blanks();
    return number;
  }

  Step::Slice slice() {
    Step::Slice read;
    read.begin = integer();
    if (peek() != ':') {
      if (!read.begin) fail("an index, a quoted name, \"*\" or \"?(\" is expected");
      read.single = true;
      return read;
    }
    ++at_;
    read.end = integer();
    if (take(":")) read.step = integer().value_or(1);
    if (read.step <= 0) fail("the step must be > 0");
    return read;
  }

  Step filter() {
    Step step;
    step.kind = Step::Kind::filter;
    step.left = operand();
    for (const auto& [sign, compare] : comparisons) {
      if (!take(sign)) continue;
      step.compare = compare;
      step.right = operand();
      break;
    }
    if (!take(")")) fail("\")\" is missing");
    return step;
  }

  Step::Operand operand() {
    blanks();
    Step::Operand read;
    if (take("@")) {
      read.path = steps(true);
    } else {
      read.constant = constant();
    }
    blanks();
    return read;
  }

  Value constant() {
    if (peek() == '\'' || peek() == '"') return Value(quoted());
    if (take("true")) return true;
    if (take("false")) return false;
    const auto* const begin = text_.data() + at_;
    double number = 0;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error != std::errc()) fail("\"@\", a quoted text, a number, true or false is expected");
    at_ += static_cast<std::size_t>(end - begin);
    return number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void put(Values& out, const Value* value) {
  if (out.size() < most_values) out.push_back(value);
}

void children(const Value& value, Values& out) {
  if (const auto* object = value.if_object())
    for (const auto& member : *object) put(out, &member.value());
  if (const auto* array = value.if_array())
    for (const auto& item : *array) put(out, &item);
}

// The value itself and everything within, each before what it holds.
void descend(const Value& value, Values& out) {
  if (!value.is_structured() || out.size() >= most_values) return;
  put(out, &value);
  if (const auto* object = value.if_object())
    for (const auto& member : *object) descend(member.value(), out);
  if (const auto* array = value.if_array())
    for (const auto& item : *array) descend(item, out);
}

void items(const Array& array, const Step::Slice& slice, Values& out) {
  const auto size = static_cast<long long>(array.size());
  const auto from_end = [size](long long index) { return index < 0 ? index + size : index; };
  auto begin = from_end(slice.begin.value_or(0));
  if (slice.single) {
    if (begin >= 0 && begin < size) put(out, &array[static_cast<std::size_t>(begin)]);
    return;
  }
  begin = std::max(begin, 0LL);
  const auto end = std::min(from_end(slice.end.value_or(size)), size);
  for (auto i = begin; i < end; i += slice.step) put(out, &array[static_cast<std::size_t>(i)]);
}

Values walk(const std::vector<Step>& steps, const Value& document);

std::optional<int> order(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) return a.get_string().compare(b.get_string());
  if (!a.is_number() || !b.is_number()) return std::nullopt;
  const auto left = a.to_number<double>();
  const auto right = b.to_number<double>();
  return left < right ? -1 : left > right;
}

bool compares(const Value& a, const Value& b, Step::Compare compare) {
  if (compare == Step::Compare::equal) return equal(a, b);
  if (compare == Step::Compare::not_equal) return !equal(a, b);
  const auto sign = order(a, b);
  if (!sign) return false;
  switch (compare) {
    case Step::Compare::less:
      return *sign < 0;
    case Step::Compare::less_or_equal:
      return *sign <= 0;
    case Step::Compare::greater:
      return *sign > 0;
    default:
      return *sign >= 0;
  }
}

bool passes(const Step& filter, const Value& item) {
  const auto side = [&item](const Step::Operand& operand) -> const Value* {
    if (operand.constant) return &*operand.constant;
    const auto found = walk(operand.path, item);
    return found.empty() ? nullptr : found.front();
  };
  const auto* left = side(filter.left);
  if (filter.compare == Step::Compare::present) return left != nullptr;
  const auto* right = side(filter.right);
  return left && right && compares(*left, *right, filter.compare);
}

void take_step(const Step& step, const Value& value, Values& out) {
  switch (step.kind) {
    case Step::Kind::member:
      if (const auto* object = value.if_object())
        for (const auto& name : step.names)
          if (const auto* member = object->if_contains(name)) put(out, member);
      return;
    case Step::Kind::wildcard:
      return children(value, out);
    case Step::Kind::descend:
      return descend(value, out);
    case Step::Kind::items:
      if (const auto* array = value.if_array())
        for (const auto& slice : step.slices) items(*array, slice, out);
      return;
    case Step::Kind::filter:
      if (const auto* array = value.if_array())
        for (const auto& item : *array)
          if (passes(step, item)) put(out, &item);
      return;
  }
}

Values walk(const std::vector<Step>& steps, const Value& document) {
  Values found{&document};
  for (const auto& step : steps) {
    Values next;
    for (const auto* value : found) take_step(step, *value, next);
    found = std::move(next);
    if (found.empty()) break;
  }
  return found;
}

}  // namespace paths
}  // namespace

Result<JsonPath> JsonPath::compile(std::string_view text) {
  if (text.size() > paths::most_bytes)
    return Error(Reason::bad_request, "JSONPath is longer than " + std::to_string(paths::most_bytes) + " bytes");
  try {
    return JsonPath(std::make_shared<const std::vector<Step>>(paths::Reader(text).whole()));
  } catch (const paths::Unreadable& wrong) {
    return Error(Reason::bad_request,
                 "JSONPath \"" + std::string(text) + "\": " + wrong.why + " at column " + std::to_string(wrong.at + 1));
  }
}

std::vector<const Value*> JsonPath::evaluate(const Value& document) const { return paths::walk(*steps_, document); }

const Value* JsonPath::first(const Value& document) const {
  const auto found = evaluate(document);
  return found.empty() ? nullptr : found.front();
}

}  // namespace coracle::json
