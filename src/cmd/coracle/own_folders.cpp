#include "cmd/coracle/own_folders.h"

#include <unistd.h>

#include "cmd/coracle/files.h"
#include "json/value.h"

namespace coracle::cmd {
namespace {
std::string notes_path(const Layout& layout) { return layout.state() + "/own-folders.json"; }
}  // namespace

std::vector<std::string> shared_folders(const Layout& layout) {
  const auto node = layout.node();
  const auto handler = layout.handler();
  return {node.kubelet(),        node.pod_logs(),         handler.share_dir(),
          handler.private_dir(), handler.node_labeller(), layout.settings()};
}

void note_missing_folders(const Layout& layout) {
  auto noted = own_folders(layout);
  for (const auto& folder : shared_folders(layout))
    if (::access(folder.c_str(), F_OK) != 0 && std::find(noted.begin(), noted.end(), folder) == noted.end())
      noted.push_back(folder);
  json::Array list;
  for (const auto& folder : noted) list.emplace_back(folder);
  write_file(notes_path(layout), json::serialize(list));
}

std::vector<std::string> own_folders(const Layout& layout) {
  std::vector<std::string> folders;
  const auto parsed = json::parse(read_file_if_present(notes_path(layout)));
  if (!parsed || !parsed->is_array()) return folders;
  for (const auto& entry : parsed->get_array())
    if (entry.is_string()) folders.emplace_back(entry.get_string());
  return folders;
}

}  // namespace coracle::cmd
