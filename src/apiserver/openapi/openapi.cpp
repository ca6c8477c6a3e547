#include "apiserver/openapi/openapi.h"

#include <fmt/core.h>

#include "apiserver/openapi/protobuf.h"
#include "apiserver/rest/status.h"
#include "apiserver/store/store.h"

namespace coracle::apiserver {
namespace {

// Clients ask for it with an @ before the version, and their parser of media types takes none in an answer.
constexpr std::string_view v2_protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

std::string text_tag(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("{:016X}", hash);
}

/// "apis/apps/v1" as group and version; nothing for what is no such path.
std::optional<std::pair<std::string, std::string>> group_version_of(std::string_view name) {
  if (name.starts_with("api/")) return std::pair{std::string{}, std::string(name.substr(4))};
  if (!name.starts_with("apis/")) return std::nullopt;
  name.remove_prefix(5);
  const auto slash = name.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return std::pair{std::string(name.substr(0, slash)), std::string(name.substr(slash + 1))};
}

std::string name_of(const std::string& group, const std::string& version) {
  return group.empty() ? "api/" + version : fmt::format("apis/{}/{}", group, version);
}

/// The first of the client's types that v2 is offered in; empty: none.
std::string_view v2_form(std::string_view accept) {
  if (accept.empty()) return "v2.json";
  while (!accept.empty()) {
    const auto end = accept.find(',');
    const auto part = accept.substr(0, end);
    if (part.find("proto-openapi.spec.v2") != std::string_view::npos) return "v2.pb";
    if (part.find("application/json") != std::string_view::npos || part.find("*/*") != std::string_view::npos ||
        part.find("application/*") != std::string_view::npos)
      return "v2.json";
    if (end == std::string_view::npos) break;
    accept.remove_prefix(end + 1);
  }
  return {};
}
}  // namespace

struct OpenApi::Generation {
  std::shared_ptr<const Resources> resources;
  openapi::Definitions definitions = nullptr;
  std::mutex mutex;
  std::map<std::string, DocumentPtr> documents;
};

OpenApi::OpenApi(Store& store)
    : definitions_(store.collection("customresourcedefinitions.apiextensions.k8s.io")), worker_("openapi") {}

OpenApi::~OpenApi() = default;

bool OpenApi::serves(const Call& call) const {
  const auto& path = call.target.path;
  return (call.request.method == "GET" || call.request.method == "HEAD") && path.size() >= 2 && path[0] == "openapi" &&
         (path[1] == "v2" || path[1] == "v3");
}

std::shared_ptr<OpenApi::Generation> OpenApi::generation(const std::shared_ptr<const Resources>& resources) {
  const std::lock_guard lock(mutex_);
  if (!current_ || current_->resources->generation() < resources->generation()) {
    current_ = std::make_shared<Generation>();
    current_->resources = resources;
    current_->definitions = &definitions_;
  }
  return current_;
}

OpenApi::DocumentPtr OpenApi::make(const Generation& of, const std::string& name) {
  Document out;
  out.content_type = "application/json";
  std::string text;
  if (name == "v3") {
    json::Object paths;
    for (const auto& group : of.resources->groups())
      for (const auto& version : of.resources->versions(group)) {
        const auto hash = openapi::v3_hash(*of.resources, of.definitions, group, version);
        const auto path = name_of(group, version);
        paths[path] = json::Object{{"serverRelativeURL", fmt::format("/openapi/v3/{}?hash={}", path, hash)}};
      }
    text = json::serialize(json::Object{{"paths", std::move(paths)}});
  } else if (name == "v2.json") {
    text = json::serialize(openapi::v2_document(*of.resources, of.definitions));
  } else if (name == "v2.pb") {
    text = openapi_v2_protobuf(openapi::v2_document(*of.resources, of.definitions));
    out.content_type = v2_protobuf;
  } else {
    const auto [group, version] = *group_version_of(name);
    text = json::serialize(openapi::v3_document(*of.resources, of.definitions, group, version));
    out.tag = openapi::v3_hash(*of.resources, of.definitions, group, version);
  }
  if (out.tag.empty()) out.tag = text_tag(text);
  out.text = std::make_shared<const std::string>(std::move(text));
  return std::make_shared<const Document>(std::move(out));
}

Task<OpenApi::DocumentPtr> OpenApi::document(std::shared_ptr<Generation> of, std::string name) {
  const auto made_before = [&of, &name]() -> DocumentPtr {
    const std::lock_guard lock(of->mutex);
    const auto found = of->documents.find(name);
    return found == of->documents.end() ? nullptr : found->second;
  };
  if (auto made = made_before()) co_return made;
  std::function<DocumentPtr()> work = [of, name]() -> DocumentPtr {
    {
      // Whoever asked at the same moment may have been first.
      const std::lock_guard lock(of->mutex);
      if (const auto found = of->documents.find(name); found != of->documents.end()) return found->second;
    }
    auto made = make(*of, name);
    const std::lock_guard lock(of->mutex);
    return of->documents[name] = std::move(made);
  };
  co_return co_await worker_.run(std::move(work));
}

Task<net::Response> OpenApi::serve(Call& call) {
  const auto& path = call.target.path;
  std::string name = "v3";
  if (path[1] == "v2") {
    if (path.size() > 2) throw no_such_path();
    name = v2_form(call.request.headers.get("Accept"));
    if (name.empty())
      throw Error(Reason::not_acceptable, "only application/json and " + std::string(v2_protobuf) + " are offered");
  } else if (path.size() > 2) {
    name = path[2];
    for (std::size_t i = 3; i < path.size(); ++i) name += "/" + path[i];
    const auto wanted = group_version_of(name);
    if (!wanted || !call.resources->has_group_version(wanted->first, wanted->second)) throw no_such_path();
  }
  const auto found = co_await document(generation(call.resources), name);
  net::Response response;
  const auto tag = "\"" + found->tag + "\"";
  response.headers.set("Content-Type", found->content_type);
  response.headers.set("Etag", tag);
  response.headers.set("Vary", "Accept");
  const bool fixed = call.target.parameter("hash") == found->tag;
  response.headers.set("Cache-Control", fixed ? "public, immutable" : "no-cache, private");
  if (call.request.headers.get("If-None-Match") == tag) {
    response.status = 304;
    co_return response;
  }
  response.body = net::SharedTexts{found->text};
  co_return response;
}

}  // namespace coracle::apiserver
