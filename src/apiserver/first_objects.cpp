#include "apiserver/first_objects.h"

#include "apiserver/rest/metadata.h"
#include "apiserver/store/collection.h"

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

/// A ConfigMap with this data, whatever it held before.
Task<> store_map(Store& store, Resources::Entry maps, std::string name, std::string ns, json::Object data,
                 WallTime now) {
  json::Value object = json::Object{{"apiVersion", "v1"},
                                    {"kind", "ConfigMap"},
                                    {"metadata", json::Object{{"name", name}, {"namespace", ns}}},
                                    {"data", std::move(data)}};
  const auto key = object_key(ns, name);
  const auto stored = maps->collection->snapshot()->find(key);
  if (!stored) {
    co_await store_if_absent(store, std::move(maps), std::move(object), now);
    co_return;
  }
  auto current = stored->parse();
  const auto* before = json::find(current, {"data"});
  auto& wanted = object.get_object()["data"];
  if (before != nullptr && json::equal(*before, wanted)) co_return;
  current.get_object()["data"] = std::move(wanted);
  Write write{Write::Kind::update, maps->collection, key, Draft::from(key, current), stored->revision()};
  co_await store.write(std::move(write));
}

/// Header fields and the authority of whoever may set them.
json::Object front_proxy_data(const Pki& pki) {
  return {{"client-ca-file", pki.cluster.certificate_pem()},
          {"requestheader-allowed-names", R"(["front-proxy-client"])"},
          {"requestheader-client-ca-file", pki.front_proxy.certificate_pem()},
          {"requestheader-extra-headers-prefix", R"(["X-Remote-Extra-"])"},
          {"requestheader-group-headers", R"(["X-Remote-Group"])"},
          {"requestheader-uid-headers", R"(["X-Remote-Uid"])"},
          {"requestheader-username-headers", R"(["X-Remote-User"])"}};
}

json::Value named(std::string_view kind, std::string_view name, std::string_view ns) {
  json::Object metadata{{"name", name}};
  if (!ns.empty()) metadata["namespace"] = ns;
  return json::Object{{"apiVersion", "v1"}, {"kind", kind}, {"metadata", std::move(metadata)}};
}
}  // namespace

Task<> store_first_objects(Store& store, const Resources& resources, const Clock& clock, const Pki& pki) {
  const auto now = clock.now();
  const auto namespaces = resources.find("", "v1", "namespaces");
  const auto accounts = resources.find("", "v1", "serviceaccounts");
  const auto maps = resources.find("", "v1", "configmaps");
  for (const std::string ns : {"default", "kube-system", "kube-public", "kube-node-lease", "kubevirt"}) {
    co_await store_if_absent(store, namespaces, named("Namespace", ns, ""), now);
    co_await store_if_absent(store, accounts, named("ServiceAccount", "default", ns), now);
    json::Object authority{{"ca.crt", pki.cluster.certificate_pem()}};
    co_await store_map(store, maps, "kube-root-ca.crt", ns, std::move(authority), now);
  }
  auto front_proxy = front_proxy_data(pki);
  co_await store_map(store, maps, "extension-apiserver-authentication", "kube-system", std::move(front_proxy), now);
}

}  // namespace coracle::apiserver
