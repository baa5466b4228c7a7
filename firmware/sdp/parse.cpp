#include "firmware/sdp/parse.h"

#include <algorithm>
#include <optional>

#include "firmware/base/ascii.h"

namespace sdp {
namespace {

// "49170" or "49170/2".
bool take_port(std::string_view text, Media& media) {
  const auto slash = text.find('/');
  const auto port = base::parse_unsigned(text.substr(0, slash), 65'535);
  if (!port) return false;
  media.port = static_cast<std::uint16_t>(*port);
  if (slash == std::string_view::npos) return true;
  const auto count = base::parse_unsigned(text.substr(slash + 1), 65'535);
  if (!count || *count == 0) return false;
  media.port_count = static_cast<std::uint16_t>(*count);
  return true;
}

}  // namespace

// Reads line by line; the first fault ends it.
class DescriptionParser {
 public:
  explicit DescriptionParser(std::string_view octets) : rest_(octets) {}

  base::Result<SessionDescription, ParseError> parse() {
    if (rest_.size() > kMaxOctets) return ParseError{Fault::too_long, 0};
    drop_empty_end();
    while (!fault_ && !rest_.empty()) next_line();
    if (!fault_) check_whole();
    if (fault_) return ParseError{*fault_, number_};
    return std::move(description_);
  }

 private:
  void fail(Fault fault) { fault_ = fault; }

  void drop_empty_end() {
    while (!rest_.empty() && (rest_.back() == '\n' || rest_.back() == '\r')) {
      // A CR goes only as part of a line end.
      if (rest_.back() == '\r' && !at_line_end_) return;
      at_line_end_ = rest_.back() == '\n';
      rest_.remove_suffix(1);
    }
  }

  void next_line() {
    const auto end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (++number_ > kMaxLines) return fail(Fault::too_many_lines);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    if (line.find('\r') != std::string_view::npos || line.find('\0') != std::string_view::npos) {
      return fail(Fault::bad_octet);
    }
    if (number_ == 1) return version(line);
    if (line.size() < 2 || !base::is_alpha(line[0]) || line[1] != '=') return fail(Fault::bad_line);
    take(line[0], line.substr(2));
  }

  void version(std::string_view line) {
    if (!line.starts_with("v=") || base::trim(line.substr(2)) != "0") fail(Fault::bad_version);
  }

  void take(char type, std::string_view value) {
    const bool in_media = !description_.media.empty();
    switch (type) {
      case 'v':
        return fail(in_media ? Fault::misplaced : Fault::repeated);
      case 'o':
        return in_media ? fail(Fault::misplaced) : origin(value);
      case 's':
        return name(value);
      case 'm':
        return media(value);
      case 'c':
        return connection(value);
      case 'a':
        if (++attributes_ > kMaxAttributes) return fail(Fault::too_many_attributes);
        break;
      default:
        break;
    }
    keep(type, value);
  }

  Lines& level() {
    return description_.media.empty() ? description_.lines : description_.media.back().lines;
  }
  void keep(char type, std::string_view value) { level().push_back({type, std::string(value)}); }

  void origin(std::string_view value) {
    if (has_origin_) return fail(Fault::repeated);
    auto origin = Origin::parse(value);
    if (!origin) return fail(Fault::bad_origin);
    description_.origin = std::move(*origin);
    has_origin_ = true;
  }

  void name(std::string_view value) {
    if (has_name_) return fail(Fault::repeated);
    description_.name = value;
    has_name_ = true;
  }

  void connection(std::string_view value) {
    if (find(level(), 'c') != nullptr) return fail(Fault::repeated);
    if (!Connection::parse(value)) return fail(Fault::bad_connection);
    keep('c', value);
  }

  void media(std::string_view value) {
    if (description_.media.size() == kMaxMedia) return fail(Fault::too_many_media);
    Media media;
    media.kind = take_word(value);
    const bool port_is_good = take_port(take_word(value), media);
    media.protocol = take_word(value);
    while (!(value = base::trim(value)).empty()) {
      if (media.formats.size() == kMaxFormats) return fail(Fault::too_many_formats);
      media.formats.emplace_back(take_word(value));
    }
    if (!port_is_good || media.protocol.empty() || (media.formats.empty() && media.port != 0)) {
      return fail(Fault::bad_media);
    }
    description_.media.push_back(std::move(media));
    media_numbers_.push_back(number_);
    attributes_ = 0;
  }

  void check_whole() {
    if (!has_origin_) return fail_at(number_ == 0 ? Fault::bad_version : Fault::no_origin, 0);
    const bool has_default = find(description_.lines, 'c') != nullptr;
    for (std::size_t i = 0; i < description_.media.size(); ++i) {
      const Media& media = description_.media[i];
      if (has_default || media.port == 0 || find(media.lines, 'c') != nullptr) continue;
      return fail_at(Fault::no_connection, media_numbers_[i]);
    }
    put_in_times();
  }

  void fail_at(Fault fault, std::uint32_t line) {
    fault_ = fault;
    number_ = line;
  }

  // t= stands behind i u e p c b and before z k a (section 5); RFC 3264 section 5 has "0 0" in it.
  void put_in_times() {
    Lines& lines = description_.lines;
    if (find(lines, 't') != nullptr) return;
    const auto place = std::find_if_not(lines.begin(), lines.end(), [](const Line& line) {
      return std::string_view("iuepcb").find(line.type) != std::string_view::npos;
    });
    lines.insert(place, {'t', "0 0"});
  }

  std::string_view rest_;
  bool at_line_end_ = false;
  std::uint32_t number_ = 0;  // of the line being read
  std::optional<Fault> fault_;
  SessionDescription description_;
  std::vector<std::uint32_t> media_numbers_;  // of the m= lines
  std::size_t attributes_ = 0;                // of this level
  bool has_origin_ = false;
  bool has_name_ = false;
};

base::Result<SessionDescription, ParseError> parse(std::string_view octets) {
  return DescriptionParser(octets).parse();
}

std::string_view to_string(Fault fault) {
  switch (fault) {
    case Fault::too_long:
      return "too long";
    case Fault::too_many_lines:
      return "too many lines";
    case Fault::too_many_media:
      return "too many m= lines";
    case Fault::too_many_formats:
      return "too many formats";
    case Fault::too_many_attributes:
      return "too many attributes";
    case Fault::bad_octet:
      return "NUL or stray CR";
    case Fault::bad_line:
      return "not a line of a session description";
    case Fault::bad_version:
      return "v=0 expected";
    case Fault::bad_origin:
      return "malformed o= line";
    case Fault::bad_connection:
      return "malformed c= line";
    case Fault::bad_media:
      return "malformed m= line";
    case Fault::repeated:
      return "this line may stand once only";
    case Fault::misplaced:
      return "this line may not follow an m= line";
    case Fault::no_origin:
      return "no o= line";
    case Fault::no_connection:
      return "no c= line for this m= line";
  }
  return "";
}

std::string to_string(const ParseError& error) {
  const std::string words(to_string(error.fault));
  return error.line == 0 ? words : "line " + std::to_string(error.line) + ": " + words;
}

}  // namespace sdp
