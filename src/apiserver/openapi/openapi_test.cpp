#include "apiserver/openapi/openapi.h"

#include <gtest/gtest.h>

#include "apiserver/builtin/resources.h"
#include "apiserver/testing/cluster.h"
#include "net/certificates.h"

namespace coracle::apiserver {
namespace {

const SystemClock described_clock;

/// What a server of the built-in kinds and one custom kind says of itself.
struct DescribedServer {
  DescribedServer()
      : tokens(net::make_private_key(), "https://kubernetes.default.svc", store, described_clock), registry(store) {
    registry.replace({}, builtin::resources({store, tokens}));
    Resource sprocket;
    sprocket.group = "things.example.com";
    sprocket.version = "v1";
    sprocket.kind = "Sprocket";
    sprocket.plural = "sprockets";
    sprocket.custom = true;
    sprocket.storage = "sprockets.things.example.com";
    registry.add(std::move(sprocket));
  }
  Task<> define() {
    const auto definition = json::parse(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
      "metadata":{"name":"sprockets.things.example.com"},"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":
      {"type":"object","description":"A wheel with teeth.","properties":{"spec":{"type":"object","properties":{
      "teeth":{"type":"integer"},"port":{"x-kubernetes-int-or-string":true},
      "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"a":{"type":"string"}}}}}}}}}]}})")
                                .take();
    auto& definitions = store.collection("customresourcedefinitions.apiextensions.k8s.io");
    const std::string key = "sprockets.things.example.com";
    co_await store.write({Write::Kind::create, &definitions, key, Draft::from(key, definition), 0});
  }
  Task<net::Response> get(std::string target, net::Headers headers = {}) {
    net::Request request;
    request.target = std::move(target);
    request.headers = std::move(headers);
    Call call{request, *net::parse_target(request.target), {}, {}, registry.current(), nullptr, {}, nullptr};
    EXPECT_TRUE(openapi.serves(call)) << request.target;
    co_return co_await openapi.serve(call);
  }
  static std::string text_of(const net::Response& response) {
    const auto* texts = std::get_if<net::SharedTexts>(&response.body);
    return texts == nullptr ? std::string{} : *texts->front();
  }
  static json::Value value_of(const net::Response& response) {
    const auto text = text_of(response);
    return json::parse(text, {.bytes = text.size(), .depth = 1000}).take();
  }

  Store store{Store::Options{}};
  Tokens tokens;
  Registry registry;
  OpenApi openapi{store};
};

void with_described(Task<> (*test)(DescribedServer&)) {
  auto run = [](Task<> (*inner)(DescribedServer&)) -> Task<> {
    DescribedServer server;
    co_await server.define();
    co_await inner(server);
  };
  run_task([&](Loop&) { return run(test); });
}

const json::Value* patch_parameters(const json::Value& document, std::string_view path) {
  return json::find(document, {"paths", path, "patch", "parameters"});
}

bool names_parameter(const json::Value* parameters, std::string_view name) {
  if (parameters == nullptr) return false;
  return std::ranges::any_of(parameters->as_array(),
                             [&](const json::Value& one) { return json::text(one, {"name"}) == name; });
}

/// Every $ref of a document must lead to a component.
void expect_whole(const json::Value& part, const json::Object& components, std::string_view prefix) {
  if (const auto* list = part.if_array())
    for (const auto& item : *list) expect_whole(item, components, prefix);
  const auto* members = part.if_object();
  if (members == nullptr) return;
  for (const auto& [name, value] : *members) {
    if (name == "$ref" && value.is_string()) {
      const std::string target(value.get_string());
      EXPECT_TRUE(target.starts_with(prefix)) << target;
      EXPECT_TRUE(components.contains(target.substr(prefix.size()))) << target;
    }
    expect_whole(value, components, prefix);
  }
}

TEST(OpenApi, tells_kubectl_that_patches_take_dry_run_and_field_validation) {
  with_described([](DescribedServer& server) -> Task<> {
    for (const auto* target : {"/openapi/v3/api/v1", "/openapi/v2"}) {
      const auto document = DescribedServer::value_of(co_await server.get(target));
      const auto path = "/api/v1/namespaces/{namespace}/configmaps/{name}";
      for (const auto* name : {"dryRun", "fieldManager", "fieldValidation", "force"})
        EXPECT_TRUE(names_parameter(patch_parameters(document, path), name)) << target << " " << name;
      EXPECT_EQ(json::text(document, {"paths", path, "patch", "x-kubernetes-action"}), "patch");
      EXPECT_EQ(json::text(document, {"paths", path, "patch", "x-kubernetes-group-version-kind", "kind"}), "ConfigMap");
    }
  });
}

TEST(OpenApi, documents_are_whole) {
  with_described([](DescribedServer& server) -> Task<> {
    const auto index = DescribedServer::value_of(co_await server.get("/openapi/v3"));
    std::vector<std::string> urls;
    for (const auto& [path, entry] : index.at("paths").as_object())
      urls.emplace_back(json::text(entry, {"serverRelativeURL"}));
    EXPECT_GT(urls.size(), 5U);
    for (const auto& url : urls) {
      const auto document = DescribedServer::value_of(co_await server.get(url));
      EXPECT_EQ(json::text(document, {"openapi"}), "3.0.0");
      expect_whole(document, json::find(document, {"components", "schemas"})->as_object(), "#/components/schemas/");
    }
    const auto all = DescribedServer::value_of(co_await server.get("/openapi/v2"));
    EXPECT_EQ(json::text(all, {"swagger"}), "2.0");
    expect_whole(all, all.at("definitions").as_object(), "#/definitions/");
  });
}

TEST(OpenApi, custom_kinds_are_described_by_their_definition) {
  with_described([](DescribedServer& server) -> Task<> {
    const auto document = DescribedServer::value_of(co_await server.get("/openapi/v3/apis/things.example.com/v1"));
    const auto name = "com.example.things.v1.Sprocket";
    EXPECT_EQ(json::text(document, {"components", "schemas", name, "description"}), "A wheel with teeth.");
    const auto* kinds = json::find(document, {"components", "schemas", name, "x-kubernetes-group-version-kind"});
    EXPECT_EQ(json::text(kinds->as_array().at(0), {"kind"}), "Sprocket");
    const auto path = "/apis/things.example.com/v1/namespaces/{namespace}/sprockets/{name}";
    const auto* types = json::find(document, {"paths", path, "patch", "requestBody", "content"});
    EXPECT_NE(json::find(*types, {"application/merge-patch+json"}), nullptr);
    EXPECT_EQ(json::find(*types, {"application/strategic-merge-patch+json"}), nullptr);
    const auto old = DescribedServer::value_of(co_await server.get("/openapi/v2"));
    EXPECT_NE(json::find(old, {"definitions", name, "properties", "spec", "properties", "teeth"}), nullptr);
    // Older clients take members beside named ones for mistakes, and a type for all there is.
    EXPECT_EQ(json::find(old, {"definitions", name, "properties", "spec", "properties", "free", "properties"}),
              nullptr);
    EXPECT_EQ(json::find(old, {"definitions", name, "properties", "spec", "properties", "port", "type"}), nullptr);
  });
}

TEST(OpenApi, is_made_once_and_told_apart_by_its_tag) {
  with_described([](DescribedServer& server) -> Task<> {
    const auto first = co_await server.get("/openapi/v3/apis/apiextensions.k8s.io/v1");
    const auto second = co_await server.get("/openapi/v3/apis/apiextensions.k8s.io/v1");
    EXPECT_EQ(std::get<net::SharedTexts>(first.body).front(), std::get<net::SharedTexts>(second.body).front());
    const std::string tag(first.headers.get("Etag"));
    const auto again = co_await server.get("/openapi/v3/apis/apiextensions.k8s.io/v1", {{"If-None-Match", tag}});
    EXPECT_EQ(again.status, 304);
    server.registry.remove("things.example.com", "v1", "sprockets");
    const auto index = DescribedServer::value_of(co_await server.get("/openapi/v3"));
    EXPECT_EQ(json::find(index, {"paths", "apis/things.example.com/v1"}), nullptr);
  });
}

TEST(OpenApi, speaks_protobuf_to_older_clients) {
  with_described([](DescribedServer& server) -> Task<> {
    const std::string type = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    const auto answer = co_await server.get("/openapi/v2", {{"Accept", type}});
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    const auto text = DescribedServer::text_of(answer);
    EXPECT_EQ(text.substr(0, 5),
              "\x0a\x03"
              "2.0");
    EXPECT_NE(text.find("io.k8s.api.core.v1.ConfigMap"), std::string::npos);
  });
}

}  // namespace
}  // namespace coracle::apiserver
