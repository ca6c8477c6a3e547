#pragma once
#include <atomic>
#include <thread>

namespace coracle::virt::launcher {

/// libvirt's own event loop on a thread: it feeds callbacks and keepalives of every connection of the process. libvirt
/// has exactly one implementation a process, and exactly one thread may run it: all connections share this one.
class LibvirtEventLoop {
 public:
  /// Starts it at the first call; it runs until the process ends.
  static void run_in_this_process();
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
