#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace coracle::virt::launcher::seed {

struct IsoFile {
  std::string name;
  std::string content;
};

/// A disc image with files in its root and nothing else, as cloud-init's NoCloud reads it (volume "cidata"), or a guest
/// reads a config map: ISO 9660 with Rock Ridge names for Unix and Joliet names for Windows. Written here because the
/// image of the launcher would grow by a library for three small files. Equal input gives equal bytes.
///
/// Names have 1 to 64 characters of ASCII without slash and control characters; the label 1 to 16 of A-Z a-z 0-9 _ -.
/// All files together may have 64 MiB.
/// https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html
Result<std::string> make_iso(std::string_view label, const std::vector<IsoFile>& files);

}  // namespace coracle::virt::launcher::seed
