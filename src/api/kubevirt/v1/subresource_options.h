#pragma once
// Bodies of the subresource calls.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Body of start.
struct StartOptions {
  bool paused = false;
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const StartOptions*);

/// Body of stop.
struct StopOptions {
  std::optional<std::int64_t> grace_period;
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const StopOptions*);

/// Body of restart.
struct RestartOptions {
  std::optional<std::int64_t> grace_period_seconds;
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const RestartOptions*);

/// Body of pause.
struct PauseOptions {
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const PauseOptions*);

/// Body of unpause.
struct UnpauseOptions {
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const UnpauseOptions*);

/// Body of migrate.
struct MigrateOptions {
  std::vector<std::string> dry_run;
  std::map<std::string, std::string> added_node_selector;
};
const schema::Struct& describe(const MigrateOptions*);

/// Body of evacuate/cancel.
struct EvacuateCancelOptions {
  std::vector<std::string> dry_run;
  std::string evacuation_node_name;
};
const schema::Struct& describe(const EvacuateCancelOptions*);

/// Body of freeze.
struct FreezeUnfreezeTimeout {
  std::string unfreeze_timeout;
};
const schema::Struct& describe(const FreezeUnfreezeTimeout*);

/// Parameters of vnc/screenshot.
struct ScreenshotOptions {
  bool move_cursor = false;
};
const schema::Struct& describe(const ScreenshotOptions*);

/// Parameters of vsock.
struct VSOCKOptions {
  std::uint32_t target_port = 0;
  std::optional<bool> use_tls;
};
const schema::Struct& describe(const VSOCKOptions*);

/// Body of sev/setupsession.
struct SEVSessionOptions {
  std::string session;
  std::string dh_cert;
};
const schema::Struct& describe(const SEVSessionOptions*);

/// Body of sev/injectlaunchsecret.
struct SEVSecretOptions {
  std::string header;
  std::string secret;
};
const schema::Struct& describe(const SEVSecretOptions*);

/// Parameters of objectgraph.
struct ObjectGraphOptions {
  std::optional<bool> include_optional_nodes;
  Box<meta::v1::LabelSelector> label_selector;
};
const schema::Struct& describe(const ObjectGraphOptions*);

}  // namespace coracle::api::kubevirt::v1
