#include "virt/handler/network/records.h"

#include <fcntl.h>

#include "base/files.h"
#include "virt/handler/host_folder.h"

namespace coracle::virt::handler::network {

namespace network_records {
namespace {
constexpr std::size_t largest = 64U << 10U;

/// Interfaces are named by users; a name that is none of a file would have been refused at admission.
bool is_file_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}
}  // namespace
}  // namespace network_records

std::vector<shared::PreparedInterface> read_records(const shared::HostPaths& paths, const std::string& vmi_uid) {
  std::vector<shared::PreparedInterface> found;
  try {
    const auto all = open_directory(paths.network_info_cache());
    const auto folder = open_beneath(all.get(), vmi_uid, O_DIRECTORY | O_RDONLY);
    for (const auto& entry : list(folder.get(), ".", 100)) {
      const auto text = read_file(folder.get(), entry.name, network_records::largest);
      const auto value = json::parse(text);
      if (!value) continue;
      auto decoded = schema::decode<shared::PreparedInterface>(*value);
      if (decoded) found.push_back(std::move(*decoded));
    }
  } catch (const Error&) {
    return found;
  }
  return found;
}

void write_records(const shared::HostPaths& paths, const std::string& vmi_uid,
                   const std::vector<shared::PreparedInterface>& interfaces) {
  const auto all = make_host_folder(paths.network_info_cache());
  const auto folder = make_directories(all.get(), vmi_uid);
  for (const auto& one : interfaces) {
    if (!network_records::is_file_name(one.name))
      throw Error(Reason::invalid, "interface " + one.name + ": no such name");
    write_file_atomically(folder.get(), one.name, schema::encode_text(one));
  }
}

void remove_records(const shared::HostPaths& paths, const std::string& vmi_uid) {
  if (!network_records::is_file_name(vmi_uid)) return;
  try {
    const auto all = open_directory(paths.network_info_cache());
    remove_tree(all.get(), vmi_uid);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
}

}  // namespace coracle::virt::handler::network
