#pragma once
// The one coroutine type of the house. Headers include this, never <boost/asio.hpp>.
#include <boost/asio/awaitable.hpp>

namespace coracle {

/// Lazy: starts when awaited or spawned. Cancelling it makes the operation it waits on fail with Cancelled.
template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace coracle
