#include <fmt/core.h>

#include <random>

#include "apiserver/rest/list_options.h"
#include "apiserver/rest/objects.h"
#include "apiserver/rest/status.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

namespace {
constexpr auto bookmark_interval = std::chrono::seconds(50);

using Buffer = std::shared_ptr<const std::string>;

/// One watch: what it asked for, and what it has still to send before it follows changes. The call it came with is
/// gone by then, so it holds all it needs.
struct WatchSession {
  std::shared_ptr<const Resource> resource;
  AnswerForm form;
  std::optional<TableRequest> table;
  const Tables* tables = nullptr;
  Selector selector;
  std::string prefix;
  bool bookmarks = false;
  bool initial_bookmark = false;
  Duration timeout{};
  std::shared_ptr<const Snapshot> initial;  ///< sent as ADDED first; null: nothing
  std::unique_ptr<Watcher> watcher;
  std::optional<Error> refused;  ///< told as an ERROR event in place of everything

  bool concerns(const StoredObject& object) const {
    return std::string_view(object.key()).starts_with(prefix) && (selector.empty() || selector.matches(object));
  }
  bool plain() const {
    return form.kind == AnswerForm::Kind::object && !resource->from_storage &&
           (resource->storage_api_version.empty() || resource->storage_api_version == resource->api_version());
  }
};

Buffer event_of(WatchSession& session, std::string_view type, const StoredObject& object) {
  std::string text;
  if (session.form.kind == AnswerForm::Kind::table) {
    std::vector<json::Value> objects;
    objects.push_back(served_value(*session.resource, object));
    const json::Value metadata = json::Object{{"resourceVersion", std::to_string(object.revision())}};
    text = session.tables->render(*session.resource, *session.table, objects, metadata);
    session.table->headers = false;
    while (text.ends_with('\n')) text.pop_back();
  } else if (session.form.kind == AnswerForm::Kind::metadata) {
    append_metadata(text, object, session.form.group_version);
  } else {
    append_served(text, *session.resource, object);
  }
  return watch_event(type, text);
}

Buffer bookmark_of(const WatchSession& session, std::uint64_t revision, bool initial_end) {
  const bool whole = session.form.kind == AnswerForm::Kind::object;
  const auto& kind = session.resource->kind;
  auto object = fmt::format(
      R"({{"kind":"{}","apiVersion":"{}","metadata":{{"resourceVersion":"{}","creationTimestamp":null)",
      whole ? kind : "PartialObjectMetadata", whole ? session.resource->api_version() : "meta.k8s.io/v1", revision);
  if (initial_end) object += R"(,"annotations":{"k8s.io/initial-events-end":"true"})";
  object += "}}";
  return watch_event("BOOKMARK", object);
}

// A change as this watcher sees it: an object that comes to match its selector is added, one that ceases to is deleted.
Buffer event_of(WatchSession& session, const Change& change) {
  const auto& object = *change.object();
  const bool deleted = change.kind() == Change::Kind::deleted;
  const bool now = !deleted && session.concerns(object);
  const bool before = change.previous() && session.concerns(*change.previous());
  if (!now && !before) return nullptr;
  if (now && before == (change.kind() == Change::Kind::modified) && session.plain()) return change.wire();
  if (now) return event_of(session, before ? "MODIFIED" : "ADDED", object);
  if (deleted) return session.plain() ? change.wire() : event_of(session, "DELETED", object);
  // The last state that matched, under the revision of the change that took it out.
  const auto last = Draft::copy(*change.previous()).finish(change.revision(), change.previous()->row());
  return event_of(session, "DELETED", *last);
}

Task<> send_initial(WatchSession& session, net::BodyWriter& out) {
  std::vector<ObjectPtr> objects;
  session.initial->each(session.prefix, session.prefix, [&](const ObjectPtr& object) {
    if (session.selector.empty() || session.selector.matches(*object)) objects.push_back(object);
    return true;
  });
  session.initial.reset();
  for (const auto& object : objects) co_await out.write(event_of(session, "ADDED", *object));
  if (session.initial_bookmark) co_await out.write(bookmark_of(session, session.watcher->progress(), true));
}

Task<> follow(WatchSession& session, net::BodyWriter& out) {
  auto now = std::chrono::steady_clock::now();
  const auto end = now + session.timeout;
  auto bookmark = now + bookmark_interval;
  while (now < end) {
    const auto change = co_await session.watcher->next(std::min(session.bookmarks ? bookmark : end, end) - now);
    if (change)
      if (auto event = event_of(session, *change)) co_await out.write(std::move(event));
    now = std::chrono::steady_clock::now();
    if (!session.bookmarks || now < bookmark) continue;
    co_await out.write(bookmark_of(session, session.watcher->progress(), false));
    bookmark = now + bookmark_interval;
  }
}

Task<> run_watch(std::shared_ptr<WatchSession> session, net::BodyWriter& out) {
  std::optional<Error> failed = session->refused;
  if (!failed) {
    try {
      if (session->initial) co_await send_initial(*session, out);
      co_await follow(*session, out);
    } catch (const Error& error) {
      // Too slow, and so behind the history; what the connection throws must go on to its owner.
      if (error.reason() != Reason::expired) throw;
      failed = error;
    }
  }
  if (failed) co_await out.write(watch_event("ERROR", json::serialize(status_of(*failed))));
}

// 30 to 60 minutes, so that watches that began together do not end together.
Duration usual_timeout() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::chrono::seconds(1800 + random() % 1800);
}

void begin(WatchSession& session, WatchHub& hub, Collection& collection, const ListOptions& options) {
  const bool from_now = !options.resource_version || *options.resource_version == 0;
  const bool wants_state = options.send_initial_events.value_or(from_now);
  if (from_now || options.send_initial_events) {
    if (options.resource_version && *options.resource_version > hub.store().revision())
      throw too_large_revision(*options.resource_version, hub.store().revision());
    auto now = hub.watch_now(collection);
    session.watcher = std::move(now.watcher);
    if (wants_state) session.initial = std::move(now.snapshot);
    session.initial_bookmark = options.send_initial_events.value_or(false) && options.bookmarks;
    return;
  }
  try {
    session.watcher = hub.watch(collection, *options.resource_version);
  } catch (const Error& error) {
    if (error.reason() != Reason::expired) throw;
    session.refused = error;
  }
}
}  // namespace

net::Response Rest::watch(Call& call) {
  auto session = std::make_shared<WatchSession>();
  session->form = negotiate(call.request.headers, parts_.tables != nullptr);
  auto options = list_options_of(call);
  // GET of one object with watch=true is a watch of that name.
  if (call.target.parameter("fieldSelector").empty() && !call.attributes.name.empty())
    options.selector.fields.require_name(call.attributes.name);
  session->resource = call.resource;
  if (session->form.kind == AnswerForm::Kind::table) session->table = table_request(call, session->form);
  session->tables = parts_.tables;
  if (call.resource->namespaced && !call.attributes.namespace_.empty())
    session->prefix = call.attributes.namespace_ + "/";
  session->bookmarks = options.bookmarks;
  session->timeout = options.timeout.value_or(usual_timeout());
  begin(*session, hub_, *call.resource->collection, options);
  session->selector = std::move(options.selector);

  net::Response response;
  response.headers = {{"Cache-Control", "no-cache, private"},
                      {"Content-Type", std::string(session->form.content_type())}};
  response.body = net::Streamed([session](net::BodyWriter& out) { return run_watch(session, out); });
  return response;
}

}  // namespace coracle::apiserver
