#include "node/devices/devices.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/files.h"
#include "net/turn.h"
#include "node/devices/ledger.h"

namespace coracle::node::devices {
namespace {
constexpr const char* checkpoint_file = "kubelet_internal_checkpoint";
constexpr const char* registration_socket = "kubelet.sock";
constexpr std::size_t checkpoint_limit = 64U << 20U;
constexpr std::size_t longest_socket_path = 107;
constexpr auto plugin_grace = std::chrono::minutes(5);  // the kubelet's endpointStopGracePeriod

/// The kubelet's folder, made when it is missing.
Fd open_plugin_folder(const std::string& path) {
  for (auto slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const auto part = path.substr(0, slash);
    if (::mkdir(part.c_str(), slash == std::string::npos ? 0750 : 0755) != 0 && errno != EEXIST)
      throw system_error(errno, "make directory " + part);
    if (slash == std::string::npos) break;
  }
  return open_directory(path);
}

/// A kubelet that starts removes all sockets: plugins watch theirs and register anew when it is gone.
void remove_plugin_sockets(const Fd& folder) {
  for (const auto& entry : list(folder.get(), ""))
    if (entry.kind == Entry::Kind::other) remove_tree(folder.get(), entry.name);
}

/// A connection to this very socket, whatever is done to its name later.
struct PluginConnection {
  PluginConnection(rpc::CallQueue& queue, Fd opened)
      : socket(std::move(opened)),
        connection(queue, "/proc/self/fd/" + std::to_string(socket.get())),
        client(connection) {}
  Fd socket;
  rpc::Connection connection;
  rpc::DevicePluginClient client;
};

Fd open_plugin_socket(const Fd& folder, const std::string& name) {
  auto socket = open_beneath(folder.get(), name, O_PATH | O_NOFOLLOW);
  struct stat status {};
  if (::fstat(socket.get(), &status) != 0 || !S_ISSOCK(status.st_mode))
    throw Error(Reason::bad_request, "endpoint '" + name + "' must be the name of a socket beside kubelet.sock");
  return socket;
}
}  // namespace

/// One resource and the plugin that offers it now, or did.
struct PluginState {
  std::shared_ptr<PluginConnection> connection;  ///< null once the plugin was lost
  rpc::PluginOptions options;
  DeviceSet healthy;
  DeviceSet unhealthy;
  SteadyTime lost_at{};
  std::uint64_t life = 0;           ///< counts registrations: an old one's end changes nothing of the next
  std::shared_ptr<net::Turn> turn;  ///< allocations one after the other, so that no device is given twice
};

struct Devices::Impl {
  Impl(Loop& loop, rpc::CallQueue& calls, std::string path, Log to)
      : executor(loop.executor()),
        queue(calls),
        folder_path(std::move(path)),
        folder(open_plugin_folder(folder_path)),
        log(std::move(to)),
        scope(executor,
              [this](const std::string& name, std::exception_ptr error) {
                log.warning("a task ended", {{"task", name}, {"error", describe(error)}});
              }),
        ready(executor) {}

  const Loop::Executor executor;
  rpc::CallQueue& queue;
  const std::string folder_path;
  const Fd folder;
  const Log log;
  Ledger ledger;
  std::map<std::string, PluginState> plugins;
  std::vector<std::function<void()>> listeners;
  std::map<std::string, Resource> told;
  Scope scope;
  Event ready;

