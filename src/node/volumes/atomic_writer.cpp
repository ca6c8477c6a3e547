#include "node/volumes/atomic_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/random.h"

namespace coracle::node::volumes {
namespace {
constexpr const char* data_link = "..data";
constexpr std::size_t payload_limit = 4U << 20U;

std::string link_target(int directory, const std::string& name) {
  std::string target(512, '\0');
  const auto length = ::readlinkat(directory, name.c_str(), target.data(), target.size());
  target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return target;
}

std::string new_folder_name() {
  const auto now = std::time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  char text[64];
  std::strftime(text, sizeof text, "..%Y_%m_%d_%H_%M_%S.", &parts);
  return text + random_suffix(10);
}

std::set<std::string> first_names(const Payload& payload) {
  std::set<std::string> names;
  for (const auto& [path, file] : payload) names.insert(path.substr(0, path.find('/')));
  return names;
}

/// Files in a tree, at most one more than `limit`.
std::size_t count_files(int directory, const std::string& path, std::size_t limit, int depth = 0) {
  std::size_t count = 0;
  for (const auto& entry : list(directory, path, limit + 1)) {
    if (entry.kind != Entry::Kind::directory)
      ++count;
    else if (depth < 64)
      count += count_files(directory, path + "/" + entry.name, limit, depth + 1);
    if (count > limit) break;
  }
  return count;
}

bool holds_already(int volume, const std::string& folder, const Payload& payload, std::optional<gid_t> group) {
  if (folder.empty() || folder.find('/') != std::string::npos) return false;
  try {
    for (const auto& [path, file] : payload) {
      const auto opened = open_beneath(volume, folder + "/" + path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
      struct stat status {};
      if (::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
      const mode_t mode = group ? file.mode | 0440 : file.mode;
      if ((status.st_mode & 07777) != mode || (file.owner && status.st_uid != *file.owner)) return false;
      if (group && status.st_gid != *group) return false;
      if (static_cast<std::size_t>(status.st_size) != file.data.size()) return false;
      if (read_to_end(opened.get(), payload_limit, path) != file.data) return false;
    }
    return count_files(volume, folder, payload.size()) == payload.size();
  } catch (const Error&) {  // gone, or changed by somebody: written anew
    return false;
  }
}

void give_to_group(int descriptor, std::optional<gid_t> group, mode_t mode, const std::string& what) {
  if (group && ::fchown(descriptor, static_cast<uid_t>(-1), *group) != 0) throw system_error(errno, "chown " + what);
  if (::fchmod(descriptor, mode) != 0) throw system_error(errno, "chmod " + what);
}

mode_t directory_mode(std::optional<gid_t> group) { return group ? 02755 | 0550 : 0755; }

void write_one(int folder, const std::string& path, const PayloadFile& file, std::optional<gid_t> group) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const auto directory = make_directories(folder, path.substr(0, slash), 0755);
    give_to_group(directory.get(), group, directory_mode(group), path);
  }
  const auto opened = open_beneath(folder, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  write_all(opened.get(), file.data, path);
  if (file.owner && ::fchown(opened.get(), *file.owner, static_cast<gid_t>(-1)) != 0)
    throw system_error(errno, "chown " + path);
  give_to_group(opened.get(), group, group ? file.mode | 0440 : file.mode, path);
}

/// What is not in the way of a rename: a link made beside the name.
void put_link(int volume, const std::string& target, const std::string& name, std::optional<gid_t> group) {
  const auto beside = ".." + random_suffix(10) + "_tmp";
  if (::symlinkat(target.c_str(), volume, beside.c_str()) != 0) throw system_error(errno, "make link " + name);
  if (group) static_cast<void>(::fchownat(volume, beside.c_str(), static_cast<uid_t>(-1), *group, AT_SYMLINK_NOFOLLOW));
  if (::renameat(volume, beside.c_str(), volume, name.c_str()) != 0) {
    const int error = errno;
    ::unlinkat(volume, beside.c_str(), 0);
    throw system_error(error, "switch link " + name);
  }
}

/// Links of names that are no more, and what an interrupted writer has left.
void remove_the_rest(int volume, const std::set<std::string>& names, const std::string& folder) {
  for (const auto& entry : list(volume, "")) {
    if (entry.name == data_link || entry.name == folder || names.contains(entry.name)) continue;
    remove_tree(volume, entry.name);
  }
}
}  // namespace

bool write_payload(int volume, const Payload& payload, std::optional<gid_t> group) {
  check_payload(payload);
  const auto names = first_names(payload);
  const auto before = link_target(volume, data_link);
  if (holds_already(volume, before, payload, group)) {
    for (const auto& name : names)
      if (const auto wanted = std::string(data_link) + "/" + name; link_target(volume, name) != wanted)
        put_link(volume, wanted, name, group);
    remove_the_rest(volume, names, before);
    return false;
  }
  const auto folder = new_folder_name();
  {
    const auto opened = make_directories(volume, folder, 0755);
    give_to_group(opened.get(), group, directory_mode(group), folder);
    for (const auto& [path, file] : payload) write_one(opened.get(), path, file, group);
  }
  put_link(volume, folder, data_link, group);
  for (const auto& name : names) {
    const auto wanted = std::string(data_link) + "/" + name;
    if (link_target(volume, name) != wanted) put_link(volume, wanted, name, group);
  }
  remove_the_rest(volume, names, folder);
  return true;
}

}  // namespace coracle::node::volumes
