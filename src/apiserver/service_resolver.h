#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace coracle::apiserver {

/// Where a port of a Service is really served.
struct ServiceAddress {
  std::string host;
  std::uint16_t port = 0;
};

/// Finds who serves a Service that webhooks and APIServices name. Called from any thread.
class ServiceResolver {
 public:
  virtual ~ServiceResolver() = default;
  /// Nothing when nobody serves it.
  virtual std::optional<ServiceAddress> resolve(const std::string& ns, const std::string& name,
                                                std::uint16_t port) const = 0;
};

/// Services of this very process: a table that its main fills in as its components begin to listen.
class StaticServices final : public ServiceResolver {
 public:
  void set(const std::string& ns, const std::string& name, std::uint16_t port, ServiceAddress address);
  std::optional<ServiceAddress> resolve(const std::string& ns, const std::string& name,
                                        std::uint16_t port) const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ServiceAddress> addresses_;
};

}  // namespace coracle::apiserver
