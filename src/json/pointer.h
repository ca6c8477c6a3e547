#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace coracle::json {

/// A JSON pointer (RFC 6901): "" is the whole document, "/metadata/labels/a~1b" the label "a/b".
class Pointer {
 public:
  Pointer() = default;
  explicit Pointer(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {}
  /// Errors: a text that is not empty and does not begin with "/", or a "~" not followed by 0 or 1.
  static Result<Pointer> parse(std::string_view text);

  const std::vector<std::string>& tokens() const { return tokens_; }
  bool empty() const { return tokens_.empty(); }
  std::string text() const;
  Pointer child(std::string_view token) const;
  /// The pointer without its last token; of the empty one, itself.
  Pointer parent() const;
  /// True when `other` is this pointer or leads to something within what this one leads to.
  bool contains(const Pointer& other) const;
  /// What it leads to, or null. Array indices have no sign and no leading zero.
  const Value* get(const Value& document) const;
  Value* get(Value& document) const;
  bool operator==(const Pointer&) const = default;

 private:
  std::vector<std::string> tokens_;
};

/// A member's name as it stands in a pointer: "~" is "~0", "/" is "~1".
std::string escape(std::string_view token);

/// The index that a token names, at most `limit`; nothing for "-", a sign, a leading zero or a greater number.
std::optional<std::size_t> array_index(std::string_view token, std::size_t limit);

}  // namespace coracle::json
