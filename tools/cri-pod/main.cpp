#include <charconv>
#include <cstdio>

#include "base/scope.h"
#include "commands.h"

namespace {
using namespace coracle;

constexpr const char* usage = R"(usage: cri-pod [OPTION...] COMMAND ARGUMENT...

Runs a pod on a container runtime directly, without any server: for trying a runtime and for tests.

  run FILE              start the pod that FILE (JSON, kind Pod) describes; prints its sandbox's id
  wait POD              wait until its containers have ended; exit with the first status that is not 0
  status POD            print the state and address of the pod and the state of each container
  log POD               print a container's log, standard error to standard error
  exec POD -- COMMAND   run a command in a container and exit with its status
  remove POD            stop and remove the pod and its folder; tries for a minute

POD is NAME (namespace default) or NAMESPACE/NAME.

  --containerd SOCKET   the runtime's socket (default: /run/containerd/containerd.sock)
  --state DIR           folder for logs and emptyDirs (default: /run/cri-pod)
  --cgroup-parent PATH  cgroup that holds the pods' (default: /cri-pod)
  -c, --container NAME  which container of the pod (default: its first)
  --timeout SECONDS     for wait and exec (default: 600)
  -h, --help            this text

Of a Pod, cri-pod knows: metadata (name, namespace, uid, labels, annotations), spec.hostname, hostNetwork, restartPolicy
Never, securityContext (runAsUser, runAsGroup), volumes (hostPath.path, emptyDir) and containers with image,
imagePullPolicy, command, args, env (value), workingDir, tty, volumeMounts and securityContext. It refuses the rest.
)";

struct Usage {
  std::string problem;
};

struct CommandLine {
  cri_pod::Options options;
  std::vector<std::string> words;
  bool help = false;
};

std::chrono::seconds read_timeout(const std::string& text) {
  long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 1 || seconds > 86'400)
    throw Usage{"--timeout must be a number of seconds from 1 to 86400, not '" + text + "'"};
  return std::chrono::seconds(seconds);
}

CommandLine read_arguments(const std::vector<std::string>& arguments) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw Usage{argument + " needs a value"};
      return arguments[++i];
    };
    if (argument == "-h" || argument == "--help") {
      line.help = true;
    } else if (argument == "--containerd") {
      line.options.containerd = value();
    } else if (argument == "--state") {
      line.options.state = value();
    } else if (argument == "--cgroup-parent") {
      line.options.cgroup_parent = value();
      if (line.options.cgroup_parent.size() < 2 || line.options.cgroup_parent.front() != '/')
        throw Usage{"--cgroup-parent must begin with a slash, as /cri-pod"};
    } else if (argument == "-c" || argument == "--container") {
      line.options.container = value();
    } else if (argument == "--timeout") {
      line.options.timeout = read_timeout(value());
    } else if (argument == "--") {
      line.words.insert(line.words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    } else if (argument.size() > 1 && argument.front() == '-') {
      throw Usage{"unknown option " + argument};
    } else {
      line.words.push_back(argument);
    }
  }
  return line;
}

Task<int> perform(const rpc::Connection& connection, CommandLine line) {
  const rpc::CriClient cri(connection);
  const rpc::ContainerdEvents events(connection);
  if (line.words.size() < 2) throw Usage{line.words.empty() ? "a command is missing" : "an argument is missing"};
  const auto name = line.words[0];
  const auto target = line.words[1];
  if (name == "exec") {
    const std::vector<std::string> command(line.words.begin() + 2, line.words.end());
    if (command.empty()) throw Usage{"exec needs a command after --"};
    co_return co_await cri_pod::exec(cri, line.options, target, command);
  }
  if (line.words.size() > 2) throw Usage{name + " takes one argument"};
  if (name == "run") co_return co_await cri_pod::run(cri, line.options, target);
  if (name == "wait") co_return co_await cri_pod::wait(cri, line.options, target, events);
  if (name == "status") co_return co_await cri_pod::status(cri, line.options, target);
  if (name == "log") co_return co_await cri_pod::log(cri, line.options, target);
  if (name == "remove") co_return co_await cri_pod::remove(cri, line.options, target);
  throw Usage{"unknown command " + name};
}

Task<> main_task(CommandLine line, int* status) {
  rpc::CallQueue queue;
  const rpc::Connection connection(queue, line.options.containerd);
  *status = co_await perform(connection, line);
}
}  // namespace

int main(int argc, char** argv) {
  int status = 0;
  try {
    const auto line = read_arguments({argv + 1, argv + argc});
    if (line.help || argc == 1) {
      std::fputs(usage, stdout);
      return 0;
    }
    run_task([&](Loop&) { return main_task(line, &status); });
  } catch (const Usage& wrong) {
    std::fprintf(stderr, "cri-pod: %s\ntry: cri-pod --help\n", wrong.problem.c_str());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cri-pod: %s\n", error.what());
    return 1;
  }
  return status;
}
