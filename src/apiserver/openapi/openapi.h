#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "apiserver/openapi/documents.h"
#include "apiserver/pipeline.h"
#include "base/worker.h"

namespace coracle::apiserver {

/// Describes everything that is served: /openapi/v2 (JSON or protobuf), /openapi/v3 and the documents below it.
/// A document is made when it is first asked for after the registry changed, on a thread of its own, and then shared
/// by all loops. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
class OpenApi final : public PathHandler {
 public:
  explicit OpenApi(Store& store);
  ~OpenApi() override;
  bool serves(const Call& call) const override;
  Task<net::Response> serve(Call& call) override;

 private:
  struct Document {
    std::shared_ptr<const std::string> text;
    std::string content_type;
    std::string tag;  ///< without its quotation marks
  };
  using DocumentPtr = std::shared_ptr<const Document>;
  /// The documents of one generation of the registry.
  struct Generation;

  std::shared_ptr<Generation> generation(const std::shared_ptr<const Resources>& resources);
  Task<DocumentPtr> document(std::shared_ptr<Generation> generation, std::string name);
  static DocumentPtr make(const Generation& generation, const std::string& name);

  const Collection& definitions_;
  std::mutex mutex_;
  std::shared_ptr<Generation> current_;
  Worker worker_;
};

}  // namespace coracle::apiserver
