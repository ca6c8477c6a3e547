#pragma once
#include "base/scope.h"

namespace coracle {

/// The end of a run() whose tasks do the work: waits until the caller is cancelled, ends and joins the scope's tasks in
/// peace, and passes the cancellation on.
Task<> until_cancelled(Scope& scope);

}  // namespace coracle
