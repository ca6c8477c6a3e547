#include "world.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "json/patch.h"
#include "proc/namespaces.h"
#include "proc/network.h"

namespace coracle::testing {
namespace fs = std::filesystem;
namespace {
using namespace std::chrono_literals;

json::Value parsed(std::string_view text) { return json::parse(text).take(); }

net::User user(const std::string& name, bool admin) {
  net::User who;
  who.name = name;
  who.groups = {"system:authenticated", "system:serviceaccounts", "system:serviceaccounts:kubevirt"};
  if (admin) who.groups.emplace_back("system:masters");
  return who;
}

/// Whatever is stored stays, so that a lost member would be seen.
std::string definition(const std::string& kind, const std::string& plural, bool status) {
  auto custom = parsed(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{},
    "spec":{"group":"kubevirt.io","scope":"Namespaced","names":{},"versions":[{"name":"v1","served":true,"storage":true,
    "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}})");
  json::at_path(custom, {"metadata", "name"}) = plural + ".kubevirt.io";
  json::at_path(custom, {"spec", "names", "plural"}) = plural;
  json::at_path(custom, {"spec", "names", "kind"}) = kind;
  if (status) custom.at("spec").at("versions").as_array()[0].as_object()["subresources"] = parsed(R"({"status":{}})");
  return json::serialize(custom);
}

std::string fake_launcher() { return (fs::read_symlink("/proc/self/exe").parent_path() / "fake_launcher").string(); }

proc::Command launcher_command(const std::string& sockets, const std::string& private_folder, const std::string& uid) {
  proc::Command command;
  command.program = fake_launcher();
  command.arguments = {sockets, private_folder, uid};
  command.in = proc::Stdio::pipe();
  command.out = proc::Stdio::pipe();
  return command;
}
}  // namespace

Launcher::Launcher(const std::string& group, const std::string& sockets, const std::string& private_folder,
                   const std::string& uid)
    : cgroups_(proc::Cgroups::find()),
      group_(group),
      child_(proc::Child::spawn(launcher_command(sockets, private_folder, uid))) {
  cgroups_.create(group_);
  cgroups_.add(group_, child_.pid());
}

Launcher::~Launcher() {
  child_.signal(SIGKILL);
  for (int i = 0; i < 100 && !child_.poll(); ++i) ::usleep(10'000);
  try {
    cgroups_.remove(group_);
  } catch (const Error& error) {
    ADD_FAILURE() << error.what();
  }
}

void Launcher::kill() { child_.signal(SIGKILL); }

Task<bool> Launcher::read_more(Duration limit) {
  auto waiting = readable(child_.out().get());
  try {
    co_await within(limit, std::move(waiting), "the launcher's word");
  } catch (const Error&) {
    co_return false;
  }
  std::array<char, 16384> buffer{};
  const auto size = ::read(child_.out().get(), buffer.data(), buffer.size());
  if (size <= 0) co_return false;
  heard_.append(buffer.data(), static_cast<std::size_t>(size));
  co_return true;
}

Task<> Launcher::ready() {
  while (heard_.find("ready\n") == std::string::npos) {
    if (!co_await read_more(10s)) throw Error(Reason::timeout, "the launcher does not get ready");
  }
  const auto pidfd = proc::open_pidfd(child_.pid());
  proc::NetworkRequest request;
  request.set_link("lo", {.up = true})
      .add_veth("eth0", "peer0")
      .set_link("eth0", {.up = true, .mtu = 1400})
      .set_link("peer0", {.up = true})
      .add_address("eth0", "10.244.0.71/24");
  co_await proc::in_namespaces(pidfd.get(), {.network = true}, "network", request.take());
  say("serve");
}

void Launcher::say(const std::string& line) { write_all(child_.in().get(), line + "\n", "a word to the launcher"); }

Task<json::Value> Launcher::call(std::string verb, Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  const auto start = "call " + verb + " ";
  while (true) {
    const auto begin = heard_.find(start);
    const auto stop = begin == std::string::npos ? begin : heard_.find('\n', begin);
    if (stop != std::string::npos)
      co_return parsed(std::string_view(heard_).substr(begin + start.size(), stop - begin - start.size()));
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= 0s || !co_await read_more(left)) co_return json::Value();
  }
}

int Launcher::calls(const std::string& verb) {
  std::array<char, 16384> buffer{};
  for (auto size = ::read(child_.out().get(), buffer.data(), buffer.size()); size > 0;
       size = ::read(child_.out().get(), buffer.data(), buffer.size()))
    heard_.append(buffer.data(), static_cast<std::size_t>(size));
  int count = 0;
  for (auto at = heard_.find("call " + verb + " "); at != std::string::npos;
       at = heard_.find("call " + verb + " ", at + 1))
    ++count;
  return count;
}

Task<json::Value> Launcher::network() {
  const auto pidfd = proc::open_pidfd(child_.pid());
  proc::NetworkRequest request;
  request.show();
  co_return co_await proc::in_namespaces(pidfd.get(), {.network = true}, "network", request.take());
}

HandlerWorld::HandlerWorld(Loop& on) : loop(on) {
  char name[] = "/tmp/vhXXXXXX";
  root = ::mkdtemp(name);
  apiserver::Instance::Options options;
  options.state_folder = root + "/api";
  options.port = 0;
  options.loops = 1;
  server = std::make_unique<apiserver::Instance>(options, Log("apiserver", LogLevel::error));
  as_admin = server->client(user("admin", true));
  as_handler = server->client(user("system:serviceaccount:kubevirt:kubevirt-handler", true));
  rights = std::make_unique<WithinRights>(*as_handler, "kubevirt-handler");
  faults = std::make_unique<Faults>(loop, *rights);
  admin = std::make_unique<kube::Client>(*as_admin);
}

HandlerWorld::~HandlerWorld() {
  server->stop();
  const auto cgroups = proc::Cgroups::find();
  if (cgroups.exists(group())) cgroups.remove(group());
  fs::remove_all(root);
}

Task<> HandlerWorld::begin() {
  for (const auto& [kind, plural] :
       {std::pair{"VirtualMachineInstance", "virtualmachineinstances"}, std::pair{"KubeVirt", "kubevirts"}}) {
    const bool status = std::string_view(kind) != "VirtualMachineInstance";
    co_await admin->call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                         parsed(definition(kind, plural, status)));
    // Served a moment later.
    const auto path = std::string("/apis/kubevirt.io/v1/") + plural;
    for (bool served = false; !served; co_await sleep_for(5ms)) {
      try {
        co_await admin->call("GET", path);
        served = true;
      } catch (const Error& error) {
        if (error.reason() != Reason::not_found) throw;
      }
    }
  }
  co_await admin->create(all_nodes, "", parsed(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node1"}})"));
  fs::create_directories(paths().kubelet_pods());
}

Task<> HandlerWorld::end() {
  if (handler) co_await stop_handler();
  co_await faults->stop();
  EXPECT_EQ(rights->refused(), std::vector<std::string>()) << "virt-handler's role does not hold it";
}

void HandlerWorld::start_handler() {
  virt::handler::Options options;
  options.node = "node1";
  options.paths = paths();
  options.port = 0;
  const auto least = std::getenv("VERBOSE") ? LogLevel::debug : LogLevel::error;
  handler = std::make_unique<virt::handler::Component>(loop, *faults, options, Log("virt-handler", least));
  running = std::make_unique<Scope>(loop);
  running->spawn(handler->run(), "virt-handler");
}

Task<> HandlerWorld::stop_handler() {
  co_await running->cancel_and_join();
  running.reset();
  handler.reset();
}

std::string HandlerWorld::volume(const std::string& name, const std::string& volume_name) {
  return paths().empty_dir(uids.at(name).second, volume_name);
}

Task<> HandlerWorld::hand_over(std::string name, std::string more) {
  auto vmi = parsed(R"({"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance",
    "metadata":{"namespace":"default","labels":{"kubevirt.io/nodeName":"node1"},"finalizers":["kubevirt.io/foregroundDeleteVirtualMachine"]},
    "spec":{"terminationGracePeriodSeconds":0,
      "domain":{"memory":{"guest":"64M"},"features":{"acpi":{"enabled":true}},
        "devices":{"disks":[{"name":"containerdisk","disk":{"bus":"virtio"}}],
                   "interfaces":[{"name":"default","masquerade":{}}]}},
      "networks":[{"name":"default","pod":{}}],
      "volumes":[{"name":"containerdisk","containerDisk":{"image":"x"}}]},
    "status":{"nodeName":"node1","phase":"Scheduling"}})");
  json::at_path(vmi, {"metadata", "name"}) = name;
  json::merge_into(vmi, parsed(more));
  const auto made = co_await admin->create(instances, "default", std::move(vmi));
  const auto uid = text_at(made, {"metadata", "uid"});
  auto pod = parsed(R"({"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"kubevirt.io":"virt-launcher"},
    "ownerReferences":[{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance","controller":true}]},
    "spec":{"nodeName":"node1","automountServiceAccountToken":false,
      "containers":[{"name":"compute","image":"x","resources":{"limits":{"devices.kubevirt.io/tun":"1"}}}]}})");
  json::at_path(pod, {"metadata", "name"}) = "virt-launcher-" + name;
  auto& owner = pod.at("metadata").at("ownerReferences").as_array()[0].as_object();
  owner["name"] = name;
  owner["uid"] = uid;
  const auto launcher = co_await admin->create(all_pods, "default", std::move(pod));
  const auto pod_uid = text_at(launcher, {"metadata", "uid"});
  uids[name] = {uid, pod_uid};
  for (const char* each : {"sockets", "private"}) fs::create_directories(volume(name, each));
  co_await admin->patch(all_pods, {"default", "virt-launcher-" + name}, kube::PatchType::merge,
                        parsed(R"({"status":{"phase":"Running","podIP":"10.244.0.71","podIPs":[{"ip":"10.244.0.71"}],
                          "conditions":[{"type":"Ready","status":"True"}]}})"),
                        {"status", false});
  auto scheduled = parsed(R"({"status":{"phase":"Scheduled"}})");
  json::at_path(scheduled, {"status", "activePods", pod_uid}) = "node1";
  co_await admin->patch(instances, {"default", name}, kube::PatchType::merge, std::move(scheduled));
}

