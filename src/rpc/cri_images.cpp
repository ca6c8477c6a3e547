#include "cri.pb.h"
#include "rpc/convert.h"
#include "rpc/cri.h"
#include "rpc/cri_call.h"

namespace coracle::rpc {
namespace v1 = ::runtime::v1;

namespace {
std::string image_call(const char* name) { return std::string("/runtime.v1.ImageService/") + name; }
}  // namespace

Task<std::vector<Image>> CriClient::list_images() const {
  const auto answer = co_await call_with<v1::ListImagesResponse>(connection_, image_call("ListImages"),
                                                                 v1::ListImagesRequest(), deadline::quick);
  std::vector<Image> images;
  for (const auto& item : answer.images()) images.push_back(read_message(item));
  co_return images;
}

Task<std::optional<Image>> CriClient::image_status(std::string name) const {
  v1::ImageStatusRequest request;
  request.mutable_image()->set_image(name);
  const auto answer = co_await call_with<v1::ImageStatusResponse>(connection_, image_call("ImageStatus"),
                                                                  std::move(request), deadline::quick);
  if (!answer.has_image()) co_return std::nullopt;
  co_return read_message(answer.image());
}

Task<std::string> CriClient::pull_image(std::string name, PodSandboxConfig sandbox, std::optional<ImageAuth> auth,
                                        Duration limit) const {
  v1::PullImageRequest request;
  request.mutable_image()->set_image(name);
  write_message(sandbox, *request.mutable_sandbox_config());
  if (auth) {
    auto& to = *request.mutable_auth();
    to.set_username(auth->username);
    to.set_password(auth->password);
    to.set_auth(auth->auth);
    to.set_server_address(auth->server_address);
    to.set_identity_token(auth->identity_token);
    to.set_registry_token(auth->registry_token);
  }
  const auto answer =
      co_await call_with<v1::PullImageResponse>(connection_, image_call("PullImage"), std::move(request), limit);
  co_return answer.image_ref();
}

Task<> CriClient::remove_image(std::string name) const {
  v1::RemoveImageRequest request;
  request.mutable_image()->set_image(name);
  co_await call_with<v1::RemoveImageResponse>(connection_, image_call("RemoveImage"), std::move(request),
                                              deadline::slow);
}

Task<std::vector<FilesystemUsage>> CriClient::image_fs_info() const {
  const auto answer = co_await call_with<v1::ImageFsInfoResponse>(connection_, image_call("ImageFsInfo"),
                                                                  v1::ImageFsInfoRequest(), deadline::quick);
  std::vector<FilesystemUsage> all;
  for (const auto& item : answer.image_filesystems()) all.push_back(read_message(item));
  co_return all;
}

}  // namespace coracle::rpc
