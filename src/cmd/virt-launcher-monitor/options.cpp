#include "cmd/virt-launcher-monitor/options.h"

#include <stdio.h>
#include <string.h>

namespace launcher_monitor {
namespace {

/// The value of `--name VALUE` or `--name=VALUE` at argv[i], or null when that is another option.
const char* value_of(const char* name, int argc, char** argv, int i) {
  const size_t length = strlen(name);
  if (strncmp(argv[i], name, length) != 0) return nullptr;
  if (argv[i][length] == '=') return argv[i] + length + 1;
  if (argv[i][length] != '\0') return nullptr;
  return i + 1 < argc ? argv[i + 1] : "";
}

}  // namespace

bool parse(int argc, char** argv, Options& options) {
  if (argc < 1) return false;
  int passed = 1;
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "--keep-after-failure") == 0 || strcmp(argv[i], "--keep-after-failure=true") == 0) {
      options.keep_after_failure = true;
      continue;
    }
    if (strcmp(argv[i], "--keep-after-failure=false") == 0) continue;
    if (strcmp(argv[i], "--help") == 0) options.help = true;
    if (const char* program = value_of("--monitored-program", argc, argv, i)) {
      if (!*program) {
        fputs("virt-launcher-monitor: --monitored-program needs a path\n", stderr);
        return false;
      }
      options.program = program;
      if (!strchr(argv[i], '=')) ++i;
      continue;
    }
    if (const char* folder = value_of("--container-disk-dir", argc, argv, i)) options.container_disk_dir = folder;
    argv[passed++] = argv[i];
  }
  argv[0] = const_cast<char*>(options.program);
  argv[passed] = nullptr;
  options.passed_on = argv;
  return true;
}

}  // namespace launcher_monitor
