#include "apiserver/first_objects.h"

#include "apiserver/rest/metadata.h"

namespace coracle::apiserver {
namespace {

Task<> store_if_absent(Store& store, Resources::Entry resource, json::Value object, WallTime now) {
  begin_life(object, *resource, now);
  if (resource->strategy) resource->strategy->prepare_for_create(object);
  Write write;
  write.collection = resource->collection;
  write.key = object_key(json::text(object, {"metadata", "namespace"}), json::text(object, {"metadata", "name"}));
  write.draft = Draft::from(write.key, object);
  co_await store.write(std::move(write));  // an object of that name stays as it is
}

json::Value named(std::string_view kind, std::string_view name, std::string_view ns) {
  json::Object metadata{{"name", name}};
  if (!ns.empty()) metadata["namespace"] = ns;
  return json::Object{{"apiVersion", "v1"}, {"kind", kind}, {"metadata", std::move(metadata)}};
}
}  // namespace

Task<> store_first_objects(Store& store, const Resources& resources, const Clock& clock, std::string ca_pem) {
  const auto now = clock.now();
  const auto namespaces = resources.find("", "v1", "namespaces");
  const auto accounts = resources.find("", "v1", "serviceaccounts");
  const auto maps = resources.find("", "v1", "configmaps");
  for (const std::string_view ns : {"default", "kube-system", "kube-public", "kube-node-lease", "kubevirt"}) {
    co_await store_if_absent(store, namespaces, named("Namespace", ns, ""), now);
    co_await store_if_absent(store, accounts, named("ServiceAccount", "default", ns), now);
    auto map = named("ConfigMap", "kube-root-ca.crt", ns);
    map.get_object()["data"] = json::Object{{"ca.crt", ca_pem}};
    co_await store_if_absent(store, maps, std::move(map), now);
  }
}

}  // namespace coracle::apiserver
