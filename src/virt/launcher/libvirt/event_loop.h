#pragma once
#include <atomic>
#include <memory>
#include <thread>

namespace coracle::virt::launcher {

/// libvirt's own event loop on a thread: it feeds callbacks and keepalives of every connection of the process. libvirt
/// has exactly one implementation a process, and exactly one thread may run it: all connections share this one.
class LibvirtEventLoop {
 public:
  /// The one that runs, or a new one where none does.
  static std::shared_ptr<LibvirtEventLoop> of_this_process();
  ~LibvirtEventLoop();
  LibvirtEventLoop(const LibvirtEventLoop&) = delete;
  LibvirtEventLoop& operator=(const LibvirtEventLoop&) = delete;

 private:
  LibvirtEventLoop();
  std::atomic<bool> stopping_ = false;
  int timer_;
  std::thread thread_;
};

}  // namespace coracle::virt::launcher
