#pragma once
#include <vector>

#include "apiserver/pipeline.h"

namespace coracle::apiserver::admission {

/// Asks several in their order: first all to change the object, then, once it was validated, all to refuse it.
class Chain final : public Admission {
 public:
  /// The links outlive the chain.
  explicit Chain(std::vector<Admission*> links) : links_(std::move(links)) {}
  bool handles(Operation operation, const Attributes& attributes) const override;
  Task<> mutate(AdmissionRequest& request) override;
  Task<> validate(AdmissionRequest& request) override;

 private:
  std::vector<Admission*> links_;
};

}  // namespace coracle::apiserver::admission
