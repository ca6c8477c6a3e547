#include "base/until_cancelled.h"

namespace coracle {

Task<> until_cancelled(Scope& scope) {
  std::exception_ptr ended;
  try {
    co_await sleep_until(SteadyTime::max());
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await scope.cancel_and_join();
  std::rethrow_exception(ended);
}

}  // namespace coracle
