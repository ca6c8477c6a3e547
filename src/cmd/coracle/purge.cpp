#include "cmd/coracle/purge.h"

#include <sys/mount.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "cmd/coracle/files.h"
#include "cmd/coracle/images.h"
#include "cmd/coracle/kept_flags.h"
#include "cmd/coracle/own_folders.h"
#include "proc/cgroup.h"

namespace coracle::cmd {
namespace {

constexpr const char* links[] = {"/usr/local/bin/coracle", "/usr/local/bin/virtctl", "/usr/local/bin/kubectl-virt"};

std::string link_text(const std::string& path) {
  char target[PATH_MAX];
  const auto length = ::readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

std::string folder_part(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

/// Links to programs beside ours; whatever else has these names is not ours.
void remove_links() {
  const auto ours = folder_part(link_text("/proc/self/exe"));
  for (const auto* link : links)
    if (const auto target = link_text(link); !target.empty() && folder_part(target) == ours) ::unlink(link);
}

/// The quick start's ~/.kube/config, unless somebody has changed it since.
void remove_user_kubeconfig(const Layout& layout) {
  const char* home = std::getenv("HOME");
  const auto ours = read_file_if_present(layout.admin_kubeconfig());
  if (!home || ours.empty()) return;
  const auto path = std::string(home) + "/.kube/config";
  if (read_file_if_present(path) == ours) ::unlink(path.c_str());
}

/// Groups of pods and of containerd; what still runs in them is killed.
void remove_groups(const Layout& layout) {
  const auto pods = layout.cgroup();
  std::vector<std::string> groups{pods};
  if (layout.root().empty())
    groups.emplace_back("/coracle");
  else
    groups = {pods.substr(0, pods.rfind('/'))};
  const auto cgroups = proc::Cgroups::find();
  for (const auto& group : groups) {
    if (!cgroups.exists(group)) continue;
    try {
      cgroups.kill(group);
      cgroups.remove(group);
    } catch (const Error& error) {
      std::fprintf(stderr, "coracle: the group %s stays: %s\n", group.c_str(), error.what());
    }
  }
}

/// Mount points below a folder, as this process sees them, the deepest first.
void unmount_below(const std::string& folder) {
  const auto text = read_file_if_present("/proc/self/mountinfo", 16U << 20U);
  std::vector<std::string> points;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line(text.data() + at, end - at);
    at = end + 1;
    for (int field = 0; field < 4; ++field) line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
    const auto point = std::string(line.substr(0, line.find(' ')));
    if (point == folder || point.starts_with(folder + "/")) points.push_back(point);
  }
  for (auto point = points.rbegin(); point != points.rend(); ++point) ::umount2(point->c_str(), MNT_DETACH);
}

void remove_folder(const std::string& folder) {
  try {
    unmount_below(folder);
    remove_path(folder);
  } catch (const Error& error) {
    std::fprintf(stderr, "coracle: %s stays: %s\n", folder.c_str(), error.what());
  }
}

/// A root's folders that are empty now, and the root itself.
void remove_empty_root(const Layout& layout) {
  if (layout.root().empty()) return;
  for (const char* folder : {"/var/lib", "/var/log", "/var/run", "/var", "/run", "/etc", ""})
    ::rmdir((layout.root() + folder).c_str());
}
}  // namespace

void forget_refused_start(const Layout& layout) {
  if (::access(layout.state().c_str(), F_OK) == 0) return;
  remove_folder(layout.run());
  remove_empty_root(layout);
}

void purge(const Layout& layout) {
  if (const auto given = flags_for_down(layout).containerd; !given.empty()) remove_imported_images(layout, given);
  remove_groups(layout);
  auto folders = own_folders(layout);
  if (!layout.root().empty()) folders = shared_folders(layout);
  if (layout.root().empty()) {
    remove_user_kubeconfig(layout);
    remove_links();
    folders.push_back(layout.settings());
  }
  for (const auto& folder : folders) remove_folder(folder);
  remove_folder(layout.run());
  unmount_below(layout.state());
  remove_path(layout.state());
  remove_empty_root(layout);
  ::rmdir("/run/containerd");  // where we made it for containerd's shims; it stays when somebody uses it
}

}  // namespace coracle::cmd
