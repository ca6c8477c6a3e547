#include "schema/duplicates.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace coracle::schema {
namespace {

/// Reads on over one value at a time. The DOM cannot tell: of equal members it keeps the last. Every object that is
/// written comes by here, so nothing is allocated for one that is as it should be.
class DuplicateFinder {
 public:
  explicit DuplicateFinder(std::string_view text) : text_(text) {}

  std::vector<std::string> run() {
    value();
    return std::move(found_);
  }

 private:
  static constexpr std::size_t deepest = 200;
  static constexpr std::size_t most = 64;
  static constexpr std::size_t few = 16;  // so many names are compared faster than they are hashed

  /// A member's name, or an item's number.
  struct Step {
    std::string_view name;
    std::size_t index = 0;
    bool is_item = false;
  };

  char next() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  /// The letters between the quotes as they were written.
  std::string_view string() {
    const auto start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const auto end = std::min(at_, text_.size());
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(start, end - start);
  }

  void value() {
    if (path_.size() > deepest) {
      at_ = text_.size();
      return;
    }
    switch (next()) {
      case '{':
        return object();
      case '[':
        return list();
      case '"':
        string();
        return;
      default:
        while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
    }
  }

  /// Whether the object whose names begin at `first` has this one already; it has it from now on.
  bool is_there(std::size_t first, std::unordered_set<std::string_view>& many, std::string_view name) {
    const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto known = names_.size() - first;
    if (known == few) many.insert(begin, names_.end());
    const bool there = known < few ? std::find(begin, names_.end(), name) != names_.end() : !many.insert(name).second;
    names_.push_back(name);
    return there;
  }

  void object() {
    const auto first = names_.size();
    std::unordered_set<std::string_view> many;
    ++at_;
    while (next() == '"') {
      const auto name = string();
      path_.push_back({name});
      if (is_there(first, many, name) && found_.size() < most) found_.push_back(here());
      const bool is_member = next() == ':';
      if (is_member) {
        ++at_;
        value();
      }
      path_.pop_back();
      if (!is_member || next() != ',') break;
      ++at_;
    }
    if (next() == '}') ++at_;
    names_.resize(first);
  }

  void list() {
    ++at_;
    for (std::size_t i = 0; next() != ']' && at_ < text_.size(); ++i) {
      const auto before = at_;
      path_.push_back({{}, i, true});
      value();
      path_.pop_back();
      if (next() == ',') ++at_;
      if (at_ == before) return;  // no JSON
    }
    if (next() == ']') ++at_;
  }

  std::string here() const {
    std::string path;
    for (const auto& step : path_) {
      if (step.is_item)
        path += fmt::format("[{}]", step.index);
      else
        path.append(path.empty() ? "" : ".").append(step.name);
    }
    return fmt::format("duplicate field \"{}\"", path);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Step> path_;
  std::vector<std::string_view> names_;  ///< of the objects that are being read, the innermost last
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> duplicate_members(std::string_view text) { return DuplicateFinder(text).run(); }

}  // namespace coracle::schema
