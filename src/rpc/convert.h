#pragma once
#include "rpc/cri.h"

namespace runtime::v1 {
class Container;
class ContainerConfig;
class ContainerStats;
class ContainerStatus;
class FilesystemUsage;
class Image;
class LinuxContainerResources;
class PodSandbox;
class PodSandboxConfig;
class PodSandboxStatus;
}  // namespace runtime::v1

namespace coracle::rpc {

void write_message(const PodSandboxConfig& from, ::runtime::v1::PodSandboxConfig& to);
void write_message(const ContainerConfig& from, ::runtime::v1::ContainerConfig& to);
void write_message(const LinuxContainerResources& from, ::runtime::v1::LinuxContainerResources& to);

PodSandbox read_message(const ::runtime::v1::PodSandbox& from);
PodSandbox read_message(const ::runtime::v1::PodSandboxStatus& from);
Container read_message(const ::runtime::v1::Container& from);
Container read_message(const ::runtime::v1::ContainerStatus& from);
Image read_message(const ::runtime::v1::Image& from);
FilesystemUsage read_message(const ::runtime::v1::FilesystemUsage& from);
ContainerStats read_message(const ::runtime::v1::ContainerStats& from);

}  // namespace coracle::rpc
