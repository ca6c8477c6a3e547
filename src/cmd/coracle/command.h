#pragma once
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace coracle::cmd {

/// What the command line asked for; gives the exit status.
using Chosen = std::function<int()>;

// A subcommand each: declares its flags below `parent` and, when it is on the command line, fills in `chosen`.
void add_apiserver(CLI::App& parent, Chosen& chosen);
void add_down(CLI::App& parent, Chosen& chosen);
void add_images(CLI::App& parent, Chosen& chosen);
void add_kubeconfig(CLI::App& parent, Chosen& chosen);
void add_status(CLI::App& parent, Chosen& chosen);
void add_token(CLI::App& parent, Chosen& chosen);
void add_up(CLI::App& parent, Chosen& chosen);

/// --root, which finds a cluster; every subcommand but apiserver has it.
void add_root_flag(CLI::App& app, std::string& root);

}  // namespace coracle::cmd
