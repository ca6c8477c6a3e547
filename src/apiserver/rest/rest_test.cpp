// Runs tests/cases/rest/*.json: each file is a conversation with a fresh server. A step is
//   {"do": "POST /api/v1/...", "body": {...} or "text": "...", "type": "application/json", "accept": "...",
//    "status": 201, "answer": {...}, "absent": ["metadata.name"], "message": "...", "warning": "...",
//    "keep": {"uid": "metadata.uid"}}
// `answer` must be in the reply, member by member; lists are compared whole. {uid} in later steps is what was kept.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/source_tree.h"

#include "apiserver/testing/cluster.h"

namespace coracle::apiserver {
namespace {

using Kept = std::map<std::string, std::string>;

std::string with_kept(std::string text, const Kept& kept) {
  for (const auto& [name, value] : kept) {
    const auto mark = "{" + name + "}";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

std::vector<std::string> dotted(std::string path) {
  std::vector<std::string> parts;
  while (true) {
    const auto dot = path.find('.');
    parts.push_back(path.substr(0, dot));
    if (dot == std::string::npos) return parts;
    path.erase(0, dot + 1);
  }
}

const json::Value* at_dots(const json::Value& value, const std::string& path) {
  const auto* at = &value;
  for (const auto& part : dotted(path)) {
    if (at->is_array() && std::stoul(part) < at->get_array().size())
      at = &at->get_array()[std::stoul(part)];
    else
      at = json::find(*at, {part});
    if (at == nullptr) return nullptr;
  }
  return at;
}

// What of `expected` is not in `actual`; empty when all is.
std::string missing(const json::Value& expected, const json::Value& actual, const std::string& where) {
  if (!expected.is_object())
    return json::equal(expected, actual)
               ? ""
               : fmt::format("{}: {} in place of {}", where, json::serialize(actual), json::serialize(expected));
  for (const auto& [name, value] : expected.get_object()) {
    const auto* found = json::find(actual, {std::string_view(name)});
    const auto place = where + "." + std::string(name);
    if (found == nullptr) return place + " is missing";
    if (auto why = missing(value, *found, place); !why.empty()) return why;
  }
  return "";
}

net::Headers headers_of(const json::Value& step) {
  net::Headers headers;
  headers.set("Content-Type", std::string(json::text(step, {"type"}, "application/json")));
  headers.set("Accept", std::string(json::text(step, {"accept"}, "application/json")));
  return headers;
}

void check_step(const json::Value& step, const testing::Reply& reply, Kept& kept) {
  const auto value = reply.value();
  EXPECT_EQ(reply.status, step.at("status").to_number<int>()) << reply.text;
  if (const auto* answer = json::find(step, {"answer"})) {
    const auto expected = json::parse(with_kept(json::serialize(*answer), kept)).take();
    EXPECT_EQ(missing(expected, value, "answer"), "") << reply.text;
  }
  if (const auto message = json::text(step, {"message"}); !message.empty())
    EXPECT_EQ(json::text(value, {"message"}), with_kept(std::string(message), kept));
  if (const auto warning = json::text(step, {"warning"}); !warning.empty())
    EXPECT_EQ(reply.headers.get("Warning"), warning);
  if (const auto* absent = json::find(step, {"absent"}))
    for (const auto& path : absent->as_array())
      EXPECT_EQ(at_dots(value, std::string(path.as_string())), nullptr) << std::string_view(path.as_string());
  if (const auto* keep = json::find(step, {"keep"}))
    for (const auto& [name, path] : keep->as_object()) {
      const auto* found = at_dots(value, std::string(path.as_string()));
      ASSERT_NE(found, nullptr) << std::string_view(path.as_string()) << " in " << reply.text;
      kept[std::string(name)] = found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
    }
}

void run_conversation(const json::Array& steps) {
  run_task([&](Loop& loop) -> Task<> {
    testing::Cluster cluster(loop);
    co_await cluster.begin();
    Kept kept;
    for (const auto& step : steps) {
      const auto line = with_kept(std::string(step.at("do").as_string()), kept);
      SCOPED_TRACE(line);
      const auto blank = line.find(' ');
      const auto* body = json::find(step, {"body"});
      auto text = body ? json::serialize(*body) : std::string(json::text(step, {"text"}));
      const auto reply = co_await cluster.request(line.substr(0, blank), line.substr(blank + 1), with_kept(text, kept),
                                                  headers_of(step));
      check_step(step, reply, kept);
    }
  });
}

TEST(Rest, answers_each_conversation_as_kube_apiserver_does) {
  const auto folder = std::filesystem::path(in_source("tests/cases/rest"));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream in(entry.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto parsed = json::parse(text);
    if (!parsed) {
      ADD_FAILURE() << parsed.error().message();
      continue;
    }
    run_conversation(parsed->as_array());
    ++files;
  }
  EXPECT_GT(files, 5);
}

}  // namespace
}  // namespace coracle::apiserver
