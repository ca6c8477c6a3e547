#include "apiserver/rest/negotiate.h"

#include <fmt/core.h>

#include "apiserver/rest/status.h"

namespace coracle::apiserver {

namespace {
std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return without_blanks(part);
}

std::optional<AnswerForm> form_of(std::string_view media_type, bool tables) {
  auto rest = media_type;
  const auto type = take_until(rest, ';');
  AnswerForm form;
  form.yaml = type == "application/yaml";
  if (!form.yaml && type != "application/json" && type != "*/*" && type != "application/*") return std::nullopt;
  const auto as = media_parameter(media_type, "as");
  if (as.empty()) return form;
  const auto version = media_parameter(media_type, "v");
  if (media_parameter(media_type, "g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1"))
    return std::nullopt;
  form.group_version = fmt::format("meta.k8s.io/{}", version);
  if (as == "Table" && tables) {
    form.kind = AnswerForm::Kind::table;
    return form;
  }
  if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList") {
    form.kind = AnswerForm::Kind::metadata;
    return form;
  }
  return std::nullopt;
}
}  // namespace

std::string_view media_parameter(std::string_view media_type, std::string_view name) {
  take_until(media_type, ';');
  while (!media_type.empty()) {
    auto parameter = take_until(media_type, ';');
    if (take_until(parameter, '=') == name) return parameter;
  }
  return {};
}

AnswerForm negotiate(const net::Headers& headers, bool tables) {
  std::string_view accepted = headers.get("Accept");
  if (without_blanks(accepted).empty()) return {};
  while (!accepted.empty())
    if (auto form = form_of(take_until(accepted, ','), tables)) return *form;
  throw Error(Reason::not_acceptable,
              "only the following media types are accepted: application/json, application/yaml");
}

}  // namespace coracle::apiserver
