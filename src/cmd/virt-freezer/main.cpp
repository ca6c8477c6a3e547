// Called in the compute container by backup tools before and after they copy the disks.
#include <getopt.h>

#include "cmd/virt-probe/launcher_call.h"

namespace {

constexpr char usage[] =
    "usage: virt-freezer --freeze|--unfreeze [--name NAME] [--namespace NAMESPACE] [--unfreezeTimeoutSeconds N]\n"
    "\n"
    "Stops the guest from writing to its file systems (until N seconds have passed, 300 by default), or lets it go "
    "on.\n"
    "A guest without an agent is left alone, which is no failure.\n";

constexpr int failed = 1;
constexpr int wrong_usage = 2;

launcher_call::Request body;
launcher_call::Reply reply;

int call(const char* path, bool freeze, int seconds) {
  char text[96];
  snprintf(text, sizeof text, "{\"protocol\":1,\"timeoutSeconds\":%d}", seconds);
  body.add(text);
  const char* verb = freeze ? "FreezeVirtualMachine" : "UnfreezeVirtualMachine";
  const char* json = launcher_call::post("virt-freezer", path, verb, body, reply, 65);
  if (!json) return failed;
  if (launcher_call::is_true(launcher_call::member(json, "success"))) return 0;
  const char* message = launcher_call::member(json, "message");
  const bool no_agent = message && strstr(message, "does not have guest agent connected");
  fputs("virt-freezer: ", stderr);
  launcher_call::print_text(message, stderr);
  fputc('\n', stderr);
  return no_agent ? 0 : failed;
}

}  // namespace

int main(int argc, char** argv) {
  const char* path = launcher_call::usual_socket;
  bool freeze = false;
  bool unfreeze = false;
  int seconds = 300;
  const option options[] = {
      {"freeze", no_argument, nullptr, 'f'},       {"unfreeze", no_argument, nullptr, 'u'},
      {"name", required_argument, nullptr, 'n'},   {"namespace", required_argument, nullptr, 'n'},
      {"socket", required_argument, nullptr, 's'}, {"unfreezeTimeoutSeconds", required_argument, nullptr, 't'},
      {"help", no_argument, nullptr, 'h'},         {nullptr, 0, nullptr, 0}};
  for (int given; (given = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    if (given == 'f') {
      freeze = true;
    } else if (given == 'u') {
      unfreeze = true;
    } else if (given == 's') {
      path = optarg;
    } else if (given == 't') {
      seconds = atoi(optarg);
    } else if (given != 'n') {  // this pod has one guest
      fputs(usage, given == 'h' ? stdout : stderr);
      return given == 'h' ? 0 : wrong_usage;
    }
  }
  if (freeze == unfreeze || optind != argc || seconds < 0 || seconds > 86'400) {
    fputs(usage, stderr);
    return wrong_usage;
  }
  return call(path, freeze, seconds);
}
