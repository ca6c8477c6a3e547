// How the other built-in kinds show in `kubectl get`: columns and cells of kube-apiserver's printers.
#include "apiserver/builtin/columns.h"

#include "base/time.h"

namespace coracle::apiserver::builtin {

Printer pod_printer();  // pod_columns.cpp

namespace {
using Cells = std::function<json::Array(const json::Value&)>;

json::Value created(const json::Value& object) {
  const auto* time = json::find(object, {"metadata", "creationTimestamp"});
  return time ? *time : json::Value();
}

json::Value text_or(const json::Value& object, std::initializer_list<std::string_view> path,
                    std::string_view otherwise) {
  const auto text = json::text(object, path);
  return text.empty() ? json::Value(otherwise) : json::Value(text);
}

std::int64_t members(const json::Value& object, std::initializer_list<std::string_view> path) {
  const auto* found = json::find(object, path);
  if (!found) return 0;
  if (found->is_object()) return static_cast<std::int64_t>(found->get_object().size());
  if (found->is_array()) return static_cast<std::int64_t>(found->get_array().size());
  return 0;
}

const json::Array& list_at(const json::Value& object, std::initializer_list<std::string_view> path) {
  static const json::Array none;
  const auto* found = json::find(object, path);
  return found && found->is_array() ? found->get_array() : none;
}

/// "virtualmachine.kubevirt.io/vm-cirros"
json::Value controller_of(const json::Value& object) {
  for (const auto& owner : list_at(object, {"metadata", "ownerReferences"})) {
    const auto* controls = json::find(owner, {"controller"});
    if (!controls || !controls->is_bool() || !controls->get_bool()) continue;
    std::string kind(json::text(owner, {"kind"}));
    std::transform(kind.begin(), kind.end(), kind.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto version = json::text(owner, {"apiVersion"});
    const auto slash = version.find('/');
    if (slash != std::string_view::npos) kind += "." + std::string(version.substr(0, slash));
    return json::Value(kind + "/" + std::string(json::text(owner, {"name"})));
  }
  return "<none>";
}

std::string address_of(const json::Value& node, std::string_view type) {
  for (const auto& address : list_at(node, {"status", "addresses"}))
    if (json::text(address, {"type"}) == type) return std::string(json::text(address, {"address"}));
  return "<none>";
}

json::Value node_status(const json::Value& node) {
  std::string text = "Unknown";
  for (const auto& condition : list_at(node, {"status", "conditions"}))
    if (json::text(condition, {"type"}) == "Ready") {
      const auto status = json::text(condition, {"status"});
      text = status == "True" ? "Ready" : "NotReady";
      if (status == "Unknown") text = "NotReady";
    }
  const auto* off = json::find(node, {"spec", "unschedulable"});
  if (off && off->is_bool() && off->get_bool()) text += ",SchedulingDisabled";
  return json::Value(text);
}

json::Value node_roles(const json::Value& node) {
  constexpr std::string_view prefix = "node-role.kubernetes.io/";
  std::set<std::string> roles;
  const auto* labels = json::find(node, {"metadata", "labels"});
  if (labels && labels->is_object())
    for (const auto& label : labels->get_object()) {
      const std::string_view key = label.key();
      if (key.starts_with(prefix) && key.size() > prefix.size()) roles.emplace(key.substr(prefix.size()));
      if (key == "kubernetes.io/role" && label.value().is_string())
        roles.emplace(std::string_view(label.value().get_string()));
    }
  std::string text;
  for (const auto& role : roles) text += (text.empty() ? "" : ",") + role;
  return json::Value(text.empty() ? "<none>" : text);
}

Printer node_printer() {
  return {{{"Status", "string", "", "Whether the node takes pods."},
           {"Roles", "string", "", "Its node-role.kubernetes.io/ labels."},
           {"Age", "string", "", "Time since it was registered."},
           {"Version", "string", "", "Version of its agent."},
           {"Internal-IP", "string", "", "Its address within the cluster.", 1},
           {"External-IP", "string", "", "Its address from outside.", 1},
           {"OS-Image", "string", "", "Its operating system.", 1},
           {"Kernel-Version", "string", "", "Its kernel.", 1},
           {"Container-Runtime", "string", "", "What runs its containers.", 1}},
          [](const json::Value& node) {
            return json::Array{node_status(node),
                               node_roles(node),
                               created(node),
                               text_or(node, {"status", "nodeInfo", "kubeletVersion"}, ""),
                               json::Value(address_of(node, "InternalIP")),
                               json::Value(address_of(node, "ExternalIP")),
                               text_or(node, {"status", "nodeInfo", "osImage"}, "<unknown>"),
                               text_or(node, {"status", "nodeInfo", "kernelVersion"}, "<unknown>"),
                               text_or(node, {"status", "nodeInfo", "containerRuntimeVersion"}, "<unknown>")};
          }};
}

/// "5s", or "5s (x3 over 1m)" of an event that came again.
json::Value last_seen(const json::Value& event) {
  const auto now = std::chrono::system_clock::now();
  const auto age = [&](std::string_view text) {
    const auto time = parse_time(text);
    return time ? human_duration(now - *time) : std::string("<unknown>");
  };
  auto first = json::text(event, {"firstTimestamp"});
  auto last = json::text(event, {"lastTimestamp"});
  if (first.empty()) first = json::text(event, {"eventTime"});
  if (last.empty()) last = first;
  std::int64_t count = 1;
  for (const auto* path : {"count", "deprecatedCount"})
    if (const auto* found = json::find(event, {path}); found && found->is_int64()) count = found->get_int64();
  if (const auto* series = json::find(event, {"series"}); series && series->is_object()) {
    last = json::text(*series, {"lastObservedTime"});
    if (const auto* found = json::find(*series, {"count"}); found && found->is_int64()) count = found->get_int64();
  }
  if (count <= 1) return json::Value(age(last));
  return json::Value(fmt::format("{} (x{} over {})", age(last), count, age(first)));
}

json::Value event_object(const json::Value& event) {
  std::string kind(json::text(event, {"involvedObject", "kind"}));
  std::transform(kind.begin(), kind.end(), kind.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return json::Value(kind + "/" + std::string(json::text(event, {"involvedObject", "name"})));
}

Printer event_printer() {
  return {{{"Last Seen", "string", "", "When it happened last, and how often."},
           {"Type", "string", "", "Normal or Warning."},
           {"Reason", "string", "", "What happened, in a word for programs."},
           {"Object", "string", "", "What it happened to."},
           {"Subobject", "string", "", "The part of the object concerned.", 1},
           {"Source", "string", "", "Who says so.", 1},
           {"Message", "string", "", "What happened, for people."},
           {"First Seen", "string", "", "When it happened first.", 1},
           {"Count", "string", "", "How often it happened.", 1},
           {"Name", "string", "", "The event's own name.", 1}},
          [](const json::Value& event) {
            const auto* count = json::find(event, {"count"});
            std::string source(json::text(event, {"source", "component"}));
            if (source.empty()) source = json::text(event, {"reportingComponent"});
            if (const auto host = json::text(event, {"source", "host"}); !host.empty())
              source += ", " + std::string(host);
            auto first = json::text(event, {"firstTimestamp"});
            if (first.empty()) first = json::text(event, {"eventTime"});
            const auto time = parse_time(first);
            std::string message(json::text(event, {"message"}));
            while (!message.empty() && message.back() == '\n') message.pop_back();
            return json::Array{
                last_seen(event),
                text_or(event, {"type"}, ""),
                text_or(event, {"reason"}, ""),
                event_object(event),
                text_or(event, {"involvedObject", "fieldPath"}, ""),
                json::Value(source),
                json::Value(message),
                json::Value(time ? human_duration(std::chrono::system_clock::now() - *time) : "<unknown>"),
                count ? *count : json::Value(1),
                text_or(event, {"metadata", "name"}, "")};
          }};
}

Printer simple(std::vector<Column> columns, Cells cells) { return {std::move(columns), std::move(cells)}; }
const Column age{"Age", "string", "", "Time since the object was made."};

const std::map<std::string_view, std::function<Printer()>>& printers() {
  static const std::map<std::string_view, std::function<Printer()>> table = {
      {"pods", pod_printer},
      {"nodes", node_printer},
      {"events", event_printer},
      {"events.events.k8s.io", event_printer},
      {"namespaces",
       [] {
         return simple({{"Status", "string", "", "Active, or Terminating while it is being emptied."}, age},
                       [](const json::Value& o) {
                         return json::Array{text_or(o, {"status", "phase"}, ""), created(o)};
                       });
       }},
      {"configmaps",
       [] {
         return simple({{"Data", "string", "", "Number of entries."}, age}, [](const json::Value& o) {
           return json::Array{members(o, {"data"}) + members(o, {"binaryData"}), created(o)};
         });
       }},
      {"secrets",
       [] {
         return simple(
             {{"Type", "string", "", "What the secret is for."}, {"Data", "string", "", "Number of entries."}, age},
             [](const json::Value& o) {
               return json::Array{text_or(o, {"type"}, ""), members(o, {"data"}), created(o)};
             });
       }},
      {"serviceaccounts",
       [] {
         return simple({{"Secrets", "string", "", "Number of secrets it names."}, age}, [](const json::Value& o) {
           return json::Array{members(o, {"secrets"}), created(o)};
         });
       }},
      {"leases.coordination.k8s.io",
       [] {
         return simple({{"Holder", "string", "", "Who holds it."}, age}, [](const json::Value& o) {
           return json::Array{text_or(o, {"spec", "holderIdentity"}, ""), created(o)};
         });
       }},
      {"controllerrevisions.apps",
       [] {
         return simple({{"Controller", "string", "", "Whose state it is."},
                        {"Revision", "string", "", "Number of the state."},
                        age},
                       [](const json::Value& o) {
                         const auto* revision = json::find(o, {"revision"});
                         return json::Array{controller_of(o), revision ? *revision : json::Value(0), created(o)};
                       });
       }},
      {"customresourcedefinitions.apiextensions.k8s.io",
       [] {
         return simple({{"Created At", "date", "", "When it was made."}},
                       [](const json::Value& o) { return json::Array{created(o)}; });
       }},
      {"mutatingwebhookconfigurations.admissionregistration.k8s.io",
       [] {
         return simple({{"Webhooks", "string", "", "Number of webhooks."}, age}, [](const json::Value& o) {
           return json::Array{members(o, {"webhooks"}), created(o)};
         });
       }},
      {"validatingwebhookconfigurations.admissionregistration.k8s.io",
       [] {
         return simple({{"Webhooks", "string", "", "Number of webhooks."}, age}, [](const json::Value& o) {
           return json::Array{members(o, {"webhooks"}), created(o)};
         });
       }},
      {"rolebindings.rbac.authorization.k8s.io",
       [] {
         return simple({{"Role", "string", "", "The role that is bound."}, age}, [](const json::Value& o) {
           return json::Array{json::Value(std::string(json::text(o, {"roleRef", "kind"})) + "/" +
                                          std::string(json::text(o, {"roleRef", "name"}))),
                              created(o)};
         });
       }},
      {"clusterrolebindings.rbac.authorization.k8s.io",
       [] {
         return simple({{"Role", "string", "", "The role that is bound."}, age}, [](const json::Value& o) {
           return json::Array{json::Value(std::string(json::text(o, {"roleRef", "kind"})) + "/" +
                                          std::string(json::text(o, {"roleRef", "name"}))),
                              created(o)};
         });
       }},
      {"roles.rbac.authorization.k8s.io",
       [] {
         return simple({{"Created At", "date", "", "When it was made."}},
                       [](const json::Value& o) { return json::Array{created(o)}; });
       }},
      {"clusterroles.rbac.authorization.k8s.io",
       [] {
         return simple({{"Created At", "date", "", "When it was made."}},
                       [](const json::Value& o) { return json::Array{created(o)}; });
       }},
      {"apiservices.apiregistration.k8s.io",
       [] {
         return simple({{"Service", "string", "", "Where the group is served."},
                        {"Available", "string", "", "Whether it can be reached."},
                        age},
                       [](const json::Value& o) {
                         std::string service = "Local";
                         if (const auto* s = json::find(o, {"spec", "service"}); s && s->is_object())
                           service =
                               std::string(json::text(*s, {"namespace"})) + "/" + std::string(json::text(*s, {"name"}));
                         std::string available = "Unknown";
                         for (const auto& c : list_at(o, {"status", "conditions"}))
                           if (json::text(c, {"type"}) == "Available") {
                             available = json::text(c, {"status"});
                             if (available != "True") available += " (" + std::string(json::text(c, {"reason"})) + ")";
                           }
                         return json::Array{json::Value(service), json::Value(available), created(o)};
                       });
       }},
  };
  return table;
}
}  // namespace

Printer printer_of(std::string_view qualified) {
  const auto found = printers().find(qualified);
  if (found != printers().end()) return found->second();
  return simple({age}, [](const json::Value& object) { return json::Array{created(object)}; });
}

}  // namespace coracle::apiserver::builtin
