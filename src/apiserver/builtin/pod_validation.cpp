// What is wrong with a pod that is being made. Messages are kube-apiserver's, for people search for them.
#include "apiserver/builtin/strategies.h"
#include "json/quantity.h"

namespace coracle::apiserver::builtin {
namespace {

constexpr std::string_view dns_label_message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

bool is_dns_label(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || text.size() > 63 || !plain(text.front()) || !plain(text.back())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || c == '-'; });
}

bool steps_back(std::string_view path) {
  return path == ".." || path.starts_with("../") || path.ends_with("/..") ||
         path.find("/../") != std::string_view::npos;
}

class PodCheck {
 public:
  explicit PodCheck(const json::Value& pod) : pod_(pod) {}

  FieldErrors run() {
    volumes();
    profiles(pod_, {"spec", "securityContext"}, "spec.securityContext");
    const auto& containers = list({"spec", "containers"});
    if (containers.empty()) required("spec.containers");
    for (std::size_t i = 0; i < containers.size(); ++i) container(containers[i], fmt::format("spec.containers[{}]", i));
    const auto& init = list({"spec", "initContainers"});
    for (std::size_t i = 0; i < init.size(); ++i) {
      const auto path = fmt::format("spec.initContainers[{}]", i);
      container(init[i], path);
      one_of(json::text(init[i], {"restartPolicy"}), path + ".restartPolicy", {"", "Always"});
    }
    one_of(text({"spec", "restartPolicy"}), "spec.restartPolicy", {"Always", "OnFailure", "Never"});
    one_of(text({"spec", "dnsPolicy"}), "spec.dnsPolicy",
           {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
    non_negative({"spec", "terminationGracePeriodSeconds"}, "spec.terminationGracePeriodSeconds");
    name_of("hostname");
    name_of("subdomain");
    return std::move(errors_);
  }

 private:
  std::string_view text(std::initializer_list<std::string_view> path) const { return json::text(pod_, path); }
  const json::Array& list(std::initializer_list<std::string_view> path) const { return list_in(pod_, path); }
  static const json::Array& list_in(const json::Value& value, std::initializer_list<std::string_view> path) {
    static const json::Array none;
    const auto* found = json::find(value, path);
    return found && found->is_array() ? found->get_array() : none;
  }

  void required(std::string field) { errors_.push_back({std::move(field), "FieldValueRequired", "Required value"}); }
  void invalid(std::string field, std::string_view value, std::string_view why) {
    errors_.push_back({std::move(field), "FieldValueInvalid", fmt::format("Invalid value: \"{}\": {}", value, why)});
  }
  void duplicate(std::string field, std::string_view value) {
    errors_.push_back({std::move(field), "FieldValueDuplicate", fmt::format("Duplicate value: \"{}\"", value)});
  }

  void one_of(std::string_view value, std::string field, std::initializer_list<std::string_view> allowed) {
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::vector<std::string_view> sorted;
    for (const auto one : allowed)
      if (!one.empty()) sorted.push_back(one);
    std::sort(sorted.begin(), sorted.end());
    std::string words;
    for (const auto one : sorted) words += (words.empty() ? "\"" : ", \"") + std::string(one) + "\"";
    errors_.push_back({std::move(field), "FieldValueNotSupported",
                       fmt::format("Unsupported value: \"{}\": supported values: {}", value, words)});
  }

  void non_negative(std::initializer_list<std::string_view> path, std::string field) {
    const auto* value = json::find(pod_, path);
    if (value && value->is_int64() && value->get_int64() < 0)
      errors_.push_back({std::move(field), "FieldValueInvalid",
                         fmt::format("Invalid value: {}: must be greater than or equal to 0", value->get_int64())});
  }

  void name_of(std::string_view member) {
    const auto value = text({"spec", member});
    if (!value.empty() && !is_dns_label(value)) invalid("spec." + std::string(member), value, dns_label_message);
  }

  /// A name that must be there, be a DNS label, and be the only one in its set.
  void unique_name(const json::Value& object, const std::string& path, std::set<std::string, std::less<>>& seen) {
    const auto name = json::text(object, {"name"});
    if (name.empty()) return required(path + ".name");
    if (!is_dns_label(name)) invalid(path + ".name", name, dns_label_message);
    if (!seen.emplace(name).second) duplicate(path + ".name", name);
  }

  void volumes() {
    const auto& volumes = list({"spec", "volumes"});
    for (std::size_t i = 0; i < volumes.size(); ++i) {
      const auto path = fmt::format("spec.volumes[{}]", i);
      unique_name(volumes[i], path, volume_names_);
      const std::size_t sources = volumes[i].is_object() ? volumes[i].get_object().size() - 1 : 0;
      if (sources == 0) errors_.push_back({path, "FieldValueRequired", "Required value: must specify a volume type"});
      if (sources > 1)
        errors_.push_back({path, "FieldValueForbidden", "Forbidden: may not specify more than 1 volume type"});
      if (json::find(volumes[i], {"hostPath"}) && json::text(volumes[i], {"hostPath", "path"}).empty())
        required(path + ".hostPath.path");
      if (steps_back(json::text(volumes[i], {"hostPath", "path"})))
        invalid(path + ".hostPath.path", json::text(volumes[i], {"hostPath", "path"}), "must not contain '..'");
    }
  }

  void container(const json::Value& container, const std::string& path) {
    unique_name(container, path, container_names_);
    if (json::text(container, {"image"}).empty()) required(path + ".image");
    one_of(json::text(container, {"imagePullPolicy"}), path + ".imagePullPolicy", {"Always", "IfNotPresent", "Never"});
    one_of(json::text(container, {"terminationMessagePolicy"}), path + ".terminationMessagePolicy",
           {"File", "FallbackToLogsOnError"});
    mounts(container, path);
    profiles(container, {"securityContext"}, path + ".securityContext");
    resources(container, path);
    const auto& ports = list_in(container, {"ports"});
    for (std::size_t i = 0; i < ports.size(); ++i) port(ports[i], fmt::format("{}.ports[{}]", path, i));
    const auto& env = list_in(container, {"env"});
    for (std::size_t i = 0; i < env.size(); ++i)
      if (json::text(env[i], {"name"}).empty()) required(fmt::format("{}.env[{}].name", path, i));
  }

  void profiles(const json::Value& holder, std::initializer_list<std::string_view> context, const std::string& path) {
    const auto* found = json::find(holder, context);
    if (!found) return;
    profile(*found, "seccompProfile", "seccomp", path);
    profile(*found, "appArmorProfile", "AppArmor", path);
  }

  /// A file of the node's, in its folder of profiles: without a name it would be none at all (CVE-2023-2431).
  void profile(const json::Value& context, std::string_view member, std::string_view kind, const std::string& path) {
    if (!json::find(context, {member})) return;
    const auto field = fmt::format("{}.{}", path, member);
    const auto type = json::text(context, {member, "type"});
    if (type.empty()) return required(field + ".type");
    one_of(type, field + ".type", {"Localhost", "RuntimeDefault", "Unconfined"});
    const auto file = json::text(context, {member, "localhostProfile"});
    const auto where = field + ".localhostProfile";
    if (type != "Localhost") {
      if (!file.empty()) invalid(where, file, fmt::format("can only be set when {} type is Localhost", kind));
    } else if (file.empty()) {
      errors_.push_back(
          {where, "FieldValueRequired", fmt::format("Required value: must be set when {} type is Localhost", kind)});
    } else if (member == "seccompProfile") {
      if (file.starts_with('/')) invalid(where, file, "must be a relative path");
      if (steps_back(file)) invalid(where, file, "must not contain '..'");
    }
  }

  void mounts(const json::Value& container, const std::string& path) {
    std::set<std::string, std::less<>> places;
    const auto& mounts = list_in(container, {"volumeMounts"});
    for (std::size_t i = 0; i < mounts.size(); ++i) {
      const auto at = fmt::format("{}.volumeMounts[{}]", path, i);
      const auto name = json::text(mounts[i], {"name"});
      if (name.empty())
        required(at + ".name");
      else if (!volume_names_.contains(name))
        errors_.push_back({at + ".name", "FieldValueNotFound", fmt::format("Not found: \"{}\"", name)});
      const auto place = json::text(mounts[i], {"mountPath"});
      if (place.empty()) required(at + ".mountPath");
      if (!place.empty() && !places.emplace(place).second) invalid(at + ".mountPath", place, "must be unique");
      for (const std::string_view member : {"subPath", "subPathExpr"}) {
        const auto below = json::text(mounts[i], {member});
        if (below.starts_with('/')) invalid(at + "." + std::string(member), below, "must be a relative path");
        if (steps_back(below)) invalid(at + "." + std::string(member), below, "must not contain '..'");
      }
    }
  }

  void port(const json::Value& port, const std::string& path) {
    for (const std::string_view member : {"containerPort", "hostPort"}) {
      const auto* number = json::find(port, {member});
      if (!number) {
        if (member == "containerPort") required(path + ".containerPort");
        continue;
      }
      if (!number->is_int64() || number->get_int64() < 1 || number->get_int64() > 65535)
        errors_.push_back(
            {path + "." + std::string(member), "FieldValueInvalid",
             fmt::format("Invalid value: {}: must be between 1 and 65535, inclusive", json::serialize(*number))});
    }
    one_of(json::text(port, {"protocol"}), path + ".protocol", {"SCTP", "TCP", "UDP"});
  }

  void resources(const json::Value& container, const std::string& path) {
    const auto* limits = json::find(container, {"resources", "limits"});
    const auto* requests = json::find(container, {"resources", "requests"});
    for (const auto& [name, amounts] : {std::pair("limits", limits), std::pair("requests", requests)}) {
      if (!amounts || !amounts->is_object()) continue;
      for (const auto& amount : amounts->get_object())
        quantity(amount.value(), fmt::format("{}.resources.{}[{}]", path, name, std::string_view(amount.key())));
    }
    if (!limits || !requests || !limits->is_object() || !requests->is_object()) return;
    for (const auto& request : requests->get_object()) {
      const auto* limit = limits->get_object().if_contains(request.key());
      if (limit) request_within_limit(request.value(), *limit, request.key(), path);
    }
  }

  void quantity(const json::Value& value, std::string field) {
    const auto amount = parse(value);
    if (amount && amount->sign() < 0) invalid(std::move(field), amount->text(), "must be greater than or equal to 0");
  }

  static std::optional<json::Quantity> parse(const json::Value& value) {
    auto parsed = value.is_string() ? json::Quantity::parse(std::string_view(value.get_string()))
                                    : json::Quantity::parse(json::serialize(value));
    if (!parsed) return std::nullopt;
    return *parsed;
  }

  void request_within_limit(const json::Value& request, const json::Value& limit, std::string_view name,
                            const std::string& path) {
    const auto asked = parse(request);
    const auto most = parse(limit);
    if (!asked || !most) return;
    // Whole devices cannot be shared out: request and limit are the same there.
    const bool whole_device = name.find('/') != std::string_view::npos && !name.starts_with("kubernetes.io/");
    if (whole_device && *asked != *most)
      invalid(path + ".resources.requests", asked->text(),
              fmt::format("must be equal to {} limit of {}", name, most->text()));
    else if (*asked > *most)
      invalid(path + ".resources.requests", asked->text(),
              fmt::format("must be less than or equal to {} limit of {}", name, most->text()));
  }

  const json::Value& pod_;
  FieldErrors errors_;
  std::set<std::string, std::less<>> volume_names_;
  std::set<std::string, std::less<>> container_names_;
};
}  // namespace

FieldErrors validate_pod(const json::Value& pod) { return PodCheck(pod).run(); }

}  // namespace coracle::apiserver::builtin
