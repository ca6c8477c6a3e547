#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "apiserver/resource.h"

namespace coracle::apiserver::builtin {

/// How `kubectl get` shows a built-in kind: its columns after the name, and the function that fills them.
/// A column named Age gets metadata.creationTimestamp as it is; whoever renders makes the age.
struct Printer {
  std::vector<Column> columns;
  std::function<json::Array(const json::Value&)> cells;
};

/// The printer of `<plural>.<group>` (`<plural>` in the core group); of a kind without one: Age alone.
Printer printer_of(std::string_view qualified);

/// What the STATUS column says of a pod: a waiting or ended container's reason where there is one, else the phase.
std::string pod_status(const json::Value& pod);

}  // namespace coracle::apiserver::builtin
