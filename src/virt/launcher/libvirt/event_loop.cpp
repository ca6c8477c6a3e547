#include "virt/launcher/libvirt/event_loop.h"

#include <libvirt/libvirt.h>
#include <pthread.h>

#include "base/error.h"

namespace coracle::virt::launcher {

void LibvirtEventLoop::run_in_this_process() { static const LibvirtEventLoop loop; }

LibvirtEventLoop::LibvirtEventLoop() {
  if (virEventRegisterDefaultImpl() < 0) broken("libvirt refused its own event loop");
  // Without a timer the loop could sleep for ever and would not see that it should stop.
  timer_ = virEventAddTimeout(
      -1, [](int timer, void*) { virEventUpdateTimeout(timer, -1); }, nullptr, nullptr);
  if (timer_ < 0) broken("libvirt's event loop has no timers");
  thread_ = std::thread([this] {
    while (!stopping_) {
      if (virEventRunDefaultImpl() < 0) broken("libvirt's event loop failed");
    }
  });
  pthread_setname_np(thread_.native_handle(), "libvirt-events");
}

LibvirtEventLoop::~LibvirtEventLoop() {
  stopping_ = true;
  virEventUpdateTimeout(timer_, 0);
  thread_.join();
  virEventRemoveTimeout(timer_);
}

}  // namespace coracle::virt::launcher
