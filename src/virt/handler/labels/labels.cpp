#include "virt/handler/labels/labels.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <string_view>

#include "api/kubevirt/v1/names.h"

namespace coracle::virt::handler {
namespace node_label = api::kubevirt::v1::node_label;

namespace labelling {
namespace {

constexpr const char* yes = "true";
constexpr std::size_t longest_name = 63;

/// Models that KubeVirt offers to nobody: they lack what today's guests need.
constexpr std::array obsolete{
    "486",        "486-v1",    "pentium",    "pentium-v1", "pentium2",   "pentium2-v1", "pentium3",    "pentium3-v1",
    "pentiumpro", "coreduo",   "coreduo-v1", "n270",       "n270-v1",    "core2duo",    "core2duo-v1", "Conroe",
    "athlon",     "athlon-v1", "phenom",     "phenom-v1",  "qemu64",     "qemu64-v1",   "qemu32",      "qemu32-v1",
    "kvm64",      "kvm64-v1",  "kvm32",      "kvm32-v1",   "Opteron_G1", "Opteron_G2",  "Opteron_G3"};

constexpr std::array prefixes{
    node_label::cpu_feature,  node_label::cpu_model,      node_label::cpu_model_migration,
    node_label::cpu_timer,    node_label::cpu_vendor,     node_label::hyperv,
    node_label::machine_type, node_label::host_model_cpu, node_label::host_model_required_features,
    node_label::vm_arch};

/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
bool is_name(std::string_view text) {
  if (text.empty() || text.size() > longest_name) return false;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return plain(text.front()) && plain(text.back()) &&
         std::ranges::all_of(text, [&](char c) { return plain(c) || c == '-' || c == '_' || c == '.'; });
}

class Labels {
 public:
  void add(std::string_view prefix, std::string_view name, std::string_view value = yes) {
    if (all_.size() < most_node_labels && is_name(name)) all_[std::string(prefix) + std::string(name)] = value;
  }
  void set(std::string_view name, std::string_view value = yes) { all_[std::string(name)] = value; }
  std::map<std::string, std::string> take() { return std::move(all_); }

