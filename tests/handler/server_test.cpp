#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/base64.h"
#include "base/files.h"
#include "net/certificates.h"
#include "net/client.h"
#include "net/websocket.h"
#include "virt/shared/component_certificates.h"
#include "world.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace shared = virt::shared;

struct Identities {
  net::Authority authority = net::Authority::make("kubevirt-ca");
  std::unique_ptr<net::RoundTrip> client(const std::string& address, const std::string& name) const {
    net::CertificateRequest request;
    request.common_name = name;
    request.for_clients = true;
    net::ClientOptions options;
    options.tls.authorities_pem = authority.certificate_pem();
    options.tls.certificate = std::make_shared<net::CertificateSource>(authority.issue(request));
    options.server_name = "virt-handler:node1";
    return std::make_unique<net::Client>("https://" + address, std::move(options));
  }
};

/// As virt-operator does.
Task<> install(HandlerWorld& world, const Identities& identities) {
  json::Object bundle{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", json::Object{{"name", "kubevirt-ca"}}}};
  bundle["data"] = json::Object{{"ca-bundle", identities.authority.certificate_pem()}};
  co_await world.admin->call("POST", "/api/v1/namespaces/kubevirt/configmaps", std::move(bundle));
  net::CertificateRequest request;
  request.common_name = shared::certificate_name::handler_server("node1");
  request.dns_names = {request.common_name};
  request.for_servers = true;
  const auto issued = identities.authority.issue(request);
  json::Object secret{{"apiVersion", "v1"},
                      {"kind", "Secret"},
                      {"type", "kubernetes.io/tls"},
                      {"metadata", json::Object{{"name", shared::handler_server_secret("node1")}}}};
  secret["data"] = json::Object{{"tls.crt", to_base64(issued.certificate_pem)}, {"tls.key", to_base64(issued.key_pem)}};
  co_await world.admin->call("POST", "/api/v1/namespaces/kubevirt/secrets", std::move(secret));
}

Task<std::string> address_of(HandlerWorld& world) {
  const auto node = co_await world.until(all_nodes, "node1", [](const json::Value& one) {
    return !json::text(one, {"metadata", "annotations", "coracle.dev/virt-handler-address"}).empty();
  });
  co_return text_at(node, {"metadata", "annotations", "coracle.dev/virt-handler-address"});
}

Task<net::WholeAnswer> ask(net::RoundTrip& client, std::string method, std::string verb) {
  net::Request request;
  request.method = std::move(method);
  request.target = "/v1/namespaces/default/virtualmachineinstances/" + verb;
  auto asking = net::exchange(client, std::move(request));
  co_return co_await within(10s, std::move(asking), "an answer");
}

Task<std::unique_ptr<net::WebSocket>> open_console(net::RoundTrip& client, std::string verb = "vm/console") {
  net::Request request;
  request.target = "/v1/namespaces/default/virtualmachineinstances/" + verb;
  auto opening = net::connect_websocket(client, std::move(request), {"plain.kubevirt.io"});
  co_return co_await within(5s, std::move(opening), "a console");
}

Task<std::string> read_text(net::WebSocket& socket) {
  auto reading = socket.read();
  const auto message = co_await within(5s, std::move(reading), "a word");
  co_return message ? message->bytes : "";
}

Task<std::unique_ptr<Launcher>> a_running_guest(HandlerWorld& world, std::string name) {
  co_await world.hand_over(name);
  auto launcher = world.launcher_of(name);
  co_await launcher->ready();
  EXPECT_FALSE((co_await world.until_phase(name, "Running")).is_null());
  co_return launcher;
}

Task<std::string> refusal(net::RoundTrip& client, std::string verb) {
  try {
    co_await open_console(client, verb);
  } catch (const Error& error) {
    co_return std::to_string(error.code()) + " " + error.message();
  }
  co_return "it was opened";
}

TEST(HandlerServer, a_console_has_one_user_and_the_next_takes_over) {
  with_handler([](HandlerWorld& world) -> Task<> {
    const Identities identities;
    co_await install(world, identities);
    world.start_handler();
    const auto launcher = co_await a_running_guest(world, "vm");
    const auto api = identities.client(co_await address_of(world), std::string(shared::certificate_name::api_client));
    const auto first = co_await open_console(*api);
    co_await first->send_binary("hello");
    EXPECT_EQ(co_await read_text(*first), "hello");
    const auto second = co_await open_console(*api);
    EXPECT_EQ(co_await read_text(*first), "");
    EXPECT_EQ(first->close_reason(), "another session has taken over the console");
    co_await second->send_binary("again");
    EXPECT_EQ(co_await read_text(*second), "again");
    launcher->say(R"(domain {"state":"Shutoff","reason":"Shutdown"})");
    EXPECT_FALSE((co_await world.until_phase("vm", "Succeeded")).is_null());
    launcher->kill();
    EXPECT_EQ(co_await read_text(*second), "");
    EXPECT_EQ(second->close_reason(), "the virtual machine has stopped");
  });
}

TEST(HandlerServer, a_link_in_the_consoles_place_is_refused) {
  with_handler([](HandlerWorld& world) -> Task<> {
    const Identities identities;
    co_await install(world, identities);
    world.start_handler();
    const auto launcher = co_await a_running_guest(world, "vm");
    const auto other = co_await a_running_guest(world, "other");
    const auto api = identities.client(co_await address_of(world), std::string(shared::certificate_name::api_client));
    const auto place = world.volume("vm", "private") + "/" + world.uids["vm"].first + "/virt-serial0";
    fs::remove(place);
    fs::create_symlink(world.volume("other", "private") + "/" + world.uids["other"].first + "/virt-serial0", place);
    const auto said = co_await refusal(*api, "vm/console");
    EXPECT_NE(said.find("a link, which is never followed"), std::string::npos) << said;
    fs::remove(place);
    // The other guest's own socket, moved: not a link, and still not the pod's.
    fs::rename(world.volume("other", "private") + "/" + world.uids["other"].first + "/virt-serial0", place);
    const auto moved = co_await refusal(*api, "vm/console");
    EXPECT_NE(moved.find("does not run in pod"), std::string::npos) << moved;
  });
}

/// A process that does nothing, with that number.
pid_t process_numbered(pid_t number) {
  clone_args how{};
  how.exit_signal = SIGCHLD;
  how.set_tid = reinterpret_cast<std::uint64_t>(&number);
  how.set_tid_size = 1;
  const auto made = static_cast<pid_t>(::syscall(SYS_clone3, &how, sizeof how));
  if (made == 0)
    while (true) ::pause();
  return made;
}

/// As libvirtd does for QEMU, and with a user of the pod: listens on the socket, and ends. Its number.
pid_t listen_and_end(int socket) {
  constexpr uid_t qemu = 107;
  const pid_t process = ::fork();
  if (process == 0) ::_exit(::setuid(qemu) == 0 && ::listen(socket, 8) == 0 ? 0 : 1);
  int status = 0;
  EXPECT_EQ(::waitpid(process, &status, 0), process);
  EXPECT_EQ(status, 0);
  return process;
}

TEST(HandlerServer, a_console_opens_though_the_number_of_who_listened_there_was_given_again) {
  with_handler([](HandlerWorld& world) -> Task<> {
    const Identities identities;
    co_await install(world, identities);
    world.start_handler();
    const auto launcher = co_await a_running_guest(world, "vm");
    const auto api = identities.client(co_await address_of(world), std::string(shared::certificate_name::api_client));
    const auto place = world.volume("vm", "private") + "/" + world.uids["vm"].first + "/virt-serial0";
    fs::remove(place);
    const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // The path itself is too long for an address.
    const auto folder = open_directory(fs::path(place).parent_path());
    const auto near = "/proc/self/fd/" + std::to_string(folder.get()) + "/virt-serial0";
    near.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const auto ended = listen_and_end(socket.get());
    EXPECT_EQ(co_await refusal(*api, "vm/console"), "it was opened");
    co_await sleep_for(100ms);
    const auto next = process_numbered(ended);
    EXPECT_EQ(next, ended) << "the number cannot be had again";
    EXPECT_EQ(co_await refusal(*api, "vm/console"), "it was opened");
    if (next > 0) {
      ::kill(next, SIGKILL);
      ::waitpid(next, nullptr, 0);
    }
  });
}

TEST(HandlerServer, verbs_reach_the_launcher_and_only_virt_api_may_ask) {
  with_handler([](HandlerWorld& world) -> Task<> {
    const Identities identities;
    co_await install(world, identities);
    world.start_handler();
    const auto launcher = co_await a_running_guest(world, "vm");
    const auto address = co_await address_of(world);
    const auto api = identities.client(address, std::string(shared::certificate_name::api_client));
    EXPECT_EQ((co_await ask(*api, "PUT", "vm/pause")).status, 200);
    const auto paused = co_await world.until(instances, "vm", [](const json::Value& vmi) {
      return json::text(condition_of(vmi, "Paused"), {"reason"}) == "PausedByUser";
    });
    EXPECT_FALSE(paused.is_null());
    EXPECT_EQ((co_await ask(*api, "PUT", "vm/unpause")).status, 200);
    EXPECT_EQ((co_await ask(*api, "PUT", "vm/reset")).status, 200);
    const auto info = co_await ask(*api, "GET", "vm/guestosinfo");
    EXPECT_EQ(info.body, R"({"hostname":"fake"})");
    const auto users = co_await ask(*api, "GET", "vm/userlist");
    EXPECT_EQ(users.status, 500);
    EXPECT_EQ(users.body, "no agent");
    EXPECT_EQ((co_await ask(*api, "GET", "vm/vnc/screenshot")).headers.get("Content-Type"), "image/png");
    EXPECT_EQ((co_await ask(*api, "PUT", "nobody/pause")).status, 404);
    EXPECT_EQ((co_await ask(*api, "GET", "vm/usbredir")).status, 400);
    EXPECT_EQ((co_await ask(*api, "GET", "vm/console")).status, 400);
    EXPECT_EQ((co_await ask(*api, "GET", "vm/pause")).status, 405);
    const auto stranger = identities.client(address, "virt-controller.kubevirt.svc");
    EXPECT_EQ((co_await ask(*stranger, "PUT", "vm/pause")).status, 403);
    net::Request health;
    health.target = "/healthz";
    EXPECT_EQ((co_await net::exchange(*stranger, std::move(health))).body, "ok");
  });
}

}  // namespace
}  // namespace coracle::testing
