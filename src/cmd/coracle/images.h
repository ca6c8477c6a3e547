#pragma once
#include <string>
#include <vector>

#include "base/log.h"
#include "base/task.h"
#include "cmd/coracle/layout.h"

namespace coracle::cmd {

/// Our images, in the order in which they are needed.
struct OwnImage {
  std::string_view name;  ///< "pause": <folder>/pause.tar holds localhost/coracle/pause:<version>
  bool needed;            ///< no cluster without it
};
inline constexpr OwnImage own_images[] = {{"pause", true}, {"virt-launcher", true}, {"busybox", false}};

/// "localhost/coracle/pause:0.1.0"
std::string own_image_name(std::string_view name);

/// Where the archives lie: the folder asked for, else beside the program (build/bin and build/images), else below
/// /usr/share/coracle. Throws Error(not_found) saying which archive is missing.
std::string image_folder(const std::string& asked_for);

/// Imports what the runtime behind `socket` does not have yet, or has of another build, and waits for the runtime to
/// come up first. What was imported is noted in the state's folder.
Task<> import_own_images(Layout layout, std::string socket, std::string folder, Log log);

/// Takes what import_own_images() gave to a containerd that is not ours out of it again, before the state goes. Says on
/// standard error what it cannot.
void remove_imported_images(const Layout& layout, const std::string& socket);

}  // namespace coracle::cmd
