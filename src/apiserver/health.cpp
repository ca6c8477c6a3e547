#include <fmt/core.h>

#include "apiserver/rest/status.h"
#include "apiserver/server.h"

namespace coracle::apiserver {

namespace {
net::Response plain_response(int status, std::string text) {
  net::Response response;
  response.status = status;
  response.headers = {{"Cache-Control", "no-cache, private"},
                      {"Content-Type", "text/plain; charset=utf-8"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = std::move(text);
  return response;
}
}  // namespace

std::optional<net::Response> health_response(const Call& call, const std::vector<HealthCheck>& checks) {
  const auto& path = call.target.path;
  if (path.empty() || path.size() > 2) return std::nullopt;
  if (path[0] == "version" && path.size() == 1) return json_response(200, json::pretty(version_value()));
  if (path[0] != "healthz" && path[0] != "livez" && path[0] != "readyz") return std::nullopt;
  if (call.attributes.verb != "get" && call.attributes.verb != "head") throw method_not_allowed();
  const auto only = path.size() == 2 ? std::string_view(path[1]) : std::string_view{};
  const auto excluded = call.target.parameters("exclude");
  bool all = true, known = only.empty();
  std::string report;
  for (const auto& check : checks) {
    if (path[0] != "readyz" && !check.liveness) continue;
    if (!only.empty() && check.name != only) continue;
    known = true;
    if (std::ranges::find(excluded, check.name) != excluded.end()) {
      report += fmt::format("[+]{} excluded: ok\n", check.name);
      continue;
    }
    const bool passes = check.passes();
    all = all && passes;
    report +=
        passes ? fmt::format("[+]{} ok\n", check.name) : fmt::format("[-]{} failed: reason withheld\n", check.name);
  }
  if (!known) return std::nullopt;
  if (!all) return plain_response(500, report + fmt::format("{} check failed\n", path[0]));
  if (call.target.has("verbose")) return plain_response(200, report + fmt::format("{} check passed\n", path[0]));
  return plain_response(200, "ok");
}

json::Value version_value() {
  return json::Object{{"major", "1"},
                      {"minor", "36"},
                      {"emulationMajor", "1"},
                      {"emulationMinor", "36"},
                      {"minCompatibilityMajor", "1"},
                      {"minCompatibilityMinor", "35"},
                      {"gitVersion", "v1.36.2+coracle." CORACLE_VERSION},
                      {"gitCommit", ""},
                      {"gitTreeState", "clean"},
                      {"buildDate", "1970-01-01T00:00:00Z"},
                      {"goVersion", ""},
                      {"compiler", "clang"},
                      {"platform", "linux/amd64"}};
}

}  // namespace coracle::apiserver
