#include "apiserver/store/history.h"

#include <algorithm>

namespace coracle::apiserver {

std::string_view to_string(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::added:
      return "ADDED";
    case Change::Kind::modified:
      return "MODIFIED";
    case Change::Kind::deleted:
      return "DELETED";
  }
  broken("a change of no kind");
}

std::shared_ptr<const std::string> watch_event(std::string_view type, std::string_view object) {
  auto text = std::make_shared<std::string>();
  text->reserve(object.size() + type.size() + 24);
  text->append("{\"type\":\"").append(type).append("\",\"object\":").append(object).append("}\n");
  return text;
}

std::shared_ptr<const std::string> Change::wire() const {
  std::call_once(once_, [this] { wire_ = watch_event(to_string(kind_), object_->text()); });
  return wire_;
}

void History::add(ChangePtr change) {
  bytes_ += change->object()->cost();
  changes_.push_back(std::move(change));
  while (changes_.size() > most_ || (bytes_ > most_bytes_ && changes_.size() > 1)) {
    bytes_ -= changes_.front()->object()->cost();
    forgotten_ = changes_.front()->revision();
    changes_.pop_front();
  }
}

std::optional<std::vector<ChangePtr>> History::after(std::uint64_t revision) const {
  if (revision < forgotten_) return std::nullopt;
  const auto first = std::partition_point(changes_.begin(), changes_.end(),
                                          [&](const ChangePtr& change) { return change->revision() <= revision; });
  return std::vector<ChangePtr>(first, changes_.end());
}

}  // namespace coracle::apiserver
