#include "node/mirror/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "base/files.h"
#include "base/random.h"
#include "net/digest.h"
#include "net/encoding.h"
#include "node/mirror/manifest.h"
#include "node/mirror/tar.h"

namespace coracle::node::mirror {
namespace {
constexpr std::size_t store_index_limit = 64U << 20U;
constexpr std::uint64_t manifest_limit = 4U << 20U;
constexpr int deepest_index = 3;
constexpr const char* name_annotation = "io.containerd.image.name";
constexpr const char* tag_annotation = "org.opencontainers.image.ref.name";
constexpr const char* size_annotation = "dev.coracle.image.size";

void make_store_folder(const std::string& path) {
  for (auto slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const auto part = path.substr(0, slash);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) throw system_error(errno, "make directory " + part);
    if (slash == std::string::npos) return;
  }
}

std::string blob_path(std::string_view digest) { return "blobs/sha256/" + std::string(digest.substr(7)); }

/// One writer at a time, whichever process.
class StoreLock {
 public:
  explicit StoreLock(int folder) : file_(open_beneath(folder, "lock", O_RDWR | O_CREAT, 0600)) {
    while (::flock(file_.get(), LOCK_EX) != 0)
      if (errno != EINTR) throw system_error(errno, "lock the images");
  }

 private:
  Fd file_;
};

struct IndexedImage {
  StoredImage image;
  std::uint64_t manifest_size = 0;
};

std::vector<IndexedImage> read_store_index(int folder) {
  std::string text;
  try {
    text = read_file(folder, "index.json", store_index_limit);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
    return {};
  }
  const auto parsed = json::parse(text, {store_index_limit, 20}).take();
  std::vector<IndexedImage> all;
  const auto* manifests = json::find(parsed, {"manifests"});
  if (!manifests || !manifests->is_array()) throw Error(Reason::invalid, "the images' index.json has no manifests");
  for (const auto& item : manifests->get_array()) {
    IndexedImage one;
    one.image.name = json::text(item, {"annotations", name_annotation});
    one.image.digest = json::text(item, {"digest"});
    one.image.media_type = json::text(item, {"mediaType"});
    one.image.size =
        std::strtoull(std::string(json::text(item, {"annotations", size_annotation})).c_str(), nullptr, 10);
    if (const auto* size = json::find(item, {"size"}); size && size->is_int64())
      one.manifest_size = static_cast<std::uint64_t>(size->get_int64());
    if (!one.image.name.empty() && is_digest(one.image.digest)) all.push_back(std::move(one));
  }
  return all;
}

void write_store_index(int folder, std::vector<IndexedImage> all) {
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.image.name < b.image.name; });
  json::Array manifests;
  for (const auto& one : all) {
    const auto parsed = parse_image_name(one.image.name);
    manifests.push_back(
        json::Object{{"mediaType", one.image.media_type},
                     {"digest", one.image.digest},
                     {"size", one.manifest_size},
                     {"annotations", json::Object{{name_annotation, one.image.name},
                                                  {tag_annotation, parsed ? parsed->tag : std::string()},
                                                  {size_annotation, std::to_string(one.image.size)}}}});
  }
  const auto text =
      json::pretty(json::Object{{"schemaVersion", 2}, {"mediaType", oci_index}, {"manifests", std::move(manifests)}});
  write_file_atomically(folder, "oci-layout", R"({"imageLayoutVersion":"1.0.0"})", 0644);
  write_file_atomically(folder, "index.json", text + "\n", 0644);
}

bool has_blob(int folder, const Descriptor& wanted) {
  struct stat status {};
  return ::fstatat(folder, blob_path(wanted.digest).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) == wanted.size;
}

