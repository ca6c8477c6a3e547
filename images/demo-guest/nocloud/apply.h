#pragma once

#include "cloud_config.h"

namespace nocloud {

// A line for the user, on the console.
void tell(const std::string& line);

// Takes over a host name; everything after the first dot is only for /etc/hosts.
void set_hostname(const std::string& name);

// What belongs to an instance and is done once for it: files, users, keys, passwords, logins.
void apply_instance(const CloudConfig& config, const MetaData& meta);

// Runs a script and tells where it fails. `script` starts with #! or is run by sh.
void run_script(const std::string& name, const std::string& script);

// Lines of "user:password" from standard input, as chpasswd reads them; with `hashed`, hashes. The exit status.
int change_passwords(bool hashed);

}  // namespace nocloud
