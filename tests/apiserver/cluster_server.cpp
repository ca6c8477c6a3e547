// A whole API server with the control loops of the cluster, for kubectl, wrk and other black boxes: no node agent.
// Usage: cluster_server STATE_FOLDER [LOOPS]: says "ready" once it serves; its kubeconfig is STATE_FOLDER/kubeconfig.
#include <signal.h>

#include <cstdio>
#include <fstream>

#include "apiserver/instance.h"
#include "cluster/component.h"

namespace coracle {
namespace {

Task<> serve(Loop& loop, apiserver::Instance& instance) {
  const auto manager = instance.client({"system:kube-controller-manager", "", {"system:authenticated"}, {}});
  const auto scheduler = instance.client({"system:kube-scheduler", "", {"system:authenticated"}, {}});
  cluster::Component component(loop, *manager, *scheduler, {instance.pki().cluster.certificate_pem()}, Log("cluster"));
  Scope scope(loop);
  scope.spawn(component.run(), "cluster");
  co_await component.ready();
  std::printf("ready %s\n", instance.url().c_str());
  std::fflush(stdout);
  Signals signals(loop, {SIGTERM, SIGINT});
  co_await signals.next();
  co_await scope.cancel_and_join();
}
}  // namespace
}  // namespace coracle

int main(int count, char** arguments) {
  using namespace coracle;
  if (count < 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  apiserver::Instance::Options options;
  options.state_folder = arguments[1];
  options.port = 0;
  options.loops = count > 2 ? static_cast<unsigned>(std::stoul(arguments[2])) : 0;
  apiserver::Instance instance(options, Log("apiserver"));
  std::ofstream(options.state_folder + "/kubeconfig") << instance.admin_kubeconfig();
  run_task([&](Loop& loop) { return serve(loop, instance); });
  instance.stop();
}
