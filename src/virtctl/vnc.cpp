#include <CLI/CLI.hpp>
#include <csignal>

#include "base/scope.h"
#include "net/socket.h"
#include "proc/child.h"
#include "virtctl/command.h"
#include "virtctl/dial.h"
#include "virtctl/subresource.h"
#include "virtctl/vnc.h"

namespace coracle::virtctl {
namespace {
using namespace std::chrono_literals;

struct VncFlags {
  std::string name;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  bool proxy_only = false;
  bool preserve_session = false;
  std::string viewer_type;
  std::string viewer_path;
};

/// Serves one viewer: VNC sessions end with their connection.
Task<> serve_viewer(Session& session, VncFlags flags, net::Listener& listener) {
  auto client = co_await listener.accept_stream();
  const std::string verb = flags.preserve_session ? "vnc?preserveSession=true" : "vnc";
  const auto path = subresource_path(Target::instance, session.ns(), flags.name, verb);
  auto remote = net::make_stream(co_await dial_subresource(session, path));
  co_await net::splice(*client, *remote, 1s);
}

Task<int> with_viewer(Session& session, VncFlags flags, net::Listener& listener) {
  const auto command = vnc_viewer_command(flags.viewer_type, flags.viewer_path, listener.port());
  if (!command)
    throw Error(Reason::not_found,
                "no VNC viewer was found (remote-viewer, vncviewer): install one, or use --proxy-only and your own");
  proc::Command viewer;
  viewer.program = command->front();
  viewer.arguments.assign(command->begin() + 1, command->end());
  viewer.err = proc::Stdio::null();
  auto child = proc::Child::spawn(viewer);
  co_await serve_viewer(session, flags, listener);
  co_await child.terminate(2s);
  co_return 0;
}

Task<int> vnc(Session& session, VncFlags flags) {
  auto listener = net::Listener::tcp(flags.address, flags.port);
  if (!flags.proxy_only) co_return co_await with_viewer(session, flags, listener);
  std::printf("{\"port\":%u}\n", unsigned{listener.port()});
  std::fflush(stdout);
  co_await serve_viewer(session, flags, listener);
  co_return 0;
}

void add_screenshot(CLI::App& vnc_app, Chosen& chosen) {
  const auto flags = std::make_shared<ScreenshotFlags>();
  auto* app = vnc_app.add_subcommand("screenshot", "Save the screen of a virtual machine instance as PNG");
  app->add_option("VMI", flags->name, "Name of the virtual machine instance")->required();
  app->add_option("-f,--file", flags->file, "Where to write it")->required();
  app->add_flag("-m,--move-cursor", flags->move_cursor, "Move the cursor first, which wakes a screen saver");
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return screenshot(session, *flags); }; });
}
}  // namespace

void add_vnc(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<VncFlags>();
  auto* app = parent.add_subcommand("vnc", "Open a VNC connection to a virtual machine instance");
  add_screenshot(*app, chosen);
  app->require_subcommand(0, 1);
  app->add_option("VMI", flags->name, "Name of the virtual machine instance");
  app->add_option("--address", flags->address, "Numeric address to listen on")->capture_default_str();
  app->add_option("--port", flags->port, "Port to listen on; 0 takes a free one")->capture_default_str();
  app->add_flag("--proxy-only", flags->proxy_only, "Only listen and print the port; start no viewer");
  app->add_flag("--preserve-session", flags->preserve_session, "Fail in place of ending another session");
  app->add_option("--vnc-type", flags->viewer_type, "Viewer to start: tiger, real or remote-viewer");
  app->add_option("--vnc-path", flags->viewer_path, "Path of the viewer");
  app->callback([flags, app, &chosen] {
    if (!app->get_subcommands().empty()) return;
    if (flags->name.empty()) throw CLI::RequiredError("VMI");
    chosen = [flags](Session& session) { return vnc(session, *flags); };
  });
}

}  // namespace coracle::virtctl
