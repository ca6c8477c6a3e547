#pragma once
#include "base/scope.h"

namespace coracle::net {

/// A scope of an object that may be dropped at any time, as streams are: its tasks are cancelled then, and end after
/// it. What the tasks use they must own.
class LooseScope {
 public:
  explicit LooseScope(const Loop::Executor& executor) : scope_(executor, ignore) {}
  LooseScope(const LooseScope&) = delete;
  LooseScope& operator=(const LooseScope&) = delete;
  ~LooseScope() { scope_.let_go(); }
  Scope& operator*() const { return scope_; }
  Scope* operator->() const { return &scope_; }

 private:
  static void ignore(const std::string&, std::exception_ptr) {}
  mutable Scope scope_;
};

}  // namespace coracle::net
