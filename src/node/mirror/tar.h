#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>

namespace coracle::node::mirror {

/// Where a regular file lies in an archive.
struct TarMember {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool operator==(const TarMember&) const = default;
};
/// By name, without "./" before it. Links are followed: they have the place of what they point to.
using TarIndex = std::map<std::string, TarMember>;

/// Reads `into` from there on; fewer bytes only at the end.
using ReadAt = std::function<std::size_t(std::uint64_t offset, std::span<char> into)>;

/// The table of contents of a tar (ustar, with GNU's long names and pax headers) of that many bytes. Throws
/// Error(invalid) for anything else, and for one that is compressed.
TarIndex read_tar_index(const ReadAt& read, std::uint64_t size);

}  // namespace coracle::node::mirror
