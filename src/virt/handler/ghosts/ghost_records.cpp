#include "virt/handler/ghosts/ghost_records.h"

#include <fcntl.h>

#include "base/files.h"
#include "virt/handler/host_folder.h"

namespace coracle::virt::handler {
using schema::field;

const schema::Struct& describe(const GhostRecord*) {
  using T = GhostRecord;
  static const schema::Field fields[] = {
      field<&T::name>("name", "Name of the instance."),
      field<&T::namespace_>("namespace", "Its namespace."),
      field<&T::socket_file>("socketFile", "The launcher's socket."),
      field<&T::uid>("uid", "Uid of the instance."),
      field<&T::pod_uid>("podUID", "Uid of the launcher's pod."),
  };
  static const schema::Struct table{"coracle.GhostRecord", "A guest that was handed to a launcher.", fields};
  return table;
}

namespace ghost_records {
namespace {

constexpr std::size_t largest = 16U << 10U;

bool is_file_name(const std::string& uid) {
  return !uid.empty() && uid.front() != '.' && uid.find('/') == std::string::npos;
}

Fd folder_of(const shared::HostPaths& paths) { return make_host_folder(paths.ghost_records()); }

}  // namespace
}  // namespace ghost_records

std::vector<GhostRecord> read_ghosts(const shared::HostPaths& paths) {
  std::vector<GhostRecord> records;
  const auto folder = ghost_records::folder_of(paths);
  for (const auto& entry : list(folder.get(), ".")) {
    try {
      const auto text = read_file(folder.get(), entry.name, ghost_records::largest);
      const auto value = json::parse(text);
      if (!value) continue;
      auto record = schema::decode<GhostRecord>(*value);
      if (record && record->uid == entry.name) records.push_back(std::move(*record));
    } catch (const Error&) {
      continue;  // half-written, or nobody's
    }
  }
  return records;
}

bool has_ghost(const shared::HostPaths& paths, const std::string& vmi_uid) {
  if (!ghost_records::is_file_name(vmi_uid)) return false;
  try {
    const auto folder = ghost_records::folder_of(paths);
    read_file(folder.get(), vmi_uid, ghost_records::largest);
  } catch (const Error&) {
    return false;
  }
  return true;
}

void write_ghost(const shared::HostPaths& paths, const LauncherPlace& place) {
  if (!ghost_records::is_file_name(place.vmi_uid)) throw Error(Reason::invalid, "no uid: " + place.vmi_uid);
  const GhostRecord record{
      place.vmi.name, place.vmi.ns,
      paths.empty_dir(place.pod_uid, "sockets") + "/" + std::string(shared::pod_path::launcher_socket), place.vmi_uid,
      place.pod_uid};
  const auto folder = ghost_records::folder_of(paths);
  write_file_atomically(folder.get(), place.vmi_uid, schema::encode_text(record));
}

void remove_ghost(const shared::HostPaths& paths, const std::string& vmi_uid) {
  if (!ghost_records::is_file_name(vmi_uid)) return;
  const auto folder = ghost_records::folder_of(paths);
  remove_tree(folder.get(), vmi_uid);
}

}  // namespace coracle::virt::handler
