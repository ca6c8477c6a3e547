#include "apiserver/builtin/resources.h"

#include "api/tables.h"
#include "apiserver/admission/webhook_strategy.h"
#include "apiserver/aggregation/strategy.h"
#include "apiserver/auth/reviews.h"
#include "apiserver/builtin/columns.h"
#include "apiserver/builtin/event_versions.h"
#include "apiserver/builtin/pod_subresources.h"
#include "apiserver/builtin/rules.h"
#include "apiserver/builtin/strategies.h"
#include "apiserver/crd/strategy.h"

namespace coracle::apiserver::builtin {
namespace {

using Verbs = std::vector<std::string>;
const Verbs status_verbs = {"get", "patch", "update"};

const schema::Struct& table_of(std::string_view group, std::string_view version, std::string_view kind) {
  for (const auto* table : api::tables())
    if (table->served.group == group && table->served.version == version && table->served.kind == kind) return *table;
  broken("no table of " + std::string(group) + "/" + std::string(version) + " " + std::string(kind));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

Resource resource(std::string group, std::string kind, std::string plural, Verbs short_names = {}) {
  Resource out;
  out.rules = table_rules(table_of(group, "v1", kind));
  out.group = std::move(group);
  out.version = "v1";
  out.kind = kind;
  out.plural = std::move(plural);
  out.singular = lower(std::move(kind));
  out.short_names = std::move(short_names);
  out.storage = out.qualified();
  // Of Kubernetes' own kinds only those with a controller that compares generations have one.
  constexpr std::string_view counting[] = {"Pod", "CustomResourceDefinition", "MutatingWebhookConfiguration",
                                           "ValidatingWebhookConfiguration"};
  out.counts_generation = std::find(std::begin(counting), std::end(counting), out.kind) != std::end(counting);
  auto printer = printer_of(out.qualified());
  out.columns = std::move(printer.columns);
  out.cells = std::move(printer.cells);
  return out;
}

Resource cluster_wide(Resource resource) {
  resource.namespaced = false;
  return resource;
}

Resource with_status(Resource resource) {
  resource.subresources.push_back({"status", status_verbs, "", "", "", {}});
  return resource;
}

Resource with(Resource resource, std::shared_ptr<const Strategy> strategy) {
  resource.strategy = std::move(strategy);
  return resource;
}

Resource review(std::string group, std::string kind, std::string plural, Review handler, bool namespaced = false) {
  Resource out;
  out.rules = table_rules(table_of(group, "v1", kind));
  out.group = std::move(group);
  out.version = "v1";
  out.kind = kind;
  out.plural = std::move(plural);
  out.singular = lower(std::move(kind));
  out.namespaced = namespaced;
  out.verbs = {"create"};
  out.review = std::move(handler);
  return out;
}

/// A stream that only a node can serve.
Subresource streamed(std::string name, Verbs verbs, std::string kind, SubresourceHandler handler) {
  if (!handler)
    handler = [name](Call&) -> Task<net::Response> {
      throw Error(Reason::service_unavailable, "pods have no " + name + " here: this server runs without a node agent");
    };
  const std::string version = kind.empty() ? "" : "v1";
  return {std::move(name), std::move(verbs), "", version, std::move(kind), std::move(handler)};
}

Resource pods(const Services& services) {
  auto out = with(with_status(resource("", "Pod", "pods", {"po"})), pod_strategy());
  out.categories = {"all"};
  out.returns_deleted = true;
  out.selectable_fields = {"spec.nodeName",    "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                           "spec.hostNetwork", "status.phase",       "status.podIP",       "status.nominatedNodeName"};
  out.subresources.push_back(streamed("log", {"get"}, "", services.pod_log));
  out.subresources.push_back(streamed("exec", {"create", "get"}, "PodExecOptions", services.pod_exec));
  out.subresources.push_back(streamed("attach", {"create", "get"}, "PodAttachOptions", services.pod_attach));
  out.subresources.push_back(
      streamed("portforward", {"create", "get"}, "PodPortForwardOptions", services.pod_port_forward));
  out.subresources.push_back({"binding", {"create"}, "", "v1", "Binding", pod_binding()});
  out.subresources.push_back({"eviction", {"create"}, "policy", "v1", "Eviction", pod_eviction()});
  return out;
}

void add_core(std::vector<Resource>& out, const Services& services) {
  auto namespaces =
      with(with_status(cluster_wide(resource("", "Namespace", "namespaces", {"ns"}))), namespace_strategy());
  namespaces.name_rule = NameRule::label;
  namespaces.subresources.push_back({"finalize", {"update"}, "", "", "", {}});
  namespaces.selectable_fields = {"status.phase"};
  namespaces.verbs = {"create", "delete", "get", "list", "patch", "update", "watch"};
  out.push_back(std::move(namespaces));

  auto nodes = with(with_status(cluster_wide(resource("", "Node", "nodes", {"no"}))), node_strategy());
  nodes.selectable_fields = {"spec.unschedulable"};
  out.push_back(std::move(nodes));
  out.push_back(pods(services));
  out.push_back(with(resource("", "ConfigMap", "configmaps", {"cm"}), config_map_strategy()));
  auto secrets = with(resource("", "Secret", "secrets"), secret_strategy());
  secrets.selectable_fields = {"type"};
  out.push_back(std::move(secrets));

  auto accounts = resource("", "ServiceAccount", "serviceaccounts", {"sa"});
  accounts.subresources.push_back({"token",
                                   {"create"},
                                   "authentication.k8s.io",
                                   "v1",
                                   "TokenRequest",
                                   token_request(services.tokens, services.store)});
  out.push_back(std::move(accounts));

  auto events = resource("", "Event", "events", {"ev"});
  events.selectable_fields = {"involvedObject.kind",
                              "involvedObject.namespace",
                              "involvedObject.name",
                              "involvedObject.uid",
                              "involvedObject.apiVersion",
                              "involvedObject.resourceVersion",
                              "involvedObject.fieldPath",
                              "reason",
                              "reportingComponent",
                              "source",
                              "type"};
  out.push_back(std::move(events));
}

/// The events of the core group once more, under the names that their own group gives their members.
Resource events_of_their_group() {
  auto out = resource("events.k8s.io", "Event", "events", {"ev"});
  out.storage = "events";
  out.storage_api_version = "v1";
  out.from_storage = event_from_core;
  out.to_storage = event_to_core;
  auto printer = printer_of("events");
  out.columns = std::move(printer.columns);
  out.cells = [cells = std::move(printer.cells)](const json::Value& object) {
    auto core = object;
    event_to_core(core);
    return cells(core);
  };
  out.selectable_fields = {"reason", "type"};
  return out;
}

void add_groups(std::vector<Resource>& out) {
  out.push_back(events_of_their_group());
  out.push_back(with(resource("coordination.k8s.io", "Lease", "leases"), lease_strategy()));
  // The other kinds of apps have controllers that are not built. This one needs none: virt-controller keeps in it what
  // a machine was started from.
  out.push_back(with(resource("apps", "ControllerRevision", "controllerrevisions"), revision_strategy()));

  auto services = with_status(cluster_wide(resource("apiregistration.k8s.io", "APIService", "apiservices")));
  services.categories = {"api-extensions"};
  services.strategy = aggregation::api_service_strategy();
  out.push_back(std::move(services));
  auto definitions = with_status(cluster_wide(
      resource("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", {"crd", "crds"})));
  definitions.categories = {"api-extensions"};
  definitions.strategy = crd::definition_strategy();
  out.push_back(std::move(definitions));
  const std::pair<const char*, const char*> webhooks[] = {
      {"MutatingWebhookConfiguration", "mutatingwebhookconfigurations"},
      {"ValidatingWebhookConfiguration", "validatingwebhookconfigurations"}};
  for (const auto& [kind, plural] : webhooks) {
    auto configuration = cluster_wide(resource("admissionregistration.k8s.io", kind, plural));
    configuration.categories = {"api-extensions"};
    configuration.strategy = admission::webhook_configuration_strategy();
    out.push_back(std::move(configuration));
  }

  const std::string rbac = "rbac.authorization.k8s.io";
  out.push_back(with(cluster_wide(resource(rbac, "ClusterRole", "clusterroles")), rbac_strategy()));
  out.push_back(with(cluster_wide(resource(rbac, "ClusterRoleBinding", "clusterrolebindings")), rbac_strategy()));
  out.push_back(with(resource(rbac, "Role", "roles"), rbac_strategy()));
  out.push_back(with(resource(rbac, "RoleBinding", "rolebindings"), rbac_strategy()));
  for (auto& role : out)
    if (role.group == rbac) role.name_rule = NameRule::path_segment;
}

void add_reviews(std::vector<Resource>& out, const Services& services) {
  const std::string authentication = "authentication.k8s.io";
  const std::string authorization = "authorization.k8s.io";
  out.push_back(review(authentication, "TokenReview", "tokenreviews", token_review(services.tokens)));
  out.push_back(review(authentication, "SelfSubjectReview", "selfsubjectreviews", self_subject_review()));
  out.push_back(review(authorization, "SubjectAccessReview", "subjectaccessreviews", subject_access_review()));
  out.push_back(
      review(authorization, "SelfSubjectAccessReview", "selfsubjectaccessreviews", self_subject_access_review()));
  out.push_back(
      review(authorization, "SelfSubjectRulesReview", "selfsubjectrulesreviews", self_subject_rules_review()));
  out.push_back(review(authorization, "LocalSubjectAccessReview", "localsubjectaccessreviews",
                       local_subject_access_review(), true));
}
}  // namespace

std::vector<Resource> resources(const Services& services) {
  std::vector<Resource> out;
  add_core(out, services);
  add_groups(out);
  add_reviews(out, services);
  return out;
}

}  // namespace coracle::apiserver::builtin
