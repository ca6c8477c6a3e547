#pragma once
#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace coracle::virtctl {

/// What is wrong with a command line, in one sentence that names the command and where its help is.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace coracle::virtctl
