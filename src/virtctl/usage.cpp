#include "virtctl/usage.h"

#include <CLI/CLI.hpp>
#include <cctype>

namespace coracle::virtctl {
namespace {

/// CLI11 says "A subcommand is required" of `coracle strat` as well, and tells what it does not know last word first.
std::string what_is_wrong(const CLI::App& app, const CLI::App& command, const CLI::ParseError& error) {
  const auto unknown = app.remaining(true);
  const bool lacks_command = command.get_require_subcommand_min() > 0;
  for (const auto& word : unknown)
    if (word.starts_with('-')) return "unknown flag " + word;
  if (!unknown.empty())
    return (lacks_command ? "unknown command \"" : "unexpected argument \"") + unknown.front() + "\"";
  if (lacks_command) return "a command is missing";
  std::string said = error.what();
  // Names of arguments are in capitals and stay.
  if (said.size() > 1 && std::islower(static_cast<unsigned char>(said[1])))
    said[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(said[0])));
  return said;
}
}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto* command = &app;
  auto name = app.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  return name + ": " + what_is_wrong(app, *command, error) + "; see " + name + " --help";
}

}  // namespace coracle::virtctl
