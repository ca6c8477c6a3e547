#include "json/pointer.h"

#include <algorithm>
#include <charconv>

namespace coracle::json {
namespace {

template <class V>
V* pointer_step(V& value, const std::string& token) {
  if (auto* object = value.if_object()) return object->if_contains(token);
  if (auto* array = value.if_array()) {
    const auto index = array_index(token, array->size());
    if (index && *index < array->size()) return &(*array)[*index];
  }
  return nullptr;
}

template <class V>
V* pointer_walk(V& document, const std::vector<std::string>& tokens) {
  V* at = &document;
  for (const auto& token : tokens) {
    at = pointer_step(*at, token);
    if (!at) return nullptr;
  }
  return at;
}

}  // namespace

std::string escape(std::string_view token) {
  std::string out;
  for (const char c : token) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::optional<std::size_t> array_index(std::string_view token, std::size_t limit) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size() || index > limit) return std::nullopt;
  return index;
}

Result<Pointer> Pointer::parse(std::string_view text) {
  if (text.empty()) return Pointer();
  if (text.front() != '/')
    return Error(Reason::bad_request, "JSON pointer \"" + std::string(text) + "\" must begin with \"/\"");
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '/') {
      tokens.emplace_back();
    } else if (c != '~') {
      tokens.back() += c;
    } else if (i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      tokens.back() += text[++i] == '0' ? '~' : '/';
    } else {
      return Error(Reason::bad_request,
                   "JSON pointer \"" + std::string(text) + "\" has a \"~\" that is not followed by 0 or 1");
    }
  }
  return Pointer(std::move(tokens));
}

std::string Pointer::text() const {
  std::string out;
  for (const auto& token : tokens_) (out += '/') += escape(token);
  return out;
}

Pointer Pointer::child(std::string_view token) const {
  Pointer longer = *this;
  longer.tokens_.emplace_back(token);
  return longer;
}

Pointer Pointer::parent() const {
  Pointer shorter = *this;
  if (!shorter.tokens_.empty()) shorter.tokens_.pop_back();
  return shorter;
}

bool Pointer::contains(const Pointer& other) const {
  return tokens_.size() <= other.tokens_.size() && std::equal(tokens_.begin(), tokens_.end(), other.tokens_.begin());
}

const Value* Pointer::get(const Value& document) const { return pointer_walk(document, tokens_); }
Value* Pointer::get(Value& document) const { return pointer_walk(document, tokens_); }

}  // namespace coracle::json
