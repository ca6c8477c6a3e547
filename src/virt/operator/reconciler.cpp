#include "virt/operator/reconciler.h"

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "net/encoding.h"
#include "virt/operator/kinds.h"
#include "virt/operator/node_probe_pods.h"
#include "virt/shared/component_certificates.h"
#include "virt/shared/version.h"

namespace coracle::virt::operator_ {
namespace {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;

/// A virt-handler that has not given a sign for so long is taken to be gone.
constexpr auto heartbeat_limit = 5min;
constexpr auto ask_again = 1s;

schema::Time time_of(WallTime now) { return schema::Time{format_time(now)}; }

void note_generation(const Installer& installer, const api::Kind& of, const kube::Key& key, const std::string& hash,
                     Findings& findings) {
  const auto there = installer.find(of, key);
  const auto* generation = there ? json::find(there->raw, {"metadata", "generation"}) : nullptr;
  if (generation == nullptr || !generation->is_int64()) return;
  kubevirt::GenerationStatus status;
  status.group = of.group;
  status.resource = of.plural;
  status.namespace_ = key.ns;
  status.name = key.name;
  status.last_generation = generation->get_int64();
  status.hash = hash;
  findings.generations.push_back(std::move(status));
}

bool is_available(const json::Value& api_service) {
  const auto* conditions = json::find(api_service, {"status", "conditions"});
  if (conditions == nullptr || !conditions->is_array()) return false;
  return std::ranges::any_of(conditions->get_array(), [](const json::Value& condition) {
    return json::text(condition, {"type"}) == "Available" && json::text(condition, {"status"}) == "True";
  });
}

}  // namespace

Reconciler::Reconciler(Parts parts, Options options, Served served, Log log)
    : client_(parts.client),
      kubevirts_(parts.kubevirts),
      nodes_(parts.nodes),
      writer_(parts.client, parts.kubevirts),
      installer_(parts.installer),
      events_(parts.events),
      clock_(parts.clock),
      options_(std::move(options)),
      served_(served),
      log_(std::move(log)),
      certificates_(installer_, clock_, log_) {}

Reconciler::Object Reconciler::active() const {
  Object oldest;
  for (auto& one : kubevirts_.all()) {
    if (!oldest) {
      oldest = one;
      continue;
    }
    const auto age = [](const Object& object) {
      return std::pair(object->metadata.creation_timestamp.text, object.cached().uid);
    };
    if (age(one) < age(oldest)) oldest = one;
  }
  return oldest;
}

std::vector<std::string> Reconciler::node_names() const {
  std::vector<std::string> out;
  for (const auto& node : nodes_.all()) out.push_back(node.key().name);
  return out;
}

Task<kube::Next> Reconciler::reconcile(kube::Key) {
  const auto object = active();
  if (!object) co_return kube::Next::done();
  for (auto& other : kubevirts_.all()) {
    if (other.key() == object.key()) continue;
    co_await write_status(other, duplicate_status(*other, object.key().text(), time_of(clock_.now())));
  }
  if (!object->metadata.deletion_timestamp.text.empty()) co_return co_await uninstall(object);
  if (co_await ensure_finalizer(object)) co_return kube::Next::after(0s);
  co_return co_await install(object);
}

Task<bool> Reconciler::ensure_finalizer(Object object) {
  const std::string name(kubevirt::finalizer::foreground_delete_kubevirt);
  if (std::ranges::find(object->metadata.finalizers, name) != object->metadata.finalizers.end()) co_return false;
  auto after = *object;
  after.metadata.finalizers.push_back(name);
  co_await writer_.patch(object, std::move(after));
  co_return true;
}

Task<> Reconciler::write_status(Object object, kubevirt::KubeVirtStatus status) {
  auto after = *object;
  after.status = std::move(status);
  if (schema::equal(&after.status, &object->status, describe(&after.status))) co_return;
  co_await writer_.patch_status(object, std::move(after));
}

Task<kube::Next> Reconciler::install(Object object) {
  Findings findings;
  auto next = WallTime::max();
  std::optional<Error> failure;
  try {
    findings = co_await look(object, next);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) findings.failure = failure->message();
  // A conflict only says that somebody was faster.
  if (!failure || failure->reason() != Reason::conflict)
    co_await write_status(object, installed_status(*object, findings, time_of(clock_.now())));
  if (failure) throw *failure;
  if (next == WallTime::max()) co_return kube::Next::done();
  const auto wait = std::chrono::duration_cast<Duration>(next - clock_.now());
  co_return kube::Next::after(std::clamp<Duration>(wait, 100ms, 1h));
}

Task<Findings> Reconciler::look(Object object, WallTime& next) {
  Findings findings;
  Installation installation;
  installation.nodes = node_names();
  installation.services = served_.services;
  installation.priority_classes = served_.priority_classes;
  installation.aggregate_roles = object->spec.configuration.role_aggregation_strategy != "Manual";
  auto looked =
      co_await certificates_.ensure(installation.nodes, lifetimes_of(object->spec.certificate_rotate_strategy));
  next = looked.next;
  installation.ca_bundle = std::move(looked.bundle);
  co_await ensure_all(installation, findings);
  api_answers_ = co_await ask_api();
  if (options_.emulation_auto) co_await settle_emulation(object);
  const auto& developer = object->spec.configuration.developer_configuration;
  co_await settle_probes(developer && developer->use_emulation);
  findings.missing = missing_components(next);
  co_return findings;
}

Task<> Reconciler::ensure_definitions(Findings& findings) {
  const auto& of = kind<api::apiextensions::v1::CustomResourceDefinition>();
  if (definitions_.empty())
    for (const auto& one : definitions()) definitions_.push_back({one.key, one.hash});
  const bool current = std::ranges::all_of(
      definitions_, [&](const Definition& one) { return installer_.is_current(of, one.key, one.hash); });
  if (!current)
    for (auto& one : definitions()) co_await installer_.ensure(std::move(one));
  std::string hashes(shared::product_version());
  for (const auto& one : definitions_) {
    hashes += one.hash;
    note_generation(installer_, of, one.key, one.hash, findings);
  }
  findings.deployment_id = net::hex(net::sha256(hashes)).substr(0, 40);
}

Task<> Reconciler::ensure_all(const Installation& installation, Findings& findings) {
  co_await ensure_definitions(findings);
  std::vector<Wanted> all = service_accounts();
  for (auto* more : {&rbac, &api_services, &webhooks})
    for (auto& one : more(installation)) all.push_back(std::move(one));
  for (auto& one : all) {
    const auto& of = *one.kind;
    const auto key = one.key;
    const auto hash = one.hash;
    co_await installer_.ensure(std::move(one));
    note_generation(installer_, of, key, hash, findings);
  }
  findings.all_created = true;
}

Task<bool> Reconciler::ask_api() {
  for (const auto& one : installer_.all(kind<api::apiregistration::v1::APIService>()))
    if (!is_available(one->raw)) {
      api_was_asked_ = false;
      co_return false;
    }
  if (api_was_asked_) co_return true;
  try {
    co_await client_.call("GET", "/apis/subresources.kubevirt.io/v1/version");
    api_was_asked_ = true;
  } catch (const Error& error) {
    log_.info("virt-api does not answer yet", {{"error", error.message()}});
  }
  co_return api_was_asked_;
}

std::string Reconciler::missing_components(WallTime& next) const {
  const auto now = clock_.now();
  if (!api_answers_) {
    next = std::min(next, now + ask_again);
    return "virt-api does not answer yet";
  }
  std::optional<WallTime> newest;
  for (const auto& node : nodes_.all()) {
    const auto& annotations = node->metadata.annotations;
    const auto found = annotations.find(std::string(kubevirt::annotation::heartbeat));
    const auto beat = found == annotations.end() ? std::nullopt : parse_time(found->second);
    if (beat && (!newest || *newest < *beat)) newest = beat;
  }
  if (!newest) return "no virt-handler has reported from a node yet";
  if (*newest + heartbeat_limit <= now) return "no virt-handler has given a sign of life for five minutes";
  next = std::min(next, *newest + heartbeat_limit);
  return {};
}

Task<> Reconciler::settle_emulation(Object object) {
  // virt-api is asked about a change of the KubeVirt object: before it answers none can be made.
  if (!api_answers_) co_return;
  std::map<std::string, std::string> kvm;
  for (const auto& node : nodes_.all()) {
    const auto found = node->metadata.annotations.find(std::string(kvm_annotation));
    if (found != node->metadata.annotations.end()) kvm.emplace(node.key().name, found->second);
  }
  const auto step = decide_emulation(object.cached().raw, kvm);
  if (step == EmulationStep::leave) co_return;
  auto after = *object;
  auto& annotations = after.metadata.annotations;
  if (step == EmulationStep::turn_on)
    annotations[std::string(emulation_annotation)] = field_manager;
  else
    annotations.erase(std::string(emulation_annotation));
  if (step != EmulationStep::let_go)
    after.spec.configuration.developer_configuration.ensure().use_emulation = step == EmulationStep::turn_on;
  co_await writer_.patch(object, std::move(after));
  tell_nodes(step);
}

void Reconciler::tell_nodes(EmulationStep step) {
  if (step == EmulationStep::let_go) return;
  for (const auto& node : nodes_.all()) {
    const auto found = node->metadata.annotations.find(std::string(kvm_annotation));
    if (found == node->metadata.annotations.end()) continue;
    const bool on = step == EmulationStep::turn_on;
    auto message = std::string(on ? "guests are emulated, which is slow: " : "guests run with KVM again: ") +
                   std::string(kvm_sentence(found->second));
    log_.info(message, {{"node", node.key().name}});
    events_.record(kube::event_subject(node.cached().raw), on ? "Warning" : "Normal",
                   on ? "EmulationTurnedOn" : "EmulationTurnedOff", std::move(message));
  }
}

Task<> Reconciler::settle_probes(bool emulated) {
  if (!options_.components_in_process) co_return;
  const auto& pods = kind<api::core::v1::Pod>();
  std::map<std::string, json::Value> wanted_pods;
  std::vector<std::string> silent;  // nodes whose probe stays as it is
  for (const auto& node : nodes_.all()) {
    const auto found = node->metadata.annotations.find(std::string(kvm_annotation));
    const auto& boot = node->status.node_info.boot_id;
    if (found == node->metadata.annotations.end() || boot.empty()) {
      silent.push_back(node.key().name);
      continue;
    }
    const ProbedNode probed{node.key().name, boot, !emulated && found->second == "usable"};
    wanted_pods.emplace(probe_pod_name(probed, options_.launcher_image),
                        probe_pod(probed, options_.launcher_image, options_.node_labeller_path));
  }
  for (const auto& pod : installer_.all(pods)) {
    const bool over = json::text(pod->raw, {"status", "phase"}) == "Failed";
    if (!over && wanted_pods.erase(pod->key.name) > 0) continue;
    const std::string node(json::text(pod->raw, {"spec", "nodeName"}));
    if (!over && std::ranges::find(silent, node) != silent.end()) continue;
    wanted_pods.erase(pod->key.name);  // made again when it is gone
    if (json::find(pod->raw, {"metadata", "deletionTimestamp"}) == nullptr) co_await installer_.remove(pods, pod->key);
  }
  for (auto& [name, pod] : wanted_pods) {
    kube::Key key{std::string(shared::install_namespace), name};
    co_await installer_.create(pods, std::move(key), std::move(pod));
    log_.info("a node is probed", {{"pod", name}});
  }
}

}  // namespace coracle::virt::operator_
