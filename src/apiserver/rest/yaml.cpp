#include "apiserver/rest/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <cmath>
#include <map>
#include <sstream>
#include <vector>

#include "base/utf8.h"

namespace coracle::apiserver {

namespace {
struct TooMuch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A plain scalar's value; quoted ones (tag "!") are text.
json::Value plain_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  const auto* first = text.data();
  const auto* last = first + text.size();
  const auto* digits = *first == '+' ? first + 1 : first;
  std::int64_t whole = 0;
  if (const auto end = std::from_chars(digits, last, whole); end.ec == std::errc{} && end.ptr == last) return whole;
  std::uint64_t large = 0;
  if (const auto end = std::from_chars(digits, last, large); end.ec == std::errc{} && end.ptr == last) return large;
  if (text.starts_with("0x") || text.starts_with("0o")) {
    const auto base = text[1] == 'x' ? 16 : 8;
    if (const auto end = std::from_chars(first + 2, last, whole, base); end.ec == std::errc{} && end.ptr == last)
      return whole;
  }
  const bool number_like = text.find_first_not_of("+-.0123456789eE") == std::string::npos &&
                           text.find_first_of("0123456789") != std::string::npos;
  double real = 0;
  if (number_like)
    if (const auto end = std::from_chars(digits, last, real);
        end.ec == std::errc{} && end.ptr == last && std::isfinite(real))
      return real;
  return json::Value(text);
}

// Builds the value while yaml-cpp parses, so that no tree of YAML nodes is made first.
class YamlBuilder final : public YAML::EventHandler {
 public:
  json::Value take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { add(nullptr, anchor, 1); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) throw TooMuch(fmt::format("line {}: unknown anchor", mark.line + 1));
    add(known->second.value, 0, known->second.size);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    // yaml-cpp passes on what it reads; JSON is UTF-8 or nothing.
    if (!is_utf8(text)) throw TooMuch(fmt::format("line {}: a text is not valid UTF-8", mark.line + 1));
    const auto cost = 1 + text.size() / 32;  // so that a long text behind many aliases counts as what it becomes
    const bool quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (!open_.empty() && open_.back().value.is_object() && !open_.back().has_key) {
      open_.back().key = text;
      open_.back().has_key = true;
      count(cost);
      return;
    }
    add(quoted ? json::Value(text) : plain_scalar(text), anchor, cost);
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(json::Array{}, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    if (!open_.empty() && open_.back().value.is_object() && !open_.back().has_key)
      throw TooMuch(fmt::format("line {}: a map cannot be a key", mark.line + 1));
    open(json::Object{}, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    json::Value value;
    YAML::anchor_t anchor = 0;
    std::string key;
    bool has_key = false;
    std::size_t size = 1;
  };
  struct Anchored {
    json::Value value;
    std::size_t size;
  };

  void count(std::size_t values) {
    values_ += values;
    if (values_ > 1'000'000) throw TooMuch("the document is too large");
  }
  void open(json::Value value, YAML::anchor_t anchor) {
    if (open_.size() >= json::Limits{}.depth) throw TooMuch("the document is nested too deeply");
    open_.push_back({std::move(value), anchor, {}, false, 1});
  }
  void close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done.value), done.anchor, done.size);
  }
  void add(json::Value value, YAML::anchor_t anchor, std::size_t size) {
    count(size);
    if (anchor != 0) {
      count(size);
      anchors_[anchor] = {value, size};
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    auto& parent = open_.back();
    parent.size += size;
    if (parent.value.is_array()) {
      parent.value.get_array().push_back(std::move(value));
      return;
    }
    if (!parent.has_key) throw TooMuch("a map's key must be a scalar");
    parent.has_key = false;
    if (parent.key == "<<" && value.is_object()) {
      for (auto& [name, member] : value.get_object())
        if (!parent.value.get_object().contains(name)) parent.value.get_object()[name] = member;
    } else {
      parent.value.get_object()[parent.key] = std::move(value);
    }
  }

  json::Value root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t values_ = 0;
};

// yaml-cpp's reader calls itself for each level of flow brackets: bounded before it reads.
bool too_deep_in_brackets(std::string_view text) {
  std::size_t deepest = 0, depth = 0;
  for (const char letter : text) {
    if (letter == '[' || letter == '{') deepest = std::max(deepest, ++depth);
    if ((letter == ']' || letter == '}') && depth > 0) --depth;
  }
  return deepest > 1000;
}
}  // namespace

Result<json::Value> parse_yaml(std::string_view text) {
  if (too_deep_in_brackets(text)) return Error(Reason::bad_request, "yaml: the document is nested too deeply");
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    YamlBuilder builder;
    if (!parser.HandleNextDocument(builder)) return Error(Reason::bad_request, "yaml: the document is empty");
    return builder.take();
  } catch (const YAML::Exception& error) {
    return Error(Reason::bad_request, fmt::format("yaml: line {}: {}", error.mark.line + 1, error.msg));
  } catch (const TooMuch& error) {
    return Error(Reason::bad_request, fmt::format("yaml: {}", error.what()));
  }
}

}  // namespace coracle::apiserver