/// An open archive and the store it goes into.
class ArchiveImport {
 public:
  ArchiveImport(int folder, const std::string& path) : folder_(folder), path_(path) {
    file_ = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file_ || ::fstat(file_.get(), &status) != 0) throw system_error(errno, "open " + path);
    if (!S_ISREG(status.st_mode)) throw Error(Reason::invalid, path + " must be a regular file");
    index_ = read_tar_index([this](std::uint64_t offset, std::span<char> into) { return read_at(offset, into); },
                            static_cast<std::uint64_t>(status.st_size));
  }

  /// The descriptor of what is now in the store.
  Descriptor run(const std::string& name) {
    if (index_.contains("index.json")) {
      auto image = archived_image(member_text("index.json"), name);
      const auto manifest = import_tree(image, 0, true);
      if (!is_manifest_type(image.media_type)) image.media_type = manifest;
      return image;
    }
    if (index_.contains("manifest.json")) return import_docker(name);
    throw Error(Reason::invalid,
                path_ + " is neither an OCI archive (index.json) nor a docker archive (manifest.json)");
  }
  std::uint64_t total() const { return total_; }

 private:
  std::size_t read_at(std::uint64_t offset, std::span<char> into) const {
    std::size_t done = 0;
    while (done < into.size()) {
      const auto count =
          ::pread(file_.get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw system_error(errno, "read " + path_);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

  const TarMember& member(const std::string& name) const {
    const auto found = index_.find(name);
    if (found == index_.end()) throw Error(Reason::invalid, path_ + " lacks " + name);
    return found->second;
  }

  std::string member_text(const std::string& name) const {
    const auto& place = member(name);
    if (place.size > manifest_limit) throw Error(Reason::invalid, name + " in " + path_ + " is too long");
    std::string text(static_cast<std::size_t>(place.size), '\0');
    if (read_at(place.offset, text) != text.size()) throw Error(Reason::invalid, path_ + " is cut off");
    return text;
  }

  void count(const Descriptor& what) {
    if (counted_.insert(what.digest).second) total_ += what.size;
  }

  /// Copies a file of the archive into the store; its digest, checked where one is expected.
  std::string import_file(const TarMember& place, const std::string& what, const std::string& expected) {
    const auto temporary = "blobs/sha256/.new-" + random_suffix(16);
    std::string digest;
    try {
      const auto out = open_beneath(folder_, temporary, O_WRONLY | O_CREAT | O_EXCL, 0644);
      net::Sha256 hash;
      std::vector<char> buffer(1U << 20U);
      for (std::uint64_t done = 0; done < place.size;) {
        const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), place.size - done));
        const std::string_view piece(buffer.data(), step);
        if (read_at(place.offset + done, {buffer.data(), step}) != step)
          throw Error(Reason::invalid, path_ + " is cut off");
        hash.add(piece);
        write_all(out.get(), piece, what);
        done += step;
      }
      digest = "sha256:" + net::hex(hash.finish());
      if (!expected.empty() && digest != expected)
        throw Error(Reason::invalid, what + " in " + path_ + " does not have its digest but " + digest);
      if (::fsync(out.get()) != 0) throw system_error(errno, "write " + what);
      if (::renameat(folder_, temporary.c_str(), folder_, blob_path(digest).c_str()) != 0)
        throw system_error(errno, "write " + what);
    } catch (...) {
      ::unlinkat(folder_, temporary.c_str(), 0);
      throw;
    }
    return digest;
  }

  void import_blob(const Descriptor& wanted) {
    count(wanted);
    if (has_blob(folder_, wanted)) return;
    const auto& place = member(blob_path(wanted.digest));
    if (place.size != wanted.size)
      throw Error(Reason::invalid, wanted.digest + " in " + path_ + " has " + std::to_string(place.size) +
                                       " bytes, its manifest says " + std::to_string(wanted.size));
    import_file(place, wanted.digest, wanted.digest);
  }

  /// A manifest or index with all it names; the media type it gives itself. Of an index, parts for other machines may
  /// be missing from the archive.
  std::string import_tree(const Descriptor& image, int depth, bool required) {
    const auto name = blob_path(image.digest);
    if (!index_.contains(name)) {
      if (required) static_cast<void>(member(name));
      return {};
    }
    const auto manifest = parse_manifest(member_text(name));
    if (manifest.is_index && depth == deepest_index) throw Error(Reason::invalid, "the image's indexes are too deep");
    std::size_t found = 0;
    for (const auto& part : manifest.parts) {
      if (!manifest.is_index)
        import_blob(part);
      else if (!import_tree(part, depth + 1, false).empty())
        ++found;
    }
    if (manifest.is_index && found == 0 && !manifest.parts.empty())
      throw Error(Reason::invalid, path_ + " has none of the manifests that its index names");
    import_blob(image);
    return manifest.media_type;
  }

  Descriptor put_text(const std::string& text, const char* media_type) {
    Descriptor out{media_type, "sha256:" + net::hex(net::sha256(text)), text.size()};
    count(out);
    if (!has_blob(folder_, out)) write_file_atomically(folder_, blob_path(out.digest), text, 0644);
    return out;
  }

  /// A docker archive has no manifest of its own: one is made of its configuration and its layers as they are.
  Descriptor import_docker(const std::string& name) {
    const auto archive = parse_docker_archive(member_text("manifest.json"), name);
    const auto config_text = member_text(archive.config);
    const auto config = json::parse(config_text, {manifest_limit, 50}).take();
    const auto* ids = json::find(config, {"rootfs", "diff_ids"});
    if (!ids || !ids->is_array() || ids->get_array().size() != archive.layers.size())
      throw Error(Reason::invalid, "the configuration in " + path_ + " does not name its layers");
    json::Array layers;
    for (std::size_t i = 0; i < archive.layers.size(); ++i) {
      const auto& place = member(archive.layers[i]);
      char magic[2] = {0, 0};
      read_at(place.offset, magic);
      const bool packed = magic[0] == '\x1f' && magic[1] == '\x8b';
      const auto& id = ids->get_array()[i];
      const std::string expected = packed || !id.is_string() ? std::string() : std::string(id.get_string());
      const auto digest = import_file(place, archive.layers[i], expected);
      count({"", digest, place.size});
      layers.push_back(json::Object{{"mediaType", packed ? "application/vnd.oci.image.layer.v1.tar+gzip"
                                                         : "application/vnd.oci.image.layer.v1.tar"},
                                    {"digest", digest},
                                    {"size", place.size}});
    }
    const auto stored = put_text(config_text, "application/vnd.oci.image.config.v1+json");
    const auto text = json::serialize(json::Object{
        {"schemaVersion", 2},
        {"mediaType", oci_manifest},
        {"config", json::Object{{"mediaType", stored.media_type}, {"digest", stored.digest}, {"size", stored.size}}},
        {"layers", std::move(layers)}});
    return put_text(text, oci_manifest);
  }

  const int folder_;
  const std::string path_;
  Fd file_;
  TarIndex index_;
  std::uint64_t total_ = 0;
  std::set<std::string> counted_;
};

