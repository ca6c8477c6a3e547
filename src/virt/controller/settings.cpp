#include "virt/controller/settings.h"

#include "api/kubevirt/v1/kubevirt.h"

namespace coracle::virt::controller {
namespace {

namespace installed = api::kubevirt::v1;

kube::Seen<installed::KubeVirt> chosen(const kube::Informer& informer) {
  const kube::Lister<installed::KubeVirt> installations(informer);
  const auto usual = installations.in_namespace("kubevirt");
  if (!usual.empty()) return usual.front();
  const auto all = installations.all();
  return all.empty() ? kube::Seen<installed::KubeVirt>() : all.front();
}

}  // namespace

Settings::Settings(kube::Informer& installations) : installations_(installations) {
  installations_.on_change([this](const kube::Cached&, const kube::Cached&) { look(); });
}

void Settings::look() {
  const auto installation = chosen(installations_);
  auto configuration = installation ? installation->spec.configuration : installed::KubeVirtConfiguration{};
  if (configuration == config_.raw()) return;
  config_ = shared::ClusterConfig(std::move(configuration));
  for (const auto& handler : handlers_) handler();
}

}  // namespace coracle::virt::controller
