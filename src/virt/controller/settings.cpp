#include "virt/controller/settings.h"

#include "api/kubevirt/v1/kubevirt.h"

namespace coracle::virt::controller {
namespace {

namespace settings_of = api::kubevirt::v1;

kube::Seen<settings_of::KubeVirt> chosen(const kube::Informer& informer) {
  const kube::Lister<settings_of::KubeVirt> installations(informer);
  const auto usual = installations.in_namespace("kubevirt");
  if (!usual.empty()) return usual.front();
  const auto all = installations.all();
  return all.empty() ? kube::Seen<settings_of::KubeVirt>() : all.front();
}

}  // namespace

Settings::Settings(kube::Informer& installations) : installations_(installations) {
  installations_.on_change([this](const kube::Cached&, const kube::Cached&) { look(); });
}

void Settings::look() {
  const auto installation = chosen(installations_);
  auto configuration = installation ? installation->spec.configuration : settings_of::KubeVirtConfiguration{};
  const bool installed = static_cast<bool>(installation);
  if (installed == installed_ && configuration == config_.raw()) return;
  installed_ = installed;
  config_ = shared::ClusterConfig(std::move(configuration));
  for (const auto& handler : handlers_) handler();
}

}  // namespace coracle::virt::controller
