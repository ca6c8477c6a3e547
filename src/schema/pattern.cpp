#include "schema/pattern.h"

#include <re2/re2.h>

namespace coracle::schema {

struct Pattern::Compiled {
  Compiled(const std::string& text, const RE2::Options& options) : expression(text, options) {}
  RE2 expression;
};

Pattern::Pattern(std::string text, std::unique_ptr<Compiled> compiled)
    : text_(std::move(text)), compiled_(std::move(compiled)) {}
Pattern::~Pattern() = default;

Result<std::shared_ptr<const Pattern>> Pattern::compile(std::string_view text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  auto compiled = std::make_unique<Compiled>(std::string(text), options);
  if (!compiled->expression.ok()) {
    return Error(Reason::invalid, "error parsing regexp: " + compiled->expression.error());
  }
  return std::shared_ptr<const Pattern>(new Pattern(std::string(text), std::move(compiled)));
}

bool Pattern::matches(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression);
}

}  // namespace coracle::schema
