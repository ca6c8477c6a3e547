#include "virt/handler/labels/labeller.h"

#include <unistd.h>

#include "virt/handler/host_folder.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace following_probe {
namespace {

constexpr Duration patience = 10s;
/// The probe's pod need not be root's, so the folder is the launcher's user's where we make it.
constexpr uid_t probe_user = 107;

Fd open_folder(const std::string& path) {
  const bool ours = ::access(path.c_str(), F_OK) != 0;
  auto folder = make_host_folder(path, 0755);
  if (ours && ::fchown(folder.get(), probe_user, probe_user) != 0) throw system_error(errno, "give folder " + path);
  return folder;
}

/// Empty when the file is not there.
std::string read_probe_file(int folder, const char* name) {
  try {
    return read_file(folder, name, largest_probe_file);
  } catch (const Error& error) {
    if (error.reason() == Reason::not_found) return {};
    throw;
  }
}

}  // namespace
}  // namespace following_probe

Labeller::Labeller(Loop::Executor executor, const shared::HostPaths& paths, FolderWatch& folders, Callbacks callbacks,
                   Log log)
    : folder_(paths.node_labeller()),
      folders_(folders),
      callbacks_(std::move(callbacks)),
      log_(log.part("labeller")),
      changed_(executor) {}

/// False while the probe has not written all of it.
bool Labeller::label(int folder) {
  ProbeFiles files;
  files.capabilities = following_probe::read_probe_file(folder, "capabilities.xml");
  files.supported_features = following_probe::read_probe_file(folder, "supported_features.xml");
  files.domain_capabilities = following_probe::read_probe_file(folder, "virsh_domcapabilities.xml");
  if (files.capabilities.empty() || files.domain_capabilities.empty()) return false;
  auto labels = node_labels(files, callbacks_.options());
  if (!labels) throw labels.error();
  last_complaint_.clear();
  callbacks_.labelled(std::move(*labels));
  return true;
}

Task<> Labeller::run() {
  const auto folder = following_probe::open_folder(folder_);
  const auto watched = folders_.watch(folder.get(), [this](const std::string&) { changed_.set(); });
  const auto begin = std::chrono::steady_clock::now();
  bool asked = false;
  bool labelled = false;
  while (true) {
    changed_.reset();
    std::optional<Error> failure;
    try {
      labelled = label(folder.get()) || labelled;
    } catch (const Error& error) {
      failure = error;
    }
    if (failure && failure->message() != last_complaint_) {
      last_complaint_ = failure->message();
      log_.warning("the node probe's words cannot be used", {{"why", last_complaint_}});
    }
    if (labelled || asked) {
      co_await changed_.wait();
      continue;
    }
    const auto left = following_probe::patience - (std::chrono::steady_clock::now() - begin);
    if (left > Duration::zero()) co_await changed_.wait_for(left);
    if (std::chrono::steady_clock::now() - begin < following_probe::patience) continue;
    asked = true;
    callbacks_.nothing_yet();
  }
}

}  // namespace coracle::virt::handler
