// An exec probe of the compute container: asks the guest through virt-launcher, and ends with the guest's answer.
#include <getopt.h>

#include "cmd/virt-probe/launcher_call.h"

namespace {

constexpr char usage[] =
    "usage: virt-probe [--socket PATH] [--domainName NAME] --timeoutSeconds N --guestAgentPing\n"
    "       virt-probe [--socket PATH] [--domainName NAME] --timeoutSeconds N --command PROGRAM [-- ARGUMENT...]\n"
    "\n"
    "Asks the guest's agent for a sign of life, or runs a program in the guest and ends with its exit status.\n";

constexpr int failed = 1;
constexpr int wrong_usage = 2;

launcher_call::Request body;
launcher_call::Reply reply;

int probe(const char* path, const char* command, char** words, int count, int seconds) {
  char number[32];
  snprintf(number, sizeof number, "%d", seconds);
  body.add("{\"protocol\":1,\"timeoutSeconds\":");
  body.add(number);
  if (command) {
    body.add(",\"command\":");
    body.add_quoted(command);
    body.add(",\"args\":[");
    for (int i = 0; i < count; ++i) {
      if (i > 0) body.add(",");
      body.add_quoted(words[i]);
    }
    body.add("]");
  }
  body.add("}");
  const char* json = launcher_call::post("virt-probe", path, command ? "Exec" : "GuestPing", body, reply, seconds + 5);
  if (!json) return failed;
  launcher_call::print_text(launcher_call::member(json, "out"), stdout);
  if (launcher_call::is_true(launcher_call::member(json, "success"))) {
    return launcher_call::number(launcher_call::member(json, "exitCode"));
  }
  fputs("virt-probe: ", stderr);
  launcher_call::print_text(launcher_call::member(json, "message"), stderr);
  fputc('\n', stderr);
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  const char* path = launcher_call::usual_socket;
  const char* command = nullptr;
  bool ping = false;
  int seconds = 1;
  const option options[] = {{"socket", required_argument, nullptr, 's'},
                            {"domainName", required_argument, nullptr, 'd'},
                            {"timeoutSeconds", required_argument, nullptr, 't'},
                            {"command", required_argument, nullptr, 'c'},
                            {"guestAgentPing", no_argument, nullptr, 'p'},
                            {"help", no_argument, nullptr, 'h'},
                            {nullptr, 0, nullptr, 0}};
  for (int given; (given = getopt_long(argc, argv, "+", options, nullptr)) != -1;) {
    if (given == 's') {
      path = optarg;
    } else if (given == 't') {
      seconds = atoi(optarg);
    } else if (given == 'c') {
      command = optarg;
    } else if (given == 'p') {
      ping = true;
    } else if (given != 'd') {  // this pod has one domain
      fputs(usage, given == 'h' ? stdout : stderr);
      return given == 'h' ? 0 : wrong_usage;
    }
  }
  if (ping == (command != nullptr) || seconds < 1 || seconds > 86'400) {
    fputs(usage, stderr);
    return wrong_usage;
  }
  return probe(path, command, argv + optind, argc - optind, seconds);
}
