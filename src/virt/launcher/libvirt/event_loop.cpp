#include "virt/launcher/libvirt/event_loop.h"

#include <libvirt/libvirt.h>
#include <pthread.h>

#include <mutex>

#include "base/error.h"

namespace coracle::virt::launcher {

std::shared_ptr<LibvirtEventLoop> LibvirtEventLoop::of_this_process() {
  static std::mutex mutex;
  static std::weak_ptr<LibvirtEventLoop> running;
  const std::lock_guard lock(mutex);
  auto loop = running.lock();
  if (!loop) {
    // The end of the one before is waited for by whoever held it last, so two threads never run it at once.
    loop = std::shared_ptr<LibvirtEventLoop>(new LibvirtEventLoop, [](LibvirtEventLoop* old) {
      const std::lock_guard ending(mutex);
      delete old;
    });
    running = loop;
  }
  return loop;
}

LibvirtEventLoop::LibvirtEventLoop() {
  static std::once_flag registered;
  std::call_once(registered, [] {
    if (virEventRegisterDefaultImpl() < 0) broken("libvirt refused its own event loop");
  });
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
