#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "virt/launcher/machine/outcome.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::launcher {

/// What a virt-launcher that is started again must know of its predecessor, in files of the instance's folder that end
/// with the pod.
struct Record {
  bool started = false;         ///< written before the guest is started: it is never started twice
  bool shutdown_asked = false;  ///< the power button was pressed
  bool frozen = false;          ///< the guest's file systems
  DomainStatus last;            ///< the last that libvirt said: true until it says more
  std::optional<Outcome> ended;
  bool operator==(const Record&) const = default;
};

class RecordFolder {
 public:
  /// Makes the folder.
  explicit RecordFolder(const std::string& path);

  Record load() const;
  void save(const Record& record) const;
  /// With what the guest was started; nothing when there is none that can be read.
  std::shared_ptr<const shared::LauncherRequest> load_request() const;
  void save_request(const shared::LauncherRequest& request) const;

 private:
  void replace(const std::string& name, std::string_view text) const;
  Fd folder_;
};

}  // namespace coracle::virt::launcher
