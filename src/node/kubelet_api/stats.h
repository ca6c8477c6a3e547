#pragma once
#include <map>
#include <string>
#include <vector>

#include "json/value.h"
#include "node/kubelet_api/server.h"

namespace coracle::node::kubelet_api {

/// What /stats/summary says, as https://kubernetes.io/docs/reference/instrumentation/node-metrics/ has it: CPU and
/// memory of the node, its pods and their containers. Rates come from the sample before.
class Summary {
 public:
  explicit Summary(std::string node_name) : node_name_(std::move(node_name)) {}
  json::Value make(const std::vector<FoundPod>& pods, const std::vector<rpc::ContainerStats>& containers,
                   std::string_view proc_stat, std::string_view proc_meminfo, WallTime now);

 private:
  struct Sample {
    std::uint64_t cpu = 0;  ///< nanoseconds of one core
    WallTime time;
    std::uint64_t rate = 0;  ///< nanocores, as last computed
  };
  json::Object cpu_of(const std::string& key, std::uint64_t cpu, WallTime time);
  std::string node_name_;
  std::map<std::string, Sample> samples_;
  std::map<std::string, Sample> fresh_;
};

}  // namespace coracle::node::kubelet_api
