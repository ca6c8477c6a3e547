#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "base/time.h"
#include "json/value.h"

namespace coracle::proc {

/// Which namespaces of a process to enter.
struct Namespaces {
  bool network = false;
  bool mount = false;
};

/// Our own program as the helper that enters namespaces: setns(CLONE_NEWNS) fails in a process with threads, and a
/// thread left in a foreign network would be a hole. Its main() calls namespace_helper_main() for these arguments.
struct Helper {
  std::string program = "/proc/self/exe";
  std::vector<std::string> arguments = {"namespace-helper"};
  Duration deadline = std::chrono::seconds(5);
};

/// What the helper can do by name: takes the request, gives the answer, throws Error.
struct Action {
  std::string_view name;
  std::function<json::Value(const json::Value& request)> perform;
};

/// Performs an action in the namespaces of the process behind `pidfd`, which must stay open until this returns; nothing
/// of ours stays there. Throws the action's Error, and timeout after the helper's deadline.
Task<json::Value> in_namespaces(int pidfd, Namespaces which, std::string action, json::Value request,
                                Helper helper = {});

/// The helper's side: reads one request from standard input, enters, performs, answers on standard output. Must run
/// before the process has a second thread. Returns the exit status.
int namespace_helper_main(std::span<const Action> actions);

/// The arguments that a main() compares with: true for `program namespace-helper`.
bool is_namespace_helper(int argc, const char* const* argv);

}  // namespace coracle::proc