 private:
  std::map<std::string, std::string> all_;
};

Result<bool> load(pugi::xml_document& document, const std::string& text, const char* name) {
  if (text.size() > largest_probe_file)
    return Error(Reason::request_entity_too_large, std::string(name) + " is too big");
  const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_minimal | pugi::parse_escapes);
  if (!parsed) return Error(Reason::invalid, std::string(name) + ": " + parsed.description());
  return true;
}

bool is_supported(pugi::xml_node node) { return std::string_view(node.attribute("supported").value()) == "yes"; }

bool is_obsolete(const std::string& model, const LabelOptions& options) {
  if (const auto found = options.obsolete_models.find(model); found != options.obsolete_models.end())
    return found->second;
  return std::ranges::find(obsolete, model) != obsolete.end();
}

void add_models(Labels& labels, pugi::xml_node cpu, const LabelOptions& options) {
  const auto custom = cpu.find_child_by_attribute("mode", "name", "custom");
  if (!is_supported(custom)) return;
  for (const auto model : custom.children("model")) {
    if (std::string_view(model.attribute("usable").value()) != "yes") continue;
    const std::string name = model.text().get();
    if (is_obsolete(name, options)) continue;
    labels.add(node_label::cpu_model, name);
    labels.add(node_label::cpu_model_migration, name);
  }
}

/// With emulation there is no host's model to be had, so that none can be obsolete.
void add_host_model(Labels& labels, pugi::xml_node cpu, const LabelOptions& options) {
  const auto mode = cpu.find_child_by_attribute("mode", "name", "host-model");
  if (!is_supported(mode)) return;
  const std::string model = mode.child("model").text().get();
  labels.add(node_label::host_model_cpu, model);
  labels.add(node_label::cpu_model_migration, model);
  labels.add(node_label::cpu_vendor, mode.child("vendor").text().get());
  for (const auto feature : mode.children("feature")) {
    if (std::string_view(feature.attribute("policy").value()) == "require")
      labels.add(node_label::host_model_required_features, feature.attribute("name").value());
  }
  if (options.kvm && is_obsolete(model, options)) labels.set(node_label::obsolete_host_model);
}

void add_features(Labels& labels, pugi::xml_node cpu) {
  for (const auto feature : cpu.children("feature")) {
    const std::string_view policy = feature.attribute("policy").value();
    if (policy.empty() || policy == "require") labels.add(node_label::cpu_feature, feature.attribute("name").value());
  }
}

void add_hyperv(Labels& labels, pugi::xml_node features) {
  const auto hyperv = features.child("hyperv");
  if (!is_supported(hyperv)) return;
  const auto names = hyperv.find_child_by_attribute("enum", "name", "features");
  for (const auto value : names.children("value")) labels.add(node_label::hyperv, value.text().get());
}

const char* libvirt_architecture(const std::string& name) {
  if (name == "arm64") return "aarch64";
  return name == "amd64" ? "x86_64" : name.c_str();
}

void add_machines(Labels& labels, pugi::xml_node capabilities, const LabelOptions& options) {
  for (const auto guest : capabilities.children("guest")) {
    const auto arch = guest.child("arch");
    if (std::string_view(arch.attribute("name").value()) != libvirt_architecture(options.architecture)) continue;
    for (const auto machine : arch.children("machine")) labels.add(node_label::machine_type, machine.text().get());
    for (const auto domain : arch.children("domain")) {
      for (const auto machine : domain.children("machine")) labels.add(node_label::machine_type, machine.text().get());
    }
  }
}

void add_timer(Labels& labels, pugi::xml_node cpu) {
  const auto counter = cpu.find_child_by_attribute("counter", "name", "tsc");
  const auto frequency = counter.attribute("frequency").as_ullong();
  if (frequency == 0) return;
  labels.add(node_label::cpu_timer, "tsc-frequency", std::to_string(frequency));
  const bool scales = std::string_view(counter.attribute("scaling").value()) == "yes";
  labels.add(node_label::cpu_timer, "tsc-scalable", scales ? "true" : "false");
}

}  // namespace
}  // namespace labelling

Result<std::map<std::string, std::string>> node_labels(const ProbeFiles& files, const LabelOptions& options) {
  pugi::xml_document capabilities;
  pugi::xml_document domain;
  pugi::xml_document features;
  if (auto loaded = labelling::load(capabilities, files.capabilities, "capabilities.xml"); !loaded)
    return loaded.error();
  if (auto loaded = labelling::load(domain, files.domain_capabilities, "virsh_domcapabilities.xml"); !loaded)
    return loaded.error();
  if (!files.supported_features.empty()) {
    if (auto loaded = labelling::load(features, files.supported_features, "supported_features.xml"); !loaded)
      return loaded.error();
  }
  const auto host = capabilities.child("capabilities").child("host");
  const auto domains = domain.child("domainCapabilities");
  if (!host) return Error(Reason::invalid, "capabilities.xml says nothing of a host");
  if (!domains) return Error(Reason::invalid, "virsh_domcapabilities.xml says nothing of domains");
  labelling::Labels labels;
  labels.add(node_label::vm_arch, options.architecture);
  labelling::add_machines(labels, capabilities.child("capabilities"), options);
  labelling::add_timer(labels, host.child("cpu"));
  labelling::add_models(labels, domains.child("cpu"), options);
  labelling::add_host_model(labels, domains.child("cpu"), options);
  labelling::add_features(labels, features.child("cpu"));
  if (options.kvm) labelling::add_hyperv(labels, domains.child("features"));
  return labels.take();
}

bool is_node_label(const std::string& name) {
  return name == node_label::obsolete_host_model ||
         std::ranges::any_of(labelling::prefixes, [&](const auto prefix) { return name.starts_with(prefix); });
}

}  // namespace coracle::virt::handler
