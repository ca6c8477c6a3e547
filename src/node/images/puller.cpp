#include "node/images/puller.h"

#include <fmt/core.h>

#include "api/kinds.h"
#include "node/images/credentials.h"
#include "node/mirror/store.h"

namespace coracle::node {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;
using Outcome = std::variant<PulledImage, ImageProblem>;

/// Images of virtual machines' disks weigh gigabytes.
constexpr auto pull_limit = 1h;
constexpr auto local_retry = 10s;

/// The runtime's words without the name of the call.
std::string runtime_words(const Error& error) {
  const std::string text = error.what();
  constexpr std::string_view call = "PullImage: ";
  return text.starts_with(call) ? text.substr(call.size()) : text;
}

std::string seconds_text(Duration taken) {
  return format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(taken));
}
}  // namespace

Task<Outcome> Puller::get(std::shared_ptr<const v1::Pod> pod, v1::Container container, Say say) {
  const auto name = container.image;
  const auto parsed = mirror::parse_image_name(name);
  if (!parsed) {
    const auto message = fmt::format(
        "Failed to apply default image tag \"{0}\": couldn't parse image name \"{0}\": invalid reference format", name);
    say("Warning", "InspectFailed", message);
    say("Warning", "Failed", "Error: InvalidImageName");
    co_return ImageProblem{"InvalidImageName", message, pods::BackOff::most};
  }
  std::string unreachable;
  std::optional<rpc::Image> present;
  try {
    present = co_await cri_.image_status(name);
  } catch (const Error& error) {
    unreachable = error.what();
  }
  if (!unreachable.empty()) {
    say("Warning", "InspectFailed", fmt::format("Failed to inspect image \"{}\": {}", name, unreachable));
    co_return ImageProblem{"ImageInspectError", fmt::format("Failed to inspect image \"{}\": {}", name, unreachable),
                           local_retry};
  }
  const auto& policy = container.image_pull_policy;
  if (present && policy != "Always")
    co_return PulledImage{std::move(*present), fmt::format("Container image \"{}\" already present on machine", name)};
  if (policy == "Never") {
    const auto message = fmt::format("Container image \"{}\" is not present with pull policy of Never", name);
    say("Warning", "ErrImageNeverPull", message);
    say("Warning", "Failed", "Error: ErrImageNeverPull");
    co_return ImageProblem{"ErrImageNeverPull", message, local_retry};
  }
  co_return co_await pull(std::move(pod), name, std::move(say));
}

Task<Outcome> Puller::pull(std::shared_ptr<const v1::Pod> pod, std::string image, Say say) {
  const auto key = std::pair(pod->metadata.uid, image);
  if (const auto before = failed_.find(key); before != failed_.end()) {
    const auto left = before->second.back_off.left(before->second.when, std::chrono::steady_clock::now());
    if (left > Duration::zero()) {
      auto message = fmt::format("Back-off pulling image \"{}\"", image);
      say("Normal", "BackOff", message);
      say("Warning", "Failed", "Error: ImagePullBackOff");
      co_return ImageProblem{"ImagePullBackOff", message + ": ErrImagePull: " + before->second.message, left};
    }
  }
  say("Normal", "Pulling", fmt::format("Pulling image \"{}\"", image));
  const auto begun = std::chrono::steady_clock::now();
  std::string problem;
  std::optional<rpc::Image> pulled;
  try {
    auto candidates = co_await credentials(pod, image);
    co_await pull_with(image, std::move(candidates));
    pulled = co_await cri_.image_status(image);
    if (!pulled) problem = "the image is gone right after it was pulled";
  } catch (const Error& error) {
    problem = runtime_words(error);
  }
  const auto now = std::chrono::steady_clock::now();
  if (problem.empty()) {
    failed_.erase(key);
    const auto taken = seconds_text(now - begun);
    co_return PulledImage{
        std::move(*pulled),
        fmt::format("Successfully pulled image \"{}\" in {} ({} including waiting). Image size: {} bytes.", image,
                    taken, taken, pulled->size)};
  }
  auto message = fmt::format("failed to pull image \"{}\": {}", image, problem);
  say("Warning", "Failed", fmt::format("Failed to pull image \"{}\": {}", image, problem));
  say("Warning", "Failed", "Error: ErrImagePull");
  auto& entry = failed_[key];
  entry.back_off.next(now, now);
  entry.when = now;
  entry.message = message;
  // At once the status says ErrImagePull; the next look, a second later, finds it backing off.
  co_return ImageProblem{"ErrImagePull", std::move(message), 1s};
}

Task<std::vector<rpc::ImageAuth>> Puller::credentials(std::shared_ptr<const v1::Pod> pod, std::string image) {
  const auto name = mirror::parse_image_name(image).take();
  std::vector<v1::Secret> secrets;
  for (const auto& reference : pod->spec.image_pull_secrets) {
    const kube::Key key{pod->metadata.namespace_, reference.name};
    // One that does not exist is passed over, as the kubelet does: perhaps the registry lets everybody in.
    auto found = co_await client_.find(api::kind_of(static_cast<const v1::Secret*>(nullptr)), key);
    if (found) secrets.push_back(schema::decoded<v1::Secret>(*found));
  }
  co_return credentials_for(name.registry, name.repository, secrets);
}

Task<> Puller::pull_with(std::string image, std::vector<rpc::ImageAuth> candidates) {
  std::vector<std::optional<rpc::ImageAuth>> tries(candidates.begin(), candidates.end());
  if (tries.empty()) tries.emplace_back();
  std::exception_ptr last;
  for (auto& one : tries) {
    last = nullptr;
    try {
      const auto id = co_await cri_.pull_image(image, {}, std::move(one), pull_limit);
    } catch (const Error&) {
      last = std::current_exception();
    }
    if (!last) co_return;
  }
  std::rethrow_exception(last);
}

void Puller::forget(const std::string& pod_uid) {
  std::erase_if(failed_, [&](const auto& entry) { return entry.first.first == pod_uid; });
}

}  // namespace coracle::node
