#pragma once
#include <atomic>
#include <thread>

namespace coracle::virt::launcher {

/// libvirt's own event loop on a thread: it feeds callbacks and keepalives of every connection of the process. libvirt
/// has exactly one implementation a process, which is set once and stays; threads may follow one another.
class LibvirtEventLoop {
 public:
  LibvirtEventLoop();
  ~LibvirtEventLoop();
  LibvirtEventLoop(const LibvirtEventLoop&) = delete;
  LibvirtEventLoop& operator=(const LibvirtEventLoop&) = delete;

 private:
  std::atomic<bool> stopping_ = false;
  int timer_;
  std::thread thread_;
};

}  // namespace coracle::virt::launcher
