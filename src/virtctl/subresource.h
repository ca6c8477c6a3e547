#pragma once
#include <string>
#include <vector>

#include "json/value.h"
#include "virtctl/session.h"

namespace coracle::virtctl {

enum class Target { machine, instance };

/// "/apis/subresources.kubevirt.io/v1/namespaces/NS/virtualmachines/NAME/VERB"; `verb` may hold slashes and a query.
std::string subresource_path(Target target, std::string_view ns, std::string_view name, std::string_view verb);

/// PUT of a body; answers have none.
Task<> put(Session& session, std::string path, json::Value body);

/// What --dry-run puts into a body's member dryRun: ["All"] or nothing, and says so on standard output.
void set_dry_run(json::Object& body, bool dry_run);

/// The same error with other words: the original's sentence around the server's.
Error reworded(const Error& error, std::string message);

}  // namespace coracle::virtctl
