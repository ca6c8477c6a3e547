#include "node/mirror/registry.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>

#include "base/files.h"
#include "base/worker.h"
#include "json/value.h"
#include "net/server.h"
#include "node/mirror/manifest.h"
#include "node/mirror/store.h"

namespace coracle::node::mirror {
namespace {
constexpr std::size_t blob_step = 512U << 10U;
constexpr std::size_t served_manifest_limit = 4U << 20U;

net::Response registry_answer(int status, std::string text, const char* type) {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", type}, {"Docker-Distribution-Api-Version", "registry/2.0"}};
  response.body = std::move(text);
  return response;
}

net::Response registry_error(int status, const char* code, const std::string& message) {
  return registry_answer(
      status,
      json::serialize(json::Object{{"errors", json::Array{json::Object{{"code", code}, {"message", message}}}}}),
      "application/json");
}

/// /v2/<repository>/{manifests,blobs}/<reference>
struct RegistryPath {
  std::string repository;
  std::string what;
  std::string reference;
};
std::optional<RegistryPath> registry_path(const net::Target& target) {
  const auto& path = target.path;
  if (path.size() < 4 || path[0] != "v2") return std::nullopt;
  RegistryPath out;
  for (std::size_t i = 1; i + 2 < path.size(); ++i)
    (out.repository.empty() ? out.repository : out.repository += '/') += path[i];
  out.what = path[path.size() - 2];
  out.reference = path.back();
  return out;
}

/// "bytes=N-", the only form that clients which resume use.
std::uint64_t range_start(std::string_view range) {
  std::uint64_t start = 0;
  if (!range.starts_with("bytes=") || !range.ends_with('-')) return 0;
  const auto digits = range.substr(6, range.size() - 7);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), start);
  return error == std::errc() && end == digits.data() + digits.size() ? start : 0;
}

struct OpenBlob {
  Fd file;
  std::uint64_t size = 0;
};
using OpenBlobPointer = std::shared_ptr<OpenBlob>;

