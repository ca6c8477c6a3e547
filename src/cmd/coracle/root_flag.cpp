#include <CLI/CLI.hpp>

#include "cmd/coracle/command.h"

namespace coracle::cmd {
void add_root_flag(CLI::App& app, std::string& root) {
  app.add_option("--root", root, "Folder below which the whole cluster lives (default: the machine's own folders)")
      ->check([](const std::string& path) {
        return path.empty() || path.front() == '/' ? std::string() : "must be an absolute path";
      });
}
}  // namespace coracle::cmd
