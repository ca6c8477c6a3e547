#include "proc/namespaces.h"

#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "proc/child.h"

namespace coracle::proc {
namespace {
namespace entering {

constexpr int target_number = 3;  // the descriptor the helper finds the process at
constexpr std::size_t most_bytes = 1U << 20U;

json::Value answer_of(const Error& error) {
  json::Object details;
  details["reason"] = std::string(to_string(error.reason()));
  details["message"] = error.message();
  json::Object answer;
  answer["error"] = std::move(details);
  return answer;
}

void enter(const json::Value& request) {
  int flags = 0;
  const auto* network = json::find(request, {"network"});
  const auto* mount = json::find(request, {"mount"});
  if (network && network->is_bool() && network->get_bool()) flags |= CLONE_NEWNET;
  if (mount && mount->is_bool() && mount->get_bool()) flags |= CLONE_NEWNS;
  if (flags != 0 && ::setns(target_number, flags) != 0) throw system_error(errno, "enter the namespaces");
  ::close(target_number);
}

json::Value perform(std::span<const Action> actions) {
  const auto request = json::parse(read_to_end(STDIN_FILENO, most_bytes, "the request")).take();
  const auto name = json::text(request, {"action"});
  const auto known = std::find_if(actions.begin(), actions.end(), [&](const Action& a) { return a.name == name; });
  if (known == actions.end()) throw Error(Reason::not_found, "no action \"" + std::string(name) + "\"");
  enter(request);
  const auto* given = json::find(request, {"request"});
  json::Object answer;
  answer["result"] = known->perform(given ? *given : json::Value());
  return answer;
}

}  // namespace entering
}  // namespace

Task<json::Value> in_namespaces(int pidfd, Namespaces which, std::string action, json::Value request, Helper helper) {
  json::Object message;
  message["network"] = which.network;
  message["mount"] = which.mount;
  message["action"] = action;
  message["request"] = std::move(request);
  Command command;
  command.program = helper.program;
  command.arguments = helper.arguments;
  command.environment.emplace();
  command.directory = "/";
  command.descriptors.emplace_back(pidfd, entering::target_number);
  RunLimits limits;
  limits.time = helper.deadline;
  const auto output = co_await run(std::move(command), json::serialize(message), limits);
  if (!output.exit.ok())
    throw Error(Reason::internal_error,
                "namespace helper for \"" + action + "\": " + output.exit.text() + ": " + output.err.substr(0, 500));
  auto answer = json::parse(output.out).take();
  if (const auto* error = json::find(answer, {"error"}))
    throw Error(reason_from(json::text(*error, {"reason"})), std::string(json::text(*error, {"message"})));
  const auto* result = json::find(answer, {"result"});
  co_return result ? *result : json::Value();
}

bool is_namespace_helper(int argc, const char* const* argv) {
  return argc == 2 && std::string_view(argv[1]) == Helper{}.arguments.front();
}

int namespace_helper_main(std::span<const Action> actions) {
  // Whoever asked is gone: so are we. And nobody in the entered namespaces may look into this process.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  json::Value answer;
  try {
    answer = entering::perform(actions);
  } catch (const Error& error) {
    answer = entering::answer_of(error);
  } catch (const std::exception& error) {
    answer = entering::answer_of(Error(Reason::internal_error, error.what()));
  }
  try {
    write_all(STDOUT_FILENO, json::serialize(answer), "the answer");
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace coracle::proc
