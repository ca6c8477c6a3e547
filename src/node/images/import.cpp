#include "node/images/import.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <map>

#include "base/files.h"
#include "json/value.h"
#include "proc/child.h"

namespace coracle::node {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t tar_block = 512;
constexpr std::int64_t index_limit = 4 << 20;

std::string tar_field(const std::array<char, tar_block>& header, std::size_t offset, std::size_t size) {
  const std::string_view whole(header.data() + offset, size);
  return std::string(whole.substr(0, whole.find('\0')));
}

void read_exactly(int file, char* into, std::size_t size, std::int64_t offset, const std::string& path) {
  for (std::size_t done = 0; done < size;) {
    const auto count = ::pread(file, into + done, size - done, offset + static_cast<std::int64_t>(done));
    if (count < 0) throw system_error(errno, "read " + path);
    if (count == 0) throw Error(Reason::invalid, path + " ends too early");
    done += static_cast<std::size_t>(count);
  }
}

/// The content of a file of an uncompressed tar (POSIX ustar).
std::string file_of_archive(const std::string& path, std::string_view wanted) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw system_error(errno, "open " + path);
  std::array<char, tar_block> header{};
  for (std::int64_t at = 0;;) {
    read_exactly(file.get(), header.data(), header.size(), at, path);
    const auto name = tar_field(header, 0, 100);
    if (name.empty()) throw Error(Reason::invalid, path + " is no image archive: it has no " + std::string(wanted));
    const auto digits = tar_field(header, 124, 12);
    std::int64_t size = 0;
    const auto* end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, size, 8).ec != std::errc{} || size < 0)
      throw Error(Reason::invalid, path + " is no tar archive");
    at += tar_block;
    if (name == wanted || name == "./" + std::string(wanted)) {
      if (size > index_limit) throw Error(Reason::invalid, path + ": " + name + " is too large");
      std::string content(static_cast<std::size_t>(size), '\0');
      read_exactly(file.get(), content.data(), content.size(), at, path);
      return content;
    }
    at += (size + 511) / 512 * 512;
  }
}

Task<std::string> run_ctr(std::string socket, std::vector<std::string> arguments, Duration limit) {
  proc::Command command;
  command.program = "ctr";
  command.arguments = {"--address", std::move(socket), "--namespace", "k8s.io", "images"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  proc::RunLimits limits;
  limits.time = limit;
  auto output = co_await proc::run(command, "", limits);
  if (!output.exit.ok())
    throw Error(Reason::internal_error,
                "ctr images " + arguments.front() + ": " + (output.err.empty() ? output.exit.text() : output.err));
  co_return output.out;
}

/// Lines of `ctr images ls`: REF TYPE DIGEST ...
std::map<std::string, std::string> listed_digests(std::string_view text) {
  std::map<std::string, std::string> digests;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    std::array<std::string, 3> words;
    for (auto& word : words) {
      const auto begin = line.find_first_not_of(' ');
      if (begin == std::string_view::npos) break;
      line.remove_prefix(begin);
      word = line.substr(0, line.find(' '));
      line.remove_prefix(word.size());
    }
    if (words[2].find(':') != std::string::npos) digests[words[0]] = words[2];
  }
  return digests;
}
}  // namespace

std::vector<ArchiveImage> images_of_archive(const std::string& path) {
  const auto index = json::parse(file_of_archive(path, "index.json"));
  if (!index) throw Error(Reason::invalid, path + ": index.json: " + index.error().what());
  std::vector<ArchiveImage> images;
  const auto* manifests = json::find(*index, {"manifests"});
  if (manifests && manifests->is_array())
    for (const auto& manifest : manifests->get_array())
      images.push_back({std::string(json::text(manifest, {"annotations", "io.containerd.image.name"})),
                        std::string(json::text(manifest, {"digest"}))});
  return images;
}

Task<> import_images(std::string containerd_socket, std::vector<std::string> archives, Log log) {
  if (archives.empty()) co_return;
  const auto listing = co_await run_ctr(containerd_socket, {"ls"}, 30s);
  const auto there = listed_digests(listing);
  for (const auto& archive : archives) {
    bool missing = false;
    for (const auto& image : images_of_archive(archive)) {
      const auto found = there.find(image.name);
      missing = missing || found == there.end() || found->second != image.digest;
    }
    if (!missing) continue;
    log.info("importing an image", {{"archive", archive}});
    co_await run_ctr(containerd_socket, {"import", archive}, 10min);
  }
}

}  // namespace coracle::node
