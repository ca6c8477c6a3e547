#pragma once
#include <string>

#include "virtctl/session.h"

namespace coracle::virtctl {

/// pause and unpause: of an instance, or of the virtual machine whose instance has the same name.
struct PausingFlags {
  std::string kind;  ///< "vm" or "vmi"
  std::string name;
  bool dry_run = false;
};
/// `verb` is "pause" or "unpause", `doing` begins the sentence of a failure: "Error pausing".
Task<int> pause_or_unpause(Session& session, PausingFlags flags, std::string verb, std::string doing);

/// A PUT without a body on an instance, and the sentence that tells of it: "VMI x was scheduled to reset".
Task<int> instance_verb(Session& session, std::string name, std::string path_verb, std::string said_verb,
                        std::string doing);

/// Prints what a GET on an instance answers, as JSON for people.
Task<int> print_instance_document(Session& session, std::string name, std::string path_verb, std::string doing);

}  // namespace coracle::virtctl
