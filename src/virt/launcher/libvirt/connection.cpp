#include "virt/launcher/libvirt/connection.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

namespace coracle::virt::launcher {
namespace {

using Sink = LibvirtConnection::Sink;
using Kind = DomainEvent::Kind;

constexpr int keepalive_seconds = 5;
constexpr unsigned keepalive_misses = 3;

Reason reason_of(int code) {
  switch (code) {
    case VIR_ERR_NO_DOMAIN:
      return Reason::not_found;
    case VIR_ERR_OPERATION_INVALID:
      return Reason::conflict;
    case VIR_ERR_DOM_EXIST:
      return Reason::already_exists;
    case VIR_ERR_OPERATION_TIMEOUT:
      return Reason::timeout;
    case VIR_ERR_AGENT_UNRESPONSIVE:
    case VIR_ERR_AGENT_UNSYNCED:
    case VIR_ERR_NO_CONNECT:
    case VIR_ERR_INVALID_CONN:
    case VIR_ERR_RPC:
    case VIR_ERR_SYSTEM_ERROR:
      return Reason::service_unavailable;
    case VIR_ERR_XML_ERROR:
    case VIR_ERR_XML_DETAIL:
    case VIR_ERR_XML_INVALID_SCHEMA:
    case VIR_ERR_CONFIG_UNSUPPORTED:
    case VIR_ERR_INVALID_ARG:
      return Reason::invalid;
    default:
      return Reason::internal_error;
  }
}

void send(void* opaque, virDomainPtr domain, Kind kind, const char* what = nullptr, const char* detail = nullptr) {
  (*static_cast<const Sink*>(opaque))(
      DomainEvent{kind, virDomainGetName(domain), what ? what : "", detail ? detail : ""});
}

int on_lifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque) {
  (*static_cast<const Sink*>(opaque))(lifecycle_event(virDomainGetName(domain), event, detail));
  return 0;
}
void on_reboot(virConnectPtr, virDomainPtr domain, void* opaque) { send(opaque, domain, Kind::rebooted); }
void on_agent(virConnectPtr, virDomainPtr domain, int state, int, void* opaque) {
  send(opaque, domain, Kind::agent,
       state == VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED ? "Connected" : "Disconnected");
}
void on_device_added(virConnectPtr, virDomainPtr domain, const char* alias, void* opaque) {
  send(opaque, domain, Kind::device_added, alias);
}
void on_device_removed(virConnectPtr, virDomainPtr domain, const char* alias, void* opaque) {
  send(opaque, domain, Kind::device_removed, alias);
}
void on_removal_failed(virConnectPtr, virDomainPtr domain, const char* alias, void* opaque) {
  send(opaque, domain, Kind::device_removal_failed, alias);
}
void on_io_error(virConnectPtr, virDomainPtr domain, const char*, const char* alias, int, const char* cause,
                 void* opaque) {
  send(opaque, domain, Kind::io_error, alias, cause);
}
void on_block_job(virConnectPtr, virDomainPtr domain, const char* disk, int, int status, void* opaque) {
  static constexpr const char* words[] = {"Completed", "Failed", "Canceled", "Ready"};
  send(opaque, domain, Kind::block_job, disk, status >= 0 && status < 4 ? words[status] : "Unknown");
}
void on_job(virConnectPtr, virDomainPtr domain, virTypedParameterPtr, int, void* opaque) {
  send(opaque, domain, Kind::job_completed);
}
void on_metadata(virConnectPtr, virDomainPtr domain, int, const char* uri, void* opaque) {
  send(opaque, domain, Kind::metadata_changed, uri);
}
void on_close(virConnectPtr, int, void* opaque) {
  (*static_cast<const Sink*>(opaque))(DomainEvent{Kind::connection_closed, {}, {}, {}});
}

void free_sink(void* opaque) { delete static_cast<Sink*>(opaque); }

}  // namespace

Error libvirt_error(std::string_view doing) {
  const virError* error = virGetLastError();
  if (!error) return {Reason::internal_error, std::string(doing) + ": libvirt gave no reason"};
  return {reason_of(error->code), std::string(doing) + ": " + (error->message ? error->message : "unknown error")};
}

std::shared_ptr<LibvirtConnection> LibvirtConnection::open(const std::string& uri, Sink sink) {
  // By default libvirt prints each error to standard error too.
  virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
  virConnectPtr handle = virConnectOpen(uri.c_str());
  if (!handle) throw Error(Reason::service_unavailable, libvirt_error("connect to libvirt at " + uri).message());
  std::shared_ptr<LibvirtConnection> connection(new LibvirtConnection(handle, std::move(sink)));
  connection->listen();
  return connection;
}

void LibvirtConnection::listen() {
  if (virConnectSetKeepAlive(handle_, keepalive_seconds, keepalive_misses) < 0) {
    // A driver within this process (test:///) has nobody who could fall silent.
    const virError* error = virGetLastError();
    if (!error || error->code != VIR_ERR_NO_SUPPORT) throw libvirt_error("set keepalive");
  }
  // Ours: a driver that never loses its connection takes the callback and forgets it. None is called once it has been
  // unregistered.
  virConnectRegisterCloseCallback(handle_, on_close, &sink_, nullptr);
  const std::pair<int, virConnectDomainEventGenericCallback> wanted[] = {
      {VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle)},
      {VIR_DOMAIN_EVENT_ID_REBOOT, VIR_DOMAIN_EVENT_CALLBACK(on_reboot)},
      {VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(on_agent)},
      {VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, VIR_DOMAIN_EVENT_CALLBACK(on_device_added)},
      {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK(on_device_removed)},
      {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, VIR_DOMAIN_EVENT_CALLBACK(on_removal_failed)},
      {VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, VIR_DOMAIN_EVENT_CALLBACK(on_io_error)},
      {VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, VIR_DOMAIN_EVENT_CALLBACK(on_block_job)},
      {VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, VIR_DOMAIN_EVENT_CALLBACK(on_job)},
      {VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, VIR_DOMAIN_EVENT_CALLBACK(on_metadata)},
  };
  for (const auto& [id, callback] : wanted) {
    auto* held = new Sink(sink_);
    const int number = virConnectDomainEventRegisterAny(handle_, nullptr, id, callback, held, free_sink);
    if (number < 0) {
      delete held;
      throw libvirt_error("listen to events of domains");
    }
    callbacks_.push_back(number);
  }
}

LibvirtConnection::~LibvirtConnection() {
  for (const int number : callbacks_) virConnectDomainEventDeregisterAny(handle_, number);
  virConnectUnregisterCloseCallback(handle_, on_close);
  virConnectClose(handle_);
}

}  // namespace coracle::virt::launcher
