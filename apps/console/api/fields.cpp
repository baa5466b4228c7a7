#include "apps/console/api/fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "apps/console/api/sentences.h"

namespace console {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxFaults = 100;

// A body of brackets alone must not take the stack with it.
bool is_shallow(std::string_view text) {
  constexpr int kDeepest = 32;
  int depth = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_text) {
      if (c == '\\') ++at;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

}  // namespace

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

struct Fields::Object {
  json value;
  std::string place;  // "people[3]."
  std::set<std::string, std::less<>> asked{};
  std::set<std::string, std::less<>> faulty{};
  std::vector<Fault> faults{};

  const json* find(const std::string& name) {
    asked.insert(name);
    const auto found = value.find(name);
    return found == value.end() ? nullptr : &*found;
  }

  void fault(const std::string& name, const Sentence& sentence,
             const std::vector<std::string>& values = {}) {
    if (!faulty.insert(name).second || faults.size() >= kMaxFaults) return;
    faults.push_back(console::fault(place + name, sentence, values));
  }
};

std::optional<Fields> Fields::of(std::string_view text) {
  if (!is_shallow(text)) return std::nullopt;
  json value = json::parse(text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return Fields(std::make_unique<Object>(Object{std::move(value), {}}));
}

Fields::Fields(std::unique_ptr<Object> object) : object_(std::move(object)) {}
Fields::Fields(Fields&&) noexcept = default;
Fields& Fields::operator=(Fields&&) noexcept = default;
Fields::~Fields() = default;

bool Fields::has(std::string_view name) const {
  return object_->value.find(name) != object_->value.end();
}

std::vector<std::string> Fields::names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : object_->value.items()) names.push_back(name);
  return names;
}

std::optional<std::string> Fields::text(const std::string& name, Length length) {
  const json* value = object_->find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    object_->fault(name, say::kNeedsText);
    return std::nullopt;
  }
  std::string text = value->get<std::string>();
  const std::size_t characters = length_of(text);
  if (characters < length.least || characters > length.most) {
    object_->fault(name, say::kTextLength,
                   {std::to_string(length.least), std::to_string(length.most)});
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> Fields::word(const std::string& name,
                                        std::initializer_list<std::string_view> words) {
  const json* value = object_->find(name);
  if (value == nullptr) return std::nullopt;
  std::string list;
  for (const std::string_view word : words) {
    if (value->is_string() && value->get_ref<const std::string&>() == word) {
      return std::string(word);
    }
    list.append(list.empty() ? "" : ", ").append(word);
  }
  object_->fault(name, say::kOneOf, {list});
  return std::nullopt;
}

std::optional<std::uint64_t> Fields::number(const std::string& name, std::uint64_t least,
                                            std::uint64_t most) {
  const json* value = object_->find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned()) {
    const auto number = value->get<std::uint64_t>();
    if (number >= least && number <= most) return number;
  }
  object_->fault(name, say::kNeedsNumber, {std::to_string(least), std::to_string(most)});
  return std::nullopt;
}

std::optional<bool> Fields::boolean(const std::string& name) {
  const json* value = object_->find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  object_->fault(name, say::kNeedsBoolean);
  return std::nullopt;
}

std::vector<std::string> Fields::texts(const std::string& name, std::size_t most) {
  std::vector<std::string> texts;
  const json* value = object_->find(name);
  if (value == nullptr) return texts;
  const bool all = value->is_array() && value->size() <= most &&
                   std::all_of(value->begin(), value->end(),
                               [](const json& entry) { return entry.is_string(); });
  if (!all) {
    object_->fault(name, say::kNeedsList, {std::to_string(most)});
    return texts;
  }
  for (const json& entry : *value) texts.push_back(entry.get<std::string>());
  return texts;
}

std::vector<std::uint64_t> Fields::numbers(const std::string& name, std::size_t most) {
  std::vector<std::uint64_t> numbers;
  const json* value = object_->find(name);
  if (value == nullptr) return numbers;
  const bool all = value->is_array() && value->size() <= most &&
                   std::all_of(value->begin(), value->end(),
                               [](const json& entry) { return entry.is_number_unsigned(); });
  if (!all) {
    object_->fault(name, say::kNeedsList, {std::to_string(most)});
    return numbers;
  }
  for (const json& entry : *value) numbers.push_back(entry.get<std::uint64_t>());
  return numbers;
}

std::vector<Fields> Fields::objects(const std::string& name, std::size_t most) {
  std::vector<Fields> objects;
  const json* value = object_->find(name);
  if (value == nullptr) return objects;
  if (!value->is_array() || value->size() > most) {
    object_->fault(name, say::kNeedsList, {std::to_string(most)});
    return objects;
  }
  for (std::size_t at = 0; at < value->size(); ++at) {
    const std::string place = name + '[' + std::to_string(at) + ']';
    if (!(*value)[at].is_object()) {
      object_->fault(place, say::kNeedsObject);
      continue;
    }
    objects.push_back(
        Fields(std::make_unique<Object>(Object{(*value)[at], object_->place + place + '.'})));
  }
  return objects;
}

void Fields::need(const std::string& name) {
  object_->asked.insert(name);
  if (!has(name)) object_->fault(name, say::kMissing);
}

void Fields::wrong(const std::string& name, const Sentence& sentence,
                   const std::vector<std::string>& values) {
  object_->fault(name, sentence, values);
}

std::vector<Fault> Fields::faults() {
  for (const auto& [name, value] : object_->value.items()) {
    if (!object_->asked.contains(name)) object_->fault(name, say::kUnknownField);
  }
  return std::move(object_->faults);
}

}  // namespace console
