#include "virt/launcher/machine/record.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json/value.h"

namespace coracle::virt::launcher {

namespace record_files {
namespace {

constexpr const char* state_file = "launcher-state.json";
constexpr const char* request_file = "launcher-request.json";
constexpr std::size_t largest = 4U << 20U;

std::optional<json::Value> read_json(int folder, const char* name) {
  try {
    auto parsed = json::parse(read_file(folder, name, largest), {.bytes = largest});
    if (parsed) return std::move(parsed).take();
  } catch (const Error&) {
    // There is none yet.
  }
  return std::nullopt;
}

bool truth(const json::Value& value, std::string_view member) {
  const auto* found = json::find(value, {member});
  return found && found->is_bool() && found->as_bool();
}

}  // namespace
}  // namespace record_files

RecordFolder::RecordFolder(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto parent = open_directory(slash == 0 ? "/" : path.substr(0, slash));
  folder_ = make_directories(parent.get(), path.substr(slash + 1), 0770);
}

/// Whole or not at all for whoever is killed meanwhile. Not synced: what a power cut takes goes with the pod.
void RecordFolder::replace(const std::string& name, std::string_view text) const {
  const auto next = name + ".new";
  {
    const auto file = open_beneath(folder_.get(), next, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
    write_all(file.get(), text, next);
  }
  if (renameat(folder_.get(), next.c_str(), folder_.get(), name.c_str()) != 0)
    throw system_error(errno, "replace " + name);
}

Record RecordFolder::load() const {
  Record record;
  const auto value = record_files::read_json(folder_.get(), record_files::state_file);
  if (!value) return record;
  record.started = record_files::truth(*value, "started");
  record.shutdown_asked = record_files::truth(*value, "shutdownAsked");
  record.frozen = record_files::truth(*value, "frozen");
  record.last = {std::string(json::text(*value, {"last", "state"})),
                 std::string(json::text(*value, {"last", "reason"}))};
  if (json::find(*value, {"ended"})) {
    Outcome outcome;
    outcome.status = {std::string(json::text(*value, {"ended", "state"})),
                      std::string(json::text(*value, {"ended", "reason"}))};
    outcome.grace_expired = record_files::truth(*json::find(*value, {"ended"}), "graceExpired");
    record.ended = std::move(outcome);
  }
  return record;
}

void RecordFolder::save(const Record& record) const {
  json::Object value;
  value["started"] = record.started;
  value["shutdownAsked"] = record.shutdown_asked;
  value["frozen"] = record.frozen;
  value["last"] = json::Object{{"state", record.last.state}, {"reason", record.last.reason}};
  if (record.ended) {
    value["ended"] = json::Object{{"state", record.ended->status.state},
                                  {"reason", record.ended->status.reason},
                                  {"graceExpired", record.ended->grace_expired}};
  }
  replace(record_files::state_file, json::serialize(value));
}

std::shared_ptr<const shared::LauncherRequest> RecordFolder::load_request() const {
  const auto value = record_files::read_json(folder_.get(), record_files::request_file);
  if (!value) return nullptr;
  auto request = schema::decode<shared::LauncherRequest>(*value);
  if (!request || !request->vmi || !request->options) return nullptr;
  return std::make_shared<const shared::LauncherRequest>(std::move(request).take());
}

void RecordFolder::save_request(const shared::LauncherRequest& request) const {
  replace(record_files::request_file, schema::encode_text(request));
}

}  // namespace coracle::virt::launcher
