#include "apiserver/aggregation/checker.h"

#include <fmt/core.h>

#include <algorithm>

namespace coracle::apiserver::aggregation {
namespace {

using namespace std::chrono_literals;
constexpr auto check_limit = 5s;
constexpr auto while_broken = 1s;
constexpr auto while_well = 30s;
constexpr int overtaken_limit = 10;

json::Value word(std::string_view text) { return json::Value(json::String(text)); }

/// True when the object had another condition before.
bool put_condition(json::Value& object, bool available, const std::string& reason, const std::string& message,
                   const std::string& now) {
  auto& status = object.get_object()["status"];
  if (!status.is_object()) status = json::Object{};
  auto& conditions = status.get_object()["conditions"];
  if (!conditions.is_array()) conditions = json::Array{};
  auto& list = conditions.get_array();
  const auto found =
      std::ranges::find_if(list, [](const json::Value& one) { return json::text(one, {"type"}) == "Available"; });
  auto& condition = found == list.end() ? list.emplace_back(json::Object{}) : *found;
  if (!condition.is_object()) condition = json::Object{};
  auto& members = condition.get_object();
  const std::string_view value = available ? "True" : "False";
  if (json::text(condition, {"status"}) == value && json::text(condition, {"reason"}) == reason &&
      json::text(condition, {"message"}) == message)
    return false;
  if (json::text(condition, {"status"}) != value) members["lastTransitionTime"] = now;
  members["type"] = "Available";
  members["status"] = word(value);
  members["reason"] = reason;
  members["message"] = message;
  return true;
}
}  // namespace

Checker::Checker(Loop::Executor executor, Store& store, const ApiServices& services, Dialing dialing,
                 const Clock& clock, Log log)
    : store_(store),
      services_(services),
      dialing_(std::move(dialing)),
      clock_(clock),
      log_(std::move(log)),
      hub_(store, executor),
      scope_(executor) {}

Checker::~Checker() = default;

void Checker::start() { scope_.spawn(follow(), "API services"); }

Task<> Checker::stop() { co_await scope_.cancel_and_join(); }

std::vector<AggregatedVersion> Checker::aggregated() const {
  const std::lock_guard lock(mutex_);
  std::vector<AggregatedVersion> list;
  for (const auto& [_, version] : known_) list.push_back(version);
  return list;
}

Task<> Checker::follow() {
  auto watcher = hub_.watch_now(services_.collection()).watcher;
  while (true) {
    bool well = false, lost = false;
    try {
      co_await note_local();
      well = co_await check_all();
      const auto until = clock_.steady() + (well ? Duration(while_well) : Duration(while_broken));
      // Our own conditions come by here too: they change nothing of what is checked.
      while (const auto change = co_await watcher->next(std::max(Duration(1ms), until - clock_.steady()))) {
        const auto& before = change->previous();
        const auto generation = [](const ObjectPtr& object) {
          const auto value = object->parse();
          const auto* found = json::find(value, {"metadata", "generation"});
          return found == nullptr ? std::string{} : json::serialize(*found);
        };
        if (!before || change->kind() == Change::Kind::deleted || generation(before) != generation(change->object()))
          break;
      }
    } catch (const Error& error) {
      log_.warning("cannot check API services", {{"error", error.message()}});
      lost = true;
    }
    if (!lost) continue;
    co_await sleep_for(while_broken);
    watcher = hub_.watch_now(services_.collection()).watcher;
  }
}

/// An APIService without a service speaks of what this server serves.
Task<> Checker::note_local() {
  std::vector<std::string> local;
  services_.collection().snapshot()->each("", "", [&](const ObjectPtr& object) {
    const auto value = object->parse();
    if (json::find(value, {"spec", "service"}) == nullptr) local.emplace_back(object->name());
    return true;
  });
  for (auto& name : local) {
    Finding finding{true, "Local", "Local APIServices are always available", {}};
    co_await write_condition(std::move(name), std::move(finding));
  }
}

Task<bool> Checker::check_all() {
  const auto table = services_.table();
  bool well = true;
  std::map<std::string, AggregatedVersion> now;
  for (const auto& [_, service] : *table) {
    auto finding = co_await check(service);
    well = well && finding.available;
    AggregatedVersion version{service.group, service.version, finding.resources, !finding.available};
    if (!finding.available) {
      // What it served last is told on, as stale.
      const std::lock_guard lock(mutex_);
      if (const auto before = known_.find(service.name); before != known_.end())
        version.resources = before->second.resources;
    }
    now[service.name] = std::move(version);
    co_await write_condition(service.name, std::move(finding));
  }
  const std::lock_guard lock(mutex_);
  known_ = std::move(now);
  co_return well;
}

Task<Checker::Finding> Checker::check(AggregatedService service) {
  const auto path = fmt::format("/apis/{}/{}", service.group, service.version);
  std::string failure;
  if (!dialing_.services.resolve(service.service_namespace, service.service_name, service.port))
    co_return Finding{
        false,
        "ServiceNotFound",
        fmt::format("service/{} in \"{}\" is not present", service.service_name, service.service_namespace),
        {}};
  try {
    const auto client = client_of(dialing_, service);
    net::Request request;
    request.target = path;
    request.headers.set("Accept", "application/json");
    request.headers.set("X-Remote-User", "system:kube-aggregator");
    request.headers.set("X-Remote-Group", "system:masters");
    const auto answer = co_await within(check_limit, net::exchange(*client, std::move(request)), "ask for " + path);
    if (answer.status != 200) throw Error(Reason::service_unavailable, fmt::format("bad status: {}", answer.status));
    const auto list = json::parse(answer.body).take();
    co_return Finding{true, "Passed", "all checks passed", discovered_resources(list, service.group, service.version)};
  } catch (const Error& error) {
    failure = error.message();
  }
  co_return Finding{false,
                    "FailedDiscoveryCheck",
                    fmt::format("failing or missing response from {}/{}{}: {}", service.service_namespace,
                                service.service_name, path, failure),
                    {}};
}

Task<> Checker::write_condition(std::string name, Finding finding) {
  auto& collection = services_.collection();
  for (int attempt = 0; attempt < overtaken_limit; ++attempt) {
    const auto stored = collection.snapshot()->find(name);
    if (!stored) co_return;
    auto value = stored->parse();
    if (!put_condition(value, finding.available, finding.reason, finding.message, format_time(clock_.now()))) co_return;
    Write write{Write::Kind::update, &collection, name, Draft::from(name, value), stored->revision()};
    const auto written = co_await store_.write(std::move(write));
    if (written.outcome == Written::Outcome::done) co_return;
  }
}

json::Array discovered_resources(const json::Value& list, std::string_view group, std::string_view version) {
  json::Array out;
  const auto* resources = json::find(list, {"resources"});
  if (resources == nullptr || !resources->is_array()) return out;
  const auto kind_of = [&](const json::Value& resource) {
    return json::Object{{"group", word(json::text(resource, {"group"}, group))},
                        {"version", word(json::text(resource, {"version"}, version))},
                        {"kind", word(json::text(resource, {"kind"}))}};
  };
  const auto scope_of = [](const json::Value& resource) {
    const auto* namespaced = json::find(resource, {"namespaced"});
    return word(namespaced != nullptr && namespaced->is_bool() && namespaced->get_bool() ? "Namespaced" : "Cluster");
  };
  const auto parent_of = [&](std::string_view name, const json::Value& resource) -> json::Object& {
    for (auto& entry : out)
      if (json::text(entry, {"resource"}) == name) return entry.get_object();
    out.push_back(json::Object{{"resource", word(name)},
                               {"responseKind", json::Object{{"group", ""}, {"version", ""}, {"kind", ""}}},
                               {"scope", scope_of(resource)},
                               {"singularResource", ""},
                               {"verbs", json::Array{}}});
    return out.back().get_object();
  };
  for (const auto& resource : resources->get_array()) {
    const auto name = json::text(resource, {"name"});
    const auto slash = name.find('/');
    auto& entry = parent_of(name.substr(0, slash), resource);
    const auto* verbs = json::find(resource, {"verbs"});
    const json::Value all_verbs = verbs != nullptr && verbs->is_array() ? *verbs : json::Value(json::Array{});
    if (slash == std::string_view::npos) {
      entry["responseKind"] = kind_of(resource);
      entry["singularResource"] = word(json::text(resource, {"singularName"}));
      entry["verbs"] = all_verbs;
      for (const auto* member : {"shortNames", "categories"})
        if (const auto* names = json::find(resource, {member})) entry[member] = *names;
      continue;
    }
    auto& below = entry["subresources"];
    if (!below.is_array()) below = json::Array{};
    below.get_array().push_back(json::Object{
        {"subresource", word(name.substr(slash + 1))}, {"responseKind", kind_of(resource)}, {"verbs", all_verbs}});
  }
  return out;
}

}  // namespace coracle::apiserver::aggregation