/// All blobs that the image needs, as far as they are there.
void collect_blobs(int folder, const std::string& digest, int depth, std::set<std::string>& needed) {
  if (depth > deepest_index || !needed.insert(digest.substr(7)).second) return;
  try {
    const auto manifest = parse_manifest(read_file(folder, blob_path(digest), manifest_limit));
    for (const auto& part : manifest.parts) {
      if (manifest.is_index)
        collect_blobs(folder, part.digest, depth + 1, needed);
      else
        needed.insert(part.digest.substr(7));
    }
  } catch (const Error&) {  // a part for another machine that the archive did not have
  }
}

void remove_unneeded_blobs(int folder, const std::vector<IndexedImage>& all) {
  std::set<std::string> needed;
  for (const auto& one : all) collect_blobs(folder, one.image.digest, 0, needed);
  for (const auto& entry : list(folder, "blobs/sha256"))
    if (!needed.contains(entry.name)) remove_tree(folder, "blobs/sha256/" + entry.name);
}

ImageName tagged_name(std::string_view text) {
  auto name = parse_image_name(text).take();
  if (!name.digest.empty())
    throw Error(Reason::bad_request, "image name '" + std::string(text) + "': give a name with a tag, not a digest");
  return name;
}
}  // namespace

Store::Store(std::string folder) : folder_(std::move(folder)) {
  make_store_folder(folder_);
  const auto opened = open_directory(folder_);
  make_directories(opened.get(), "blobs/sha256", 0755);
}

StoredImage Store::add(std::string_view name, const std::string& archive) {
  const auto full = tagged_name(name).text();
  const auto folder = open_directory(folder_);
  const StoreLock lock(folder.get());
  auto all = read_store_index(folder.get());
  std::optional<Error> failed;
  IndexedImage made;
  try {
    ArchiveImport import(folder.get(), archive);
    const auto image = import.run(full);
    made = {{full, image.digest, image.media_type, import.total()}, image.size};
  } catch (const Error& error) {
    failed = error;
  }
  if (!failed) {
    // The blobs' names first, then the index that speaks of them.
    const auto blobs = open_beneath(folder.get(), "blobs/sha256", O_RDONLY | O_DIRECTORY);
    if (::fsync(blobs.get()) != 0) throw system_error(errno, "write the images");
    std::erase_if(all, [&](const IndexedImage& one) { return one.image.name == full; });
    all.push_back(made);
    write_store_index(folder.get(), all);
  }
  remove_unneeded_blobs(folder.get(), all);
  if (failed) throw *failed;
  return made.image;
}

std::vector<StoredImage> Store::list() const {
  const auto folder = open_directory(folder_);
  std::vector<StoredImage> out;
  for (auto& one : read_store_index(folder.get())) out.push_back(std::move(one.image));
  return out;
}

bool Store::remove(std::string_view name) {
  const auto full = tagged_name(name).text();
  const auto folder = open_directory(folder_);
  const StoreLock lock(folder.get());
  auto all = read_store_index(folder.get());
  if (std::erase_if(all, [&](const IndexedImage& one) { return one.image.name == full; }) == 0) return false;
  write_store_index(folder.get(), all);
  remove_unneeded_blobs(folder.get(), all);
  return true;
}

std::optional<StoredImage> Store::find(const ImageName& name) const {
  auto wanted = name;
  wanted.digest.clear();
  for (auto& image : list()) {
    if (name.digest.empty()) {
      if (image.name == wanted.text()) return image;
      continue;
    }
    const auto parsed = parse_image_name(image.name);
    if (parsed && parsed->registry == name.registry && parsed->repository == name.repository &&
        image.digest == name.digest)
      return image;
  }
  return std::nullopt;
}

}  // namespace coracle::node::mirror
