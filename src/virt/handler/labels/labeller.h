#pragma once
#include <functional>

#include "base/log.h"
#include "base/scope.h"
#include "virt/handler/folder_watch/folder_watch.h"
#include "virt/handler/labels/labels.h"
#include "virt/shared/paths.h"

namespace coracle::virt::handler {

/// Follows what the node probe writes, and makes the node's labels of it. Of one loop.
class Labeller {
 public:
  struct Callbacks {
    std::function<LabelOptions()> options;
    std::function<void(std::map<std::string, std::string>)> labelled;
    std::function<void()> nothing_yet;  ///< once, when the probe has not reported for a while
  };
  Labeller(Loop::Executor executor, const shared::HostPaths& paths, FolderWatch& folders, Callbacks callbacks, Log log);

  /// The options have changed.
  void look_again() { changed_.set(); }
  /// Until cancelled.
  Task<> run();

 private:
  bool label(int folder);

  std::string folder_;
  FolderWatch& folders_;
  Callbacks callbacks_;
  Log log_;
  Event changed_;
  std::string last_complaint_;
};

}  // namespace coracle::virt::handler
