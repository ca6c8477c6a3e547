#include "cmd/coracle/images.h"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdio>

#include "base/scope.h"
#include "cmd/coracle/files.h"
#include "json/value.h"
#include "proc/child.h"
#include "rpc/cri.h"

namespace coracle::cmd {
namespace {
using namespace std::chrono_literals;

constexpr auto runtime_limit = 60s;
constexpr auto runtime_interval = 100ms;  ///< nothing tells when a server begins to listen
constexpr auto import_limit = 5min;

std::string program_folder() {
  char path[PATH_MAX];
  const auto length = ::readlink("/proc/self/exe", path, sizeof path);
  const std::string program(path, length > 0 ? static_cast<std::size_t>(length) : 0);
  return program.substr(0, program.rfind('/'));
}

std::string archive_of(const std::string& folder, std::string_view name) {
  return folder + "/" + std::string(name) + ".tar";
}

/// What tells one build of an archive from another. Empty when there is none.
std::string archive_mark(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return {};
  return path + " " + std::to_string(about.st_size) + " " + std::to_string(about.st_mtim.tv_sec) + "." +
         std::to_string(about.st_mtim.tv_nsec);
}

std::string notes_path(const Layout& layout) { return layout.state() + "/imported-images.json"; }

/// Which build of each image the runtime was given.
class Notes {
 public:
  explicit Notes(std::string path) : path_(std::move(path)) {
    auto parsed = json::parse(read_file_if_present(path_));
    if (parsed && parsed->is_object()) notes_ = parsed->get_object();
  }
  bool has(std::string_view image, const std::string& mark) const {
    const auto* noted = notes_.if_contains(image);
    return noted && noted->is_string() && std::string_view(noted->get_string()) == mark;
  }
  std::vector<std::string> images() const {
    std::vector<std::string> out;
    for (const auto& [image, mark] : notes_) out.emplace_back(image);
    return out;
  }
  void set(std::string_view image, const std::string& mark) {
    notes_[image] = mark;
    write_file(path_, json::serialize(notes_));
  }

 private:
  std::string path_;
  json::Object notes_;
};

Task<> until_runtime_answers(const rpc::CriClient& cri) {
  while (true) {
    try {
      co_await cri.version();
      co_return;
    } catch (const Error&) {
    }
    co_await sleep_for(runtime_interval);
  }
}

/// The runtime learns of imported images by an event of its own.
Task<> until_known(const rpc::CriClient& cri, std::string name) {
  while (!co_await cri.image_status(name)) co_await sleep_for(runtime_interval);
}

Task<> import_archive(std::string socket, std::string archive) {
  proc::Command ctr;
  ctr.program = "ctr";
  ctr.arguments = {"-a", socket, "-n", "k8s.io", "images", "import", archive};
  proc::RunLimits limits;
  limits.time = import_limit;
  const auto output = co_await proc::run(ctr, {}, limits);
  if (output.exit.ok()) co_return;
  throw Error(Reason::internal_error,
              "import " + archive + ": ctr: " + output.exit.text() + ": " + output.err.substr(0, 500));
}
}  // namespace

std::string own_image_name(std::string_view name) {
  return "localhost/coracle/" + std::string(name) + ":" CORACLE_VERSION;
}

std::string image_folder(const std::string& asked_for) {
  std::vector<std::string> folders{asked_for};
  if (asked_for.empty()) folders = {program_folder() + "/../images", "/usr/share/coracle/images"};
  std::string lacking;
  for (const auto& folder : folders) {
    lacking.clear();
    for (const auto& image : own_images)
      if (image.needed && ::access(archive_of(folder, image.name).c_str(), R_OK) != 0 && lacking.empty())
        lacking = archive_of(folder, image.name);
    if (lacking.empty()) return folder;
  }
  throw Error(Reason::not_found, "the image archive " + archive_of(folders.front(), own_images[0].name) +
                                     " or a neighbour of it is missing: images/build makes them, --images names "
                                     "their folder");
}

Task<> import_own_images(Layout layout, std::string socket, std::string folder, Log log) {
  rpc::CallQueue queue;
  const rpc::Connection connection(queue, socket);
  const rpc::CriClient cri(connection);
  auto waiting = until_runtime_answers(cri);
  co_await within(runtime_limit, std::move(waiting), "wait for the container runtime on " + socket);
  Notes notes(notes_path(layout));
  for (const auto& image : own_images) {
    const auto archive = archive_of(folder, image.name);
    const auto mark = archive_mark(archive);
    const auto name = own_image_name(image.name);
    if (mark.empty()) continue;
    if (notes.has(image.name, mark) && co_await cri.image_status(name)) continue;
    co_await import_archive(socket, archive);
    auto knowing = until_known(cri, name);
    co_await within(30s, std::move(knowing), "wait for the container runtime to know " + name);
    notes.set(image.name, mark);
    log.info("image imported", {{"image", name}});
  }
}

void remove_imported_images(const Layout& layout, const std::string& socket) {
  proc::Command ctr;
  ctr.program = "ctr";
  ctr.arguments = {"-a", socket, "-n", "k8s.io", "images", "rm"};
  for (const auto& image : Notes(notes_path(layout)).images()) ctr.arguments.push_back(own_image_name(image));
  if (ctr.arguments.size() == 6) return;
  std::string why;
  try {
    run_task([&](Loop&) -> Task<> {
      const auto output = co_await proc::run(ctr);
      if (!output.exit.ok()) why = output.exit.text() + ": " + output.err.substr(0, 500);
    });
  } catch (const Error& error) {
    why = error.message();
  }
  if (!why.empty()) std::fprintf(stderr, "coracle: our images stay in %s: %s\n", socket.c_str(), why.c_str());
}

}  // namespace coracle::cmd
