#include "firmware/mdns/message.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "firmware/base/assert.h"

namespace mdns {

namespace {

constexpr std::size_t kHeader = 12;
constexpr unsigned kResponseFlag = 0x8000;
constexpr unsigned kOpcode = 0x7800;
constexpr unsigned kTruncated = 0x0200;
constexpr unsigned kResponseCode = 0x000f;
constexpr unsigned kTopBit = 0x8000;

constexpr std::uint16_t kNs = 2, kCname = 5, kSoa = 6, kMx = 15, kRp = 17, kAfsdb = 18, kRt = 21,
                        kPx = 26, kKx = 36, kDname = 39;

class Reader {
 public:
  explicit Reader(std::string_view octets) : octets_(octets) {}

  std::optional<std::uint16_t> number() {
    if (at_ + 2 > octets_.size()) return std::nullopt;
    const auto high = static_cast<unsigned char>(octets_[at_]);
    const auto low = static_cast<unsigned char>(octets_[at_ + 1]);
    at_ += 2;
    return static_cast<std::uint16_t>(high << 8 | low);
  }
  std::optional<Name> name() { return Name::read(octets_, at_); }
  std::optional<std::string_view> part(std::size_t size) {
    if (size > octets_.size() - at_) return std::nullopt;
    const std::string_view part = octets_.substr(at_, size);
    at_ += size;
    return part;
  }
  std::size_t at() const { return at_; }
  void return_to(std::size_t place) { at_ = place; }  // where it was already

 private:
  const std::string_view octets_;
  std::size_t at_ = 0;
};

// Where names stand in the RDATA of a type: behind so many octets, so many in a row.
struct Names {
  std::size_t before = 0;
  std::size_t count = 0;
};

// All in which section 18.14 has names compressed.
Names names_in(std::uint16_t type) {
  switch (type) {
    case type::ptr:
    case type::nsec:
    case kNs:
    case kCname:
    case kDname:
      return {0, 1};
    case kSoa:
    case kRp:
      return {0, 2};
    case kMx:
    case kAfsdb:
    case kRt:
    case kKx:
      return {2, 1};
    case kPx:
      return {2, 2};
    case type::srv:
      return {6, 1};
    default:
      return {};
  }
}

std::optional<std::string> read_names(Reader& reader, const Names& names, std::size_t end) {
  const auto head = reader.part(names.before);
  if (!head) return std::nullopt;
  std::string content(*head);
  for (std::size_t i = 0; i < names.count; ++i) {
    const auto name = reader.name();
    if (!name || reader.at() > end) return std::nullopt;
    content += pointer_to(*name);
  }
  const auto tail = reader.part(end - reader.at());
  if (!tail) return std::nullopt;
  return content += *tail;
}

// An NSEC that nobody can read is no reason to pass over the rest (section 6.1): it says nothing.
std::optional<std::string> read_content(Reader& reader, std::uint16_t type) {
  const auto length = reader.number();
  if (!length) return std::nullopt;
  const std::size_t begin = reader.at();
  const auto plain = reader.part(*length);
  const Names names = names_in(type);
  if (!plain) return std::nullopt;
  if (names.count == 0) return std::string(*plain);
  const std::size_t end = reader.at();
  reader.return_to(begin);
  auto content = read_names(reader, names, end);
  if (content || type != type::nsec) return content;
  reader.return_to(end);
  return std::string();
}

std::optional<Question> read_question(Reader& reader) {
  auto name = reader.name();
  const auto type = name ? reader.number() : std::nullopt;
  const auto class_code = type ? reader.number() : std::nullopt;
  if (!class_code) return std::nullopt;
  return Question{std::move(*name), *type, static_cast<std::uint16_t>(*class_code & ~kTopBit),
                  (*class_code & kTopBit) != 0};
}

std::optional<Record> read_record(Reader& reader) {
  auto name = reader.name();
  const auto type = name ? reader.number() : std::nullopt;
  const auto class_code = type ? reader.number() : std::nullopt;
  const auto ttl_high = class_code ? reader.number() : std::nullopt;
  const auto ttl_low = ttl_high ? reader.number() : std::nullopt;
  auto content = ttl_low ? read_content(reader, *type) : std::nullopt;
  if (!content) return std::nullopt;
  return Record{std::move(*name),
                *type,
                static_cast<std::uint16_t>(*class_code & ~kTopBit),
                (*class_code & kTopBit) != 0,
                std::uint32_t{*ttl_high} << 16 | *ttl_low,
                std::move(*content)};
}

template <class T>
bool read_section(Reader& reader, std::size_t count, std::optional<T> (*read)(Reader&),
                  std::vector<T>& section) {
  for (std::size_t i = 0; i < count; ++i) {
    auto one = read(reader);
    if (!one) return false;
    section.push_back(std::move(*one));
  }
  return true;
}

}  // namespace

bool is_of_same_set(const Record& a, const Record& b) {
  return a.type == b.type && a.class_code == b.class_code && a.name == b.name;
}

bool is_same(const Record& a, const Record& b) {
  return a.content == b.content && is_of_same_set(a, b);
}

base::Result<Message, Error> parse(std::string_view octets) {
  if (octets.size() > kMaxMessage) return Error::too_large;
  if (octets.size() < kHeader) return Error::malformed;
  Reader reader(octets);
  std::array<std::uint16_t, kHeader / 2> head{};
  for (std::uint16_t& number : head) number = *reader.number();
  const unsigned flags = head[1];
  if ((flags & (kOpcode | kResponseCode)) != 0) return Error::unsupported;
  if (head[2] > kMaxQuestions || std::size_t{head[3]} + head[4] + head[5] > kMaxRecords) {
    return Error::too_large;
  }
  Message message;
  message.id = head[0];
  message.is_response = (flags & kResponseFlag) != 0;
  message.is_truncated = (flags & kTruncated) != 0;
  const bool whole = read_section(reader, head[2], read_question, message.questions) &&
                     read_section(reader, head[3], read_record, message.answers) &&
                     read_section(reader, head[4], read_record, message.authorities) &&
                     read_section(reader, head[5], read_record, message.additionals);
  if (!whole) return Error::malformed;
  return message;
}

std::string pointer_to(const Name& name) {
  return name.labels() + '\0';
}

std::string service_at(std::uint16_t port, const Name& host) {
  std::string content(4, '\0');  // priority and weight
  content += static_cast<char>(port >> 8);
  content += static_cast<char>(port & 0xff);
  return content + pointer_to(host);
}

std::string existing_types(const Name& name, std::vector<std::uint16_t> types) {
  const std::uint16_t highest = *std::max_element(types.begin(), types.end());
  ASSERT(highest < 256);
  std::string bits(highest / 8 + 1u, '\0');
  for (const std::uint16_t type : types) {
    char& octet = bits[type / 8u];
    octet = static_cast<char>(static_cast<unsigned char>(octet) | 0x80u >> type % 8u);
  }
  std::string content = pointer_to(name);
  content += '\0';  // the window of the types below 256
  content += static_cast<char>(bits.size());
  return content + bits;
}

}  // namespace mdns