OpenBlobPointer open_blob(const std::string& folder, const std::string& digest) {
  try {
    const auto root = open_directory(folder);
    auto blob = std::make_shared<OpenBlob>();
    blob->file = open_beneath(root.get(), "blobs/sha256/" + digest.substr(7), O_RDONLY | O_NONBLOCK);
    struct stat status {};
    if (::fstat(blob->file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
    blob->size = static_cast<std::uint64_t>(status.st_size);
    return blob;
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
    return nullptr;
  }
}

struct FoundManifest {
  std::string digest;
  std::string media_type;
  std::string text;
};

/// A digest may also name a manifest of an index.
std::optional<FoundManifest> find_manifest(const std::string& folder, const std::string& registry,
                                           const RegistryPath& path) {
  std::string digest = path.reference;
  if (!is_digest(digest)) {
    const auto name = parse_image_name(registry + "/" + path.repository + ":" + path.reference);
    if (!name) return std::nullopt;
    const auto image = Store(folder).find(*name);
    if (!image) return std::nullopt;
    digest = image->digest;
  }
  const auto blob = open_blob(folder, digest);
  if (!blob || blob->size > served_manifest_limit) return std::nullopt;
  FoundManifest found{digest, {}, read_to_end(blob->file.get(), served_manifest_limit, digest)};
  try {
    found.media_type = parse_manifest(found.text).media_type;
  } catch (const Error&) {  // some other blob
    return std::nullopt;
  }
  return found;
}
}  // namespace

struct Registry::Impl final : net::Handler {
  Impl(Loop& loop, std::string images, std::uint16_t port, Log to)
      : folder(std::move(images)),
        log(std::move(to)),
        listener(net::Listener::tcp("127.0.0.1", port)),
        bound_port(listener->port()),
        server(loop, *this, server_options(), log) {}

  const std::string folder;
  const Log log;
  std::optional<net::Listener> listener;
  const std::uint16_t bound_port;
  net::Server server;
  Worker worker{"mirror"};

  static net::ServerOptions server_options() {
    net::ServerOptions options;
    options.body_limit = 64U << 10U;
    options.gzip_from = std::numeric_limits<std::size_t>::max();  // a digest is of the bytes as they are
    return options;
  }

  Task<net::Response> handle(net::Request request) override;
  Task<net::Response> serve_manifest(std::string registry, RegistryPath path, bool head);
  Task<net::Response> serve_blob(std::string digest, bool head, std::uint64_t start);
  Task<> send_blob(OpenBlobPointer blob, std::uint64_t start, net::BodyWriter& writer);
};

Registry::Registry(Loop& loop, std::string folder, std::uint16_t port, Log log)
    : impl_(std::make_unique<Impl>(loop, std::move(folder), port, std::move(log))) {}
Registry::~Registry() = default;
std::uint16_t Registry::port() const { return impl_->bound_port; }

Task<> Registry::run() {
  auto& impl = *impl_;
  if (!impl.listener) throw Error(Reason::conflict, "the mirror runs once");
  impl.server.listen(std::move(*impl.listener));
  impl.listener.reset();
  const auto executor = co_await this_executor();
  Event never(executor);
  std::exception_ptr ended;
  try {
    while (true) co_await never.wait();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await impl.server.stop();
  std::rethrow_exception(ended);
}

Task<net::Response> Registry::Impl::handle(net::Request request) {
  const bool head = request.method == "HEAD";
  if (request.method != "GET" && !head)
    co_return registry_error(405, "UNSUPPORTED", "this registry is read only: coracle images add puts images into it");
  const auto target = net::parse_target(request.target);
  if (!target) co_return registry_error(400, "UNSUPPORTED", "the path is malformed");
  auto parts = target->path;
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  if (parts.size() == 1 && parts[0] == "v2") co_return registry_answer(200, "{}", "application/json");
  auto path = registry_path(*target);
  if (!path) co_return registry_error(404, "NAME_UNKNOWN", "there is nothing under this path");
  const auto ns = target->parameter("ns");
  if (path->what == "manifests")
    co_return co_await serve_manifest(ns.empty() ? "docker.io" : std::string(ns), std::move(*path), head);
  if (path->what == "blobs" && is_digest(path->reference))
    co_return co_await serve_blob(path->reference, head, range_start(request.headers.get("Range")));
  co_return registry_error(404, "NAME_UNKNOWN", "there is nothing under this path");
}

Task<net::Response> Registry::Impl::serve_manifest(std::string registry, RegistryPath path, bool head) {
  auto found = co_await worker.run([images = folder, registry, path] { return find_manifest(images, registry, path); });
  if (!found)
    co_return registry_error(404, "MANIFEST_UNKNOWN",
                             registry + "/" + path.repository + ":" + path.reference + " is not in this mirror");
  auto response = registry_answer(200, {}, "application/json");
  response.headers.set("Content-Type", found->media_type);
  response.headers.add("Docker-Content-Digest", found->digest);
  response.headers.add("Etag", "\"" + found->digest + "\"");
  if (head)
    response.headers.add("Content-Length", std::to_string(found->text.size()));
  else
    response.body = std::move(found->text);
  co_return response;
}

Task<net::Response> Registry::Impl::serve_blob(std::string digest, bool head, std::uint64_t start) {
  const auto blob = co_await worker.run([images = folder, digest] { return open_blob(images, digest); });
  if (!blob) co_return registry_error(404, "BLOB_UNKNOWN", digest + " is not in this mirror");
  auto response = registry_answer(200, {}, "application/octet-stream");
  response.headers.add("Docker-Content-Digest", digest);
  response.headers.add("Accept-Ranges", "bytes");
  if (head) {
    response.headers.add("Content-Length", std::to_string(blob->size));
    co_return response;
  }
  if (start >= blob->size && start > 0) co_return registry_error(416, "SIZE_INVALID", "the blob is not that long");
  if (start > 0) {
    response.status = 206;
    response.headers.add("Content-Range", "bytes " + std::to_string(start) + "-" + std::to_string(blob->size - 1) +
                                              "/" + std::to_string(blob->size));
  }
  response.body =
      net::Streamed([this, blob, start](net::BodyWriter& writer) { return send_blob(blob, start, writer); });
  co_return response;
}

Task<> Registry::Impl::send_blob(OpenBlobPointer blob, std::uint64_t start, net::BodyWriter& writer) {
  for (auto at = start; at < blob->size;) {
    auto piece = co_await worker.run([blob, at] {
      auto bytes = std::make_shared<std::string>(
          static_cast<std::size_t>(std::min<std::uint64_t>(blob_step, blob->size - at)), '\0');
      const auto count = ::pread(blob->file.get(), bytes->data(), bytes->size(), static_cast<off_t>(at));
      if (count <= 0) throw Error(Reason::internal_error, "a blob cannot be read");
      bytes->resize(static_cast<std::size_t>(count));
      return std::shared_ptr<const std::string>(std::move(bytes));
    });
    at += piece->size();
    co_await writer.write(std::move(piece));
  }
}

std::string hosts_toml(std::uint16_t mirror_port) {
  return "# Written by coracle at each start: images that this machine has (coracle images list) come from it, all\n"
         "# others from the registry in their name.\n"
         "[host.\"http://127.0.0.1:" +
         std::to_string(mirror_port) +
         "\"]\n"
         "  capabilities = [\"pull\", \"resolve\"]\n";
}

void write_hosts_toml(const std::string& certs_folder, std::uint16_t mirror_port) {
  for (auto slash = certs_folder.find('/', 1);; slash = certs_folder.find('/', slash + 1)) {
    const auto part = certs_folder.substr(0, slash);
    if (::mkdir(part.c_str(), 0755) != 0 && errno != EEXIST) throw system_error(errno, "make directory " + part);
    if (slash == std::string::npos) break;
  }
  const auto folder = open_directory(certs_folder);
  make_directories(folder.get(), "_default", 0755);
  write_file_atomically(folder.get(), "_default/hosts.toml", hosts_toml(mirror_port), 0644);
}

}  // namespace coracle::node::mirror
