#include "firmware/sip/message/edits.h"

#include <algorithm>
#include <iterator>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/scan.h"

namespace sip {

void Edits::splice(std::string_view replaced, std::string_view text, std::int32_t order) {
  const auto text_at = static_cast<std::uint32_t>(text_.size());
  text_ += text;
  insert({static_cast<std::uint32_t>(replaced.data() - message_.octets().data()),
          static_cast<std::uint32_t>(replaced.size()), text_at,
          static_cast<std::uint32_t>(text.size()), order});
}

void Edits::insert(Splice splice) {
  const auto is_before = [](const Splice& a, const Splice& b) {
    return a.at != b.at ? a.at < b.at : a.order < b.order;
  };
  const auto place = std::upper_bound(splices_.begin(), splices_.end(), splice, is_before);
  // The same octets replaced again: the last call wins.
  if (place != splices_.begin() && splice.order == kInPlace) {
    Splice& earlier = *std::prev(place);
    if (earlier.at == splice.at && earlier.order == kInPlace) {
      if (splice.removed >= earlier.removed) earlier = splice;
      return;
    }
  }
  splices_.insert(place, splice);
}

void Edits::insert_line(const char* at, HeaderId id, std::string_view value, std::int32_t order) {
  const auto text_at = static_cast<std::uint32_t>(text_.size());
  text_.append(to_string(id)).append(": ").append(value).append("\r\n");
  insert({static_cast<std::uint32_t>(at - message_.octets().data()), 0, text_at,
          static_cast<std::uint32_t>(text_.size()) - text_at, order});
}

const char* Edits::first_header() const {
  return message_.start_line().data() + message_.start_line().size() + 2;
}

const char* Edits::end_of_headers() const {
  return message_.body().data() - 2;
}

void Edits::set_request_uri(std::string_view uri) {
  splice(message_.request_uri(), uri);
}

void Edits::prepend(HeaderId id, std::string_view value) {
  const auto index = message_.find(id);
  insert_line(index ? message_.header(*index).line.data() : first_header(), id, value, -++calls_);
}

void Edits::append(HeaderId id, std::string_view value) {
  insert_line(end_of_headers(), id, value, ++calls_);
}

void Edits::set(HeaderId id, std::string_view value) {
  const auto present = message_.first(id);
  if (present) {
    splice(*present, value);
  } else {
    append(id, value);
  }
}

void Edits::replace_value(HeaderId id, std::size_t position, std::string_view text) {
  for (const HeaderValue& value : message_.values(id)) {
    if (position-- == 0) return splice(value.text, text);
  }
}

// The line holds values that are gone and values that stay. Where a run of values goes, so does the
// comma behind it, or the one before when the run ends the line. What was removed before is worked
// in anew, as two runs may have grown into one.
void Edits::remove_value(HeaderId id, std::size_t position) {
  const ValueRange all = message_.values(id);
  auto target = all.begin();
  while (target != all.end() && position-- > 0) ++target;
  if (target == all.end()) return;
  const std::string_view line = message_.header(target->line_index).line;

  std::vector<std::string_view> gone;
  const char* kept_end = nullptr;  // of the last value that stays
  const char* run = nullptr;       // where a run of values that go began
  for (auto value = all.begin(); value != all.end(); ++value) {
    if (value->line_index != target->line_index) continue;
    const bool goes = value->text.data() == target->text.data() || is_removed(value->text);
    if (goes && run == nullptr) run = value->text.data();
    if (goes) continue;
    if (run != nullptr) {
      gone.emplace_back(run, static_cast<std::size_t>(value->text.data() - run));
    }
    run = nullptr;
    kept_end = value->text.data() + value->text.size();
  }
  if (kept_end == nullptr) {
    gone.assign(1, line);
  } else if (run != nullptr) {
    const std::string_view value = message_.header(target->line_index).value;
    gone.emplace_back(kept_end, static_cast<std::size_t>(value.data() + value.size() - kept_end));
  }

  const auto begin = static_cast<std::uint32_t>(line.data() - message_.octets().data());
  std::erase_if(splices_, [&](const Splice& splice) {
    return splice.at >= begin && splice.at < begin + line.size() && splice.removed > 0 &&
           splice.text_size == 0;
  });
  for (const std::string_view run_gone : gone) splice(run_gone, "");
}

bool Edits::is_removed(std::string_view value) const {
  const auto begin = static_cast<std::uint32_t>(value.data() - message_.octets().data());
  return std::any_of(splices_.begin(), splices_.end(), [&](const Splice& splice) {
    return splice.text_size == 0 && splice.removed > 0 && splice.at <= begin &&
           begin + value.size() <= splice.at + splice.removed;
  });
}

void Edits::remove_line(std::size_t index) {
  splice(message_.header(index).line, "");
}

void Edits::remove_all(HeaderId id) {
  for (std::size_t i = 0; i < message_.header_count(); ++i) {
    if (message_.header(i).id == id) remove_line(i);
  }
}

void Edits::set_top_via_param(std::string_view name, std::string_view value) {
  const auto via = top_via(message_);
  if (!via) return;
  std::string text = value.empty() ? "" : "=" + std::string(value);
  const char* const end = via->text.data() + via->text.size();
  Params rest = via->params;
  std::string_view its_name, its_value;
  while (rest.next(its_name, its_value)) {
    if (!base::iequals(its_name, name)) continue;
    const char* const name_end = its_name.data() + its_name.size();
    return splice(scan::between(name_end, scan::end_of_value(its_value, end)), text);
  }
  text.insert(0, std::string(";").append(name));
  splice({end, 0}, text, ++calls_);
}

void Edits::set_body(std::string_view content_type, std::string_view body) {
  set(HeaderId::content_type, content_type);
  set(HeaderId::content_length, std::to_string(body.size()));
  splice(message_.body(), body);
}

void Edits::ensure_content_length() {
  if (message_.has(HeaderId::content_length)) return;
  append(HeaderId::content_length, std::to_string(message_.body().size()));
}

std::string Edits::apply() const {
  std::string out;
  apply(out);
  return out;
}

void Edits::apply(std::string& out) const {
  const std::string_view original = message_.octets();
  out.clear();
  out.reserve(original.size() + text_.size());
  std::size_t done = 0;  // octets of the original dealt with
  for (const Splice& splice : splices_) {
    if (splice.at < done) continue;  // it stands in what is removed
    out.append(original, done, splice.at - done);
    out.append(text_, splice.text_at, splice.text_size);
    done = splice.at + splice.removed;
  }
  out.append(original, done);
}

}  // namespace sip