  void read_checkpoint();
  void save();
  void changed();
  std::map<std::string, Resource> resources() const;
  Task<> registered(rpc::PluginRegistration plugin);
  Task<> follow(std::string resource, std::uint64_t life, std::shared_ptr<PluginConnection> connection);
  Task<> follow_to_its_end(std::string resource, std::uint64_t life, std::shared_ptr<PluginConnection> connection);
  void lost(const std::string& resource, std::uint64_t life, const std::string& why);
  Task<> forget_later(std::string resource, std::uint64_t life);
  Task<DeviceSet> pick(PluginState& plugin, Choice choice, const std::string& resource);
  Task<Holding> give(const Wanted& wanted, const std::string& resource, std::int64_t count);
  Task<bool> ensure(const Wanted& wanted, std::string resource, std::int64_t count);
};

Devices::Devices(Loop& loop, rpc::CallQueue& queue, std::string folder, Log log)
    : impl_(std::make_unique<Impl>(loop, queue, std::move(folder), std::move(log))) {
  impl_->read_checkpoint();
}
Devices::~Devices() = default;

void Devices::Impl::read_checkpoint() {
  std::string why;
  try {
    auto read = Ledger::parse(read_file(folder.get(), checkpoint_file, checkpoint_limit));
    if (read) {
      ledger = std::move(*read);
      return;
    }
    why = read.error().message();
  } catch (const Error& error) {
    if (error.reason() == Reason::not_found) return;
    why = error.message();
  }
  const auto aside = std::string(checkpoint_file) + ".broken";
  log.error("set aside: which containers have which devices is not known any more",
            {{"file", folder_path + "/" + aside}, {"error", why}});
  static_cast<void>(::renameat(folder.get(), checkpoint_file, folder.get(), aside.c_str()));
}

void Devices::Impl::save() { write_file_atomically(folder.get(), checkpoint_file, ledger.text(), 0600); }

std::map<std::string, Resource> Devices::Impl::resources() const {
  std::map<std::string, Resource> all;
  for (const auto& [name, plugin] : plugins)
    all[name] = {static_cast<std::int64_t>(plugin.healthy.size() + plugin.unhealthy.size()),
                 static_cast<std::int64_t>(plugin.healthy.size())};
  return all;
}

void Devices::Impl::changed() {
  auto now = resources();
  if (now == told) return;
  told = std::move(now);
  for (const auto& listener : listeners) listener();
}

std::map<std::string, Resource> Devices::resources() const { return impl_->resources(); }
void Devices::on_change(std::function<void()> callback) { impl_->listeners.push_back(std::move(callback)); }
Task<> Devices::serving() {
  while (!impl_->ready.is_set()) co_await impl_->ready.wait();
}

Task<> Devices::run() {
  auto& impl = *impl_;
  remove_plugin_sockets(impl.folder);
  auto path = impl.folder_path + "/" + registration_socket;
  if (path.size() > longest_socket_path)
    path = "/proc/self/fd/" + std::to_string(impl.folder.get()) + "/" + registration_socket;
  rpc::RegistrationServer server(
      impl.executor, path, [&impl](rpc::PluginRegistration plugin) { return impl.registered(std::move(plugin)); });
  server.start();
  impl.ready.set();
  Event never(impl.executor);
  std::exception_ptr ended;
  try {
    while (true) co_await never.wait();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  impl.ready.reset();
  co_await server.stop();
  co_await impl.scope.cancel_and_join();
  std::rethrow_exception(ended);
}

Task<> Devices::Impl::registered(rpc::PluginRegistration plugin) {
  if (plugin.resource_name.find('/') == std::string::npos)
    throw Error(Reason::bad_request, "the resource name '" + plugin.resource_name + "' must be <domain>/<name>");
  auto connection = std::make_shared<PluginConnection>(queue, open_plugin_socket(folder, plugin.endpoint));
  auto& place = plugins[plugin.resource_name];
  place.connection = connection;
  place.options = plugin.options;
  if (!place.turn) place.turn = std::make_shared<net::Turn>(executor);
  ++place.life;
  log.info("a device plugin registered", {{"resource", plugin.resource_name}, {"endpoint", plugin.endpoint}});
  // Its first answer may wait for this registration's.
  scope.spawn(follow(plugin.resource_name, place.life, std::move(connection)), "plugin " + plugin.resource_name);
  changed();
  co_return;
}

Task<> Devices::Impl::follow(std::string resource, std::uint64_t life, std::shared_ptr<PluginConnection> connection) {
  std::string why = "the plugin ended its list";
  try {
    co_await follow_to_its_end(resource, life, std::move(connection));
  } catch (const Error& error) {
    why = error.message();
  }
  lost(resource, life, why);
}

Task<> Devices::Impl::follow_to_its_end(std::string resource, std::uint64_t life,
                                        std::shared_ptr<PluginConnection> connection) {
  const auto watch = co_await connection->client.watch();
  while (const auto devices = co_await watch->next()) {
    auto& plugin = plugins[resource];
    if (plugin.life != life) co_return;
    plugin.healthy.clear();
    plugin.unhealthy.clear();
    for (const auto& device : *devices) (device.healthy ? plugin.healthy : plugin.unhealthy).insert(device.id);
    changed();
  }
}

void Devices::Impl::lost(const std::string& resource, std::uint64_t life, const std::string& why) {
  auto& plugin = plugins[resource];
  if (plugin.life != life) return;
  log.warning("a device plugin was lost", {{"resource", resource}, {"error", why}});
  plugin.connection.reset();
  plugin.unhealthy.merge(plugin.healthy);
  plugin.healthy.clear();
  plugin.lost_at = std::chrono::steady_clock::now();
  scope.spawn(forget_later(resource, life), "forget " + resource);
  changed();
}

Task<> Devices::Impl::forget_later(std::string resource, std::uint64_t life) {
  co_await sleep_for(plugin_grace);
  auto& plugin = plugins[resource];
  if (plugin.life != life) co_return;
  plugin.unhealthy.clear();
  changed();
}

Task<DeviceSet> Devices::Impl::pick(PluginState& plugin, Choice choice, const std::string& resource) {
  auto chosen = choice.must;
  const auto wanted = choice.must.size() + choice.more;
  if (plugin.options.preferred_allocation_available && choice.more > 0) {
    rpc::DeviceIds available(choice.free.begin(), choice.free.end());
    available.insert(available.end(), choice.must.begin(), choice.must.end());
    rpc::DeviceIds must(choice.must.begin(), choice.must.end());
    const auto connection = plugin.connection;
    rpc::DeviceIds preferred;
    try {
      preferred = co_await connection->client.preferred_allocation(std::move(available), std::move(must),
                                                                   static_cast<std::int32_t>(wanted));
    } catch (const Error& error) {  // a wish only
      log.warning("no preferred allocation", {{"resource", resource}, {"error", error.what()}});
    }
    for (const auto& device : preferred)
      if (chosen.size() < wanted && choice.free.contains(device)) chosen.insert(device);
  }
  for (const auto& device : choice.free) {
    if (chosen.size() >= wanted) break;
    chosen.insert(device);
  }
  co_return chosen;
}

Task<Holding> Devices::Impl::give(const Wanted& wanted, const std::string& resource, std::int64_t count) {
  auto& plugin = plugins.at(resource);
  if (!plugin.connection || plugin.healthy.empty())
    throw Error(Reason::conflict, "no healthy devices present; cannot allocate unhealthy devices " + resource);
  auto choice = choose(resource, count, plugin.healthy, ledger.taken(resource, wanted.pod_uid),
                       ledger.reusable(wanted.pod_uid, resource));
  const auto connection = plugin.connection;
  Holding holding;
  holding.init = wanted.init;
  holding.devices = co_await pick(plugin, std::move(choice), resource);
  std::vector<rpc::DeviceIds> request{rpc::DeviceIds(holding.devices.begin(), holding.devices.end())};
  auto answers = co_await connection->client.allocate(std::move(request));
  holding.answer = std::move(answers.at(0));
  co_return holding;
}

/// True when it was given just now.
Task<bool> Devices::Impl::ensure(const Wanted& wanted, std::string resource, std::int64_t count) {
  const auto has_it = [&] {
    const auto* held = ledger.find(wanted.pod_uid, wanted.container, resource);
    return held && static_cast<std::int64_t>(held->devices.size()) == count;
  };
  if (has_it()) co_return false;
  const auto plugin = plugins.find(resource);
  if (plugin == plugins.end()) throw Error(Reason::not_found, "cannot allocate unregistered device " + resource);
  const auto turn = plugin->second.turn;
  const auto held = co_await turn->take();
  if (has_it()) co_return false;
  auto holding = co_await give(wanted, resource, count);
  ledger.put(wanted.pod_uid, wanted.container, resource, std::move(holding));
  co_return true;
}

Task<rpc::Allocation> Devices::allocate(Wanted wanted) {
  auto& impl = *impl_;
  std::vector<rpc::Allocation> answers;
  bool gave = false;
  std::optional<Error> failed;
  try {
    for (const auto& [resource, count] : wanted.counts) {
      if (count <= 0) continue;
      const bool now = co_await impl.ensure(wanted, resource, count);
      gave = gave || now;
      const auto* holding = impl.ledger.find(wanted.pod_uid, wanted.container, resource);
      if (!holding) throw Error(Reason::conflict, "the pod ended before it had its devices");
      answers.push_back(holding->answer);
    }
  } catch (const Error& error) {
    failed = error;
  }
  // Also what was given before another resource failed: the pod's end releases it.
  if (gave) impl.save();
  if (failed) throw *failed;
  co_return merged(answers);
}

Task<> Devices::pre_start(std::string pod_uid, std::string container) {
  auto& impl = *impl_;
  const auto of_pod = impl.ledger.all().find(pod_uid);
  if (of_pod == impl.ledger.all().end()) co_return;
  const auto of_container = of_pod->second.find(container);
  if (of_container == of_pod->second.end()) co_return;
  const auto resources = of_container->second;
  for (const auto& [resource, holding] : resources) {
    const auto plugin = impl.plugins.find(resource);
    if (plugin == impl.plugins.end() || !plugin->second.options.pre_start_required) continue;
    const auto connection = plugin->second.connection;
    if (!connection) throw Error(Reason::service_unavailable, "the device plugin of " + resource + " is gone");
    rpc::DeviceIds ids(holding.devices.begin(), holding.devices.end());
    co_await connection->client.pre_start_container(std::move(ids));
  }
}

void Devices::release(const std::string& pod_uid) {
  if (impl_->ledger.release(pod_uid)) impl_->save();
}

std::set<std::string> Devices::holders() const {
  std::set<std::string> uids;
  for (const auto& [uid, containers] : impl_->ledger.all()) uids.insert(uid);
  return uids;
}

}  // namespace coracle::node::devices
