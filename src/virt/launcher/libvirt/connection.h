#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "virt/launcher/libvirt/domain.h"

// libvirt's own types, without its header.
extern "C" {
struct _virConnect;
struct _virDomain;
}

namespace coracle::virt::launcher {

/// One connection with its event callbacks. All of it blocks; any thread may call, events come on libvirt's.
class LibvirtConnection {
 public:
  using Sink = std::function<void(DomainEvent)>;
  /// Throws Error(service_unavailable) when nobody answers.
  static std::shared_ptr<LibvirtConnection> open(const std::string& uri, Sink sink);
  ~LibvirtConnection();
  LibvirtConnection(const LibvirtConnection&) = delete;
  LibvirtConnection& operator=(const LibvirtConnection&) = delete;

  _virConnect* handle() const { return handle_; }

 private:
  LibvirtConnection(_virConnect* handle, Sink sink) : handle_(handle), sink_(std::move(sink)) {}
  void listen();
  _virConnect* handle_;
  Sink sink_;
  std::vector<int> callbacks_;
};

/// libvirt's last error of this thread as the house's, "doing: ..." .
Error libvirt_error(std::string_view doing);

}  // namespace coracle::virt::launcher
