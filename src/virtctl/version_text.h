#pragma once
#include <string>

#include "json/value.h"

namespace coracle::virtctl {

/// What we say of ourselves, in the form that /version answers.
json::Value client_version();
/// As scripts expect it: version.Info{GitVersion:"v1.9.0+...", GitCommit:"", ...}.
std::string version_text(const json::Value& version);

}  // namespace coracle::virtctl
