#pragma once
#include <memory>

#include "base/scope.h"

namespace coracle::net {

/// A scope of an object that may be dropped at any time, as streams are: its tasks are cancelled then, and the scope
/// itself goes when they have ended. What the tasks use they must own.
class LooseScope {
 public:
  explicit LooseScope(const Loop::Executor& executor) : scope_(std::make_shared<Scope>(executor, ignore)) {}
  LooseScope(const LooseScope&) = delete;
  LooseScope& operator=(const LooseScope&) = delete;
  ~LooseScope() {
    scope_->cancel();
    let_go(scope_);
  }
  Scope& operator*() const { return *scope_; }
  Scope* operator->() const { return scope_.get(); }

 private:
  static void ignore(const std::string&, std::exception_ptr) {}
  static void let_go(const std::shared_ptr<Scope>& scope) {
    if (scope->running() == 0) return;
    coracle::post(scope->executor(), [scope] { let_go(scope); });
  }
  std::shared_ptr<Scope> scope_;
};

}  // namespace coracle::net
