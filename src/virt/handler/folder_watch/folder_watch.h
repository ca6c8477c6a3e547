#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/scope.h"

namespace coracle::virt::handler {

/// Tells of files that come, go or are renamed in folders, as the kernel does (inotify): nobody has to look again and
/// again. Of one loop.
class FolderWatch {
 public:
  FolderWatch();
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  /// The name of what changed; empty when the folder itself has gone or changes were lost: look at all of it then.
  using Changed = std::function<void(const std::string& name)>;
  struct State;
  /// Ends the watch when it goes.
  class Watched {
   public:
    Watched(std::shared_ptr<State> state, int number, std::uint64_t id)
        : state_(std::move(state)), number_(number), id_(id) {}
    ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

   private:
    std::shared_ptr<State> state_;
    int number_;
    std::uint64_t id_;
  };
  /// Watches the folder behind the descriptor, which may be closed then. Throws Error.
  std::unique_ptr<Watched> watch(int folder, Changed changed);

  /// Tells until cancelled.
  Task<> run();

 private:
  std::shared_ptr<State> state_;
};

}  // namespace coracle::virt::handler
