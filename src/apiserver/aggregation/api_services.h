#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "apiserver/service_resolver.h"
#include "apiserver/store/store.h"
#include "net/client.h"

namespace coracle::apiserver::aggregation {

/// A group version that another server serves.
struct AggregatedService {
  std::string name;  ///< of the APIService: "v1.subresources.kubevirt.io"
  std::string group, version;
  std::string service_namespace, service_name;
  std::uint16_t port = 443;
  std::string authorities_pem;
  bool verify = true;
  bool available = false;  ///< its condition

  /// Whom its certificate must be for.
  std::string server_name() const { return service_name + "." + service_namespace + ".svc"; }
};

/// The APIServices of the store that name a service. Read anew when one of them changes; from any thread.
class ApiServices {
 public:
  using Table = std::map<std::pair<std::string, std::string>, AggregatedService>;  ///< by group and version
  explicit ApiServices(Store& store);
  std::shared_ptr<const Table> table() const;
  Collection& collection() const { return collection_; }

 private:
  Collection& collection_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Snapshot> snapshot_;
  mutable std::shared_ptr<const Table> table_;
};

/// What is needed to call an aggregated server.
struct Dialing {
  const ServiceResolver& services;
  std::shared_ptr<net::CertificateSource> front_proxy;  ///< the client certificate that its headers are believed for
};

/// A client of that server. Throws Error(service_unavailable) when nobody serves it.
std::unique_ptr<net::Client> client_of(const Dialing& dialing, const AggregatedService& service);

}  // namespace coracle::apiserver::aggregation
