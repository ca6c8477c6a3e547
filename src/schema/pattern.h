#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace coracle::schema {

/// A regular expression that comes from outside: RE2, so no input makes it run for longer than its length allows.
class Pattern {
 public:
  /// invalid when it is no expression or one too big (1 MiB compiled).
  static Result<std::shared_ptr<const Pattern>> compile(std::string_view text);
  ~Pattern();
  /// Whether it is found anywhere in `text`.
  bool matches(std::string_view text) const;
  const std::string& text() const { return text_; }

 private:
  struct Compiled;
  Pattern(std::string text, std::unique_ptr<Compiled> compiled);
  std::string text_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace coracle::schema