std::string HandlerWorld::group() { return "coracle-vh-" + std::to_string(::getpid()); }

std::unique_ptr<Launcher> HandlerWorld::launcher_of(const std::string& name, bool in_pod) {
  const auto& [uid, pod_uid] = uids.at(name);
  const auto own = group() + (in_pod ? "/pod" : "/other-") + pod_uid;
  return std::make_unique<Launcher>(own, volume(name, "sockets"), volume(name, "private"), uid);
}

Task<std::optional<json::Value>> HandlerWorld::find(kube::Kind kind, std::string name) {
  co_return co_await admin->find(kind, {kind.namespaced ? "default" : "", name});
}

Task<json::Value> HandlerWorld::until(kube::Kind kind, std::string name, std::function<bool(const json::Value&)> holds,
                                      Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    const auto found = co_await find(kind, name);
    if (found && holds(*found)) co_return *found;
    co_await sleep_for(20ms);
  }
  co_return json::Value();
}

Task<json::Value> HandlerWorld::until_phase(std::string name, std::string phase) {
  co_return co_await until(instances, name, [phase](const json::Value& vmi) {
    return json::text(vmi, {"status", "phase"}) == phase;
  });
}

Task<std::vector<std::string>> HandlerWorld::events_about(std::string name, std::size_t least) {
  std::vector<std::string> told;
  const auto end = std::chrono::steady_clock::now() + 5s;
  while (told.size() < least && std::chrono::steady_clock::now() < end) {
    told.clear();
    for (const auto& event : (co_await admin->list(all_events)).items) {
      if (json::text(event, {"involvedObject", "name"}) == name)
        told.push_back(text_at(event, {"reason"}) + ": " + text_at(event, {"message"}));
    }
    if (told.size() < least) co_await sleep_for(20ms);
  }
  co_return told;
}

void with_handler(Task<> (*test)(HandlerWorld&)) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  static Task<> (*chosen)(HandlerWorld&) = nullptr;
  chosen = test;
  run_task([](Loop& loop) -> Task<> {
    HandlerWorld world(loop);
    co_await world.begin();
    std::exception_ptr failure;
    try {
      co_await chosen(world);
    } catch (...) {
      failure = std::current_exception();
    }
    co_await world.end();
    if (failure) std::rethrow_exception(failure);
  });
}

std::string text_at(const json::Value& object, std::initializer_list<std::string_view> path) {
  return std::string(json::text(object, path));
}

json::Value condition_of(const json::Value& object, std::string_view type) {
  const auto* all = json::find(object, {"status", "conditions"});
  if (!all || !all->is_array()) return {};
  for (const auto& one : all->get_array()) {
    if (json::text(one, {"type"}) == type) return one;
  }
  return {};
}

}  // namespace coracle::testing
