#include "schema/duplicates.h"

#include <fmt/format.h>

#include <unordered_set>

namespace coracle::schema {
namespace {

/// Reads on over one value at a time. The DOM cannot tell: of equal members it keeps the last.
class DuplicateFinder {
 public:
  explicit DuplicateFinder(std::string_view text) : text_(text) {}

  std::vector<std::string> run() {
    value("", 0);
    return std::move(found_);
  }

 private:
  static constexpr std::size_t deepest = 200;
  static constexpr std::size_t most = 64;

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

  void value(const std::string& path, std::size_t depth) {
    if (depth > deepest) {
      at_ = text_.size();
      return;
    }
    switch (next()) {
      case '{':
        return object(path, depth);
      case '[':
        return list(path, depth);
      case '"':
        string();
        return;
      default:
        while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
    }
  }

  void object(const std::string& path, std::size_t depth) {
    std::unordered_set<std::string_view> names;
    ++at_;
    while (next() == '"') {
      const auto name = string();
      const auto here = path.empty() ? std::string(name) : path + "." + std::string(name);
      if (!names.insert(name).second && found_.size() < most)
        found_.push_back(fmt::format("duplicate field \"{}\"", here));
      if (next() != ':') break;
      ++at_;
      value(here, depth + 1);
      if (next() != ',') break;
      ++at_;
    }
    if (next() == '}') ++at_;
  }

  void list(const std::string& path, std::size_t depth) {
    ++at_;
    for (std::size_t i = 0; next() != ']' && at_ < text_.size(); ++i) {
      const auto before = at_;
      value(fmt::format("{}[{}]", path, i), depth + 1);
      if (next() == ',') ++at_;
      if (at_ == before) return;  // no JSON
    }
    if (next() == ']') ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> duplicate_members(std::string_view text) { return DuplicateFinder(text).run(); }

}  // namespace coracle::schema
