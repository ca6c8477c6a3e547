#include <fmt/core.h>

#include "apiserver/rest/list_options.h"
#include "apiserver/rest/objects.h"
#include "apiserver/rest/status.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

namespace {
/// What a list shows: a moment of the collection, and the revision that names it.
struct Moment {
  std::shared_ptr<const Snapshot> snapshot;
  std::uint64_t revision = 0;
  std::string start;
};

constexpr std::string_view continue_expired =
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list.";

// Of an expired token: the error carries another one that goes on with what is there now.
struct ContinueExpired {
  std::string token;
};

// The revision first: the snapshot taken after it holds everything up to it.
Moment newest(const Store& store, const Collection& collection) {
  const auto revision = store.revision();
  auto snapshot = collection.snapshot();
  const auto shown = std::max(revision, snapshot->revision());
  return {std::move(snapshot), shown, {}};
}

Moment moment_of(const Store& store, Collection& collection, const ListOptions& options) {
  if (!options.continue_token.empty()) {
    auto token = decode_continue(options.continue_token);
    auto now = newest(store, collection);
    now.start = std::move(token.start);
    if (token.revision < 0) return now;
    const auto revision = static_cast<std::uint64_t>(token.revision);
    if (revision > now.revision) throw bad_request("continue key is not valid: it is of a future version");
    auto snapshot = collection.at(revision);
    if (!snapshot) throw ContinueExpired{encode_continue({-1, now.start})};
    return {std::move(snapshot), revision, std::move(now.start)};
  }
  auto now = newest(store, collection);
  if (!options.resource_version || *options.resource_version == 0) return now;
  const auto asked = *options.resource_version;
  if (asked > now.revision) throw too_large_revision(asked, now.revision);
  if (options.match != "Exact" && !(options.match.empty() && options.limit != 0)) return now;
  auto snapshot = collection.at(asked);
  if (!snapshot)
    throw Error(Reason::expired, fmt::format("The provided resource version is too old: {}; the oldest that can be "
                                             "listed is newer",
                                             asked));
  return {std::move(snapshot), asked, {}};
}

struct Page {
  std::vector<ObjectPtr> objects;
  std::string next;  ///< key of the first object that did not fit
  std::optional<std::size_t> remaining;
};

Page page_of(const Moment& moment, std::string_view prefix, const ListOptions& options) {
  Page page;
  if (options.limit != 0) page.objects.reserve(std::min<std::size_t>(options.limit, moment.snapshot->size()));
  const bool everything = options.selector.empty();
  moment.snapshot->each(prefix, moment.start, [&](const ObjectPtr& object) {
    if (!everything && !options.selector.matches(*object)) return true;
    if (options.limit != 0 && page.objects.size() == options.limit) {
      page.next = object->key();
      return false;
    }
    page.objects.push_back(object);
    return true;
  });
  // How many are left is told only without a selector.
  if (everything && !page.next.empty()) page.remaining = moment.snapshot->count(prefix, page.next);
  return page;
}

std::string list_head(std::string_view kind, std::string_view version, const Moment& moment, const Page& page) {
  auto head = fmt::format(R"({{"kind":"{}","apiVersion":"{}","metadata":{{"resourceVersion":"{}")", kind, version,
                          moment.revision);
  if (!page.next.empty())
    head +=
        fmt::format(R"(,"continue":"{}")", encode_continue({static_cast<std::int64_t>(moment.revision), page.next}));
  if (page.remaining) head += fmt::format(R"(,"remainingItemCount":{})", *page.remaining);
  return head + R"(},"items":[)";
}

std::string table_text(const Call& call, const AnswerForm& form, const Tables& tables, const Moment& moment,
                       const Page& page) {
  std::vector<json::Value> objects;
  objects.reserve(page.objects.size());
  for (const auto& object : page.objects) objects.push_back(served_value(*call.resource, *object));
  json::Object metadata{{"resourceVersion", std::to_string(moment.revision)}};
  if (!page.next.empty())
    metadata["continue"] = encode_continue({static_cast<std::int64_t>(moment.revision), page.next});
  if (page.remaining) metadata["remainingItemCount"] = *page.remaining;
  return tables.render(*call.resource, table_request(call, form), objects, metadata);
}

std::string list_text(const Call& call, const AnswerForm& form, const Moment& moment, const Page& page) {
  const auto& resource = *call.resource;
  const bool whole = form.kind == AnswerForm::Kind::object;
  auto text = whole ? list_head(resource.list_kind_or_default(), resource.api_version(), moment, page)
                    : list_head("PartialObjectMetadataList", form.group_version, moment, page);
  std::size_t size = text.size() + 4;
  for (const auto& object : page.objects) size += object->text().size() + 32;
  text.reserve(size);
  bool first = true;
  for (const auto& object : page.objects) {
    if (!first) text += ',';
    first = false;
    if (whole)
      append_served(text, resource, *object);
    else
      append_metadata(text, *object, form.group_version);
  }
  return text += "]}\n";
}
}  // namespace

net::Response Rest::list(Call& call) {
  const auto form = negotiate(call.request.headers, parts_.tables != nullptr);
  const auto options = list_options_of(call);
  const auto& resource = *call.resource;
  const auto prefix =
      call.attributes.namespace_.empty() || !resource.namespaced ? "" : call.attributes.namespace_ + "/";
  try {
    const auto moment = moment_of(parts_.store, *resource.collection, options);
    const auto page = page_of(moment, prefix, options);
    // A namespace's token begins within it; one from elsewhere finds nothing outside the prefix.
    if (!page.next.empty()) resource.collection->remember(moment.revision, moment.snapshot);
    auto response =
        json_response(200, form.kind == AnswerForm::Kind::table ? table_text(call, form, *parts_.tables, moment, page)
                                                                : list_text(call, form, moment, page));
    if (form.yaml) response.headers.set("Content-Type", std::string(form.content_type()));
    return response;
  } catch (const ContinueExpired& expired) {
    const Error error(Reason::expired, std::string(continue_expired));
    return json_response(error.code(), status_of(error, expired.token));
  }
}

}  // namespace coracle::apiserver
