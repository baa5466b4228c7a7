#include "firmware/web/civet.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include "firmware/base/ascii.h"
#include "firmware/web/percent.h"

namespace web {

namespace {

constexpr std::size_t kPiece = 128 << 10;  // octets that are made at a time

// A part of a file, in octets.
struct Span {
  std::size_t first = 0;
  std::size_t length = 0;
};

// "bytes=0-499", "bytes=500-", "bytes=-500" (RFC 9110 section 14.1.2) of so many octets. Nothing
// for what cannot be served; several ranges are answered with the whole, as they may be.
std::optional<Span> span_of(std::string_view range, std::size_t size) {
  const Span whole{0, size};
  if (!range.starts_with("bytes=") || range.find(',') != std::string_view::npos) return whole;
  range.remove_prefix(6);
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return whole;
  const auto first = base::parse_unsigned(range.substr(0, dash));
  const auto last = base::parse_unsigned(range.substr(dash + 1));
  if (dash == 0) {
    if (!last || *last == 0 || size == 0) return std::nullopt;
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(*last, size));
    return Span{size - length, length};
  }
  if (!first || (dash + 1 < range.size() && !last) || (last && *last < *first)) return whole;
  if (*first >= size) return std::nullopt;
  const auto begin = static_cast<std::size_t>(*first);
  const std::uint64_t end = std::min<std::uint64_t>(last.value_or(size - 1), size - 1);
  return Span{begin, static_cast<std::size_t>(end) - begin + 1};
}

// A file that is being sent.
class OpenFile {
 public:
  // A link is not followed.
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) {
    struct stat facts {};
    if (descriptor_ < 0) return;
    if (::fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode)) {
      size_ = static_cast<std::size_t>(facts.st_size);
      good_ = true;
    }
  }
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool good() const { return good_; }
  std::size_t size() const { return size_; }
  // No more than were there when it was opened: the Content-Length has been said.
  void send(mg_connection& connection, const Span& span) const {
    std::array<char, 32 * 1024> part{};
    if (::lseek(descriptor_, static_cast<off_t>(span.first), SEEK_SET) < 0) return;
    for (std::size_t left = span.length; left > 0;) {
      const ssize_t got = ::read(descriptor_, part.data(), std::min(left, part.size()));
      if (got <= 0) return;
      if (mg_write(&connection, part.data(), static_cast<std::size_t>(got)) <= 0) return;
      left -= static_cast<std::size_t>(got);
    }
  }

 private:
  int descriptor_;
  std::size_t size_ = 0;
  bool good_ = false;
};

// RFC 9110 section 5.6.7.
std::string date_of(base::WallTime time) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kDays[std::chrono::weekday(day).c_encoding()], unsigned(date.day()),
                kMonths[unsigned(date.month()) - 1], int(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string head_of(const Response& response, std::size_t length,
                    const std::optional<base::WallTime>& date) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                     std::string(reason_of(response.status)) + "\r\n";
  for (const Field& field : response.fields) head += field.name + ": " + field.value + "\r\n";
  if (date) head += "Date: " + date_of(*date) + "\r\n";
  if (response.status != 204 && response.status != 304) {
    head += "Content-Length: " + std::to_string(length) + "\r\n";
  }
  return head + "Connection: close\r\n\r\n";
}

// What of so many octets is sent, and the response says so. Nothing: no such part can be.
std::optional<Span> choose_part(Response& response, std::size_t size, const Wish& wish) {
  const auto span = span_of(wish.range, size);
  const std::string of_all = '/' + std::to_string(size);
  if (!span) {
    response = {416, {{"Content-Range", "bytes *" + of_all}}, {}};
    return std::nullopt;
  }
  response.set("Accept-Ranges", "bytes");
  if (span->length < size) {
    response.status = 206;
    response.set("Content-Range", "bytes " + std::to_string(span->first) + '-' +
                                      std::to_string(span->first + span->length - 1) + of_all);
  }
  return span;
}

void write_file(mg_connection& connection, Response response, const Wish& wish) {
  const OpenFile file(*response.file);
  response.file.reset();
  if (!file.good()) return write(connection, {404, {}, {}}, wish);
  const auto span = choose_part(response, file.size(), wish);
  if (!span) return write(connection, response, wish);
  const std::string head = head_of(response, span->length, wish.date);
  mg_write(&connection, head.data(), head.size());
  if (wish.with_body) file.send(connection, *span);
}

void write_made(mg_connection& connection, const Response& response, const Wish& wish) {
  const Response::Made& made = *response.made;
  Response part{response.status, response.fields, {}};
  const auto span = choose_part(part, made.size, wish);
  if (!span) return write(connection, part, wish);
  const std::string head = head_of(part, span->length, wish.date);
  mg_write(&connection, head.data(), head.size());
  std::size_t done = 0;
  while (wish.with_body && done < span->length) {
    const std::string piece = made.piece(span->first + done, std::min(span->length - done, kPiece));
    if (piece.empty() || mg_write(&connection, piece.data(), piece.size()) <= 0) return;
    done += piece.size();
  }
}

}  // namespace

std::variant<Request, Refusal> head_of(const mg_connection& connection, const Visitor& visitor) {
  const mg_request_info* said = mg_get_request_info(&connection);
  auto path = percent_decoded(said->request_uri ? said->request_uri : "");
  if (!path || !path->starts_with('/') || path->find('\0') != std::string::npos) {
    return Refusal{400, "Unsound path"};
  }
  Request request;
  request.method = said->request_method;
  request.path = std::move(*path);
  request.query = query_of(said->query_string ? said->query_string : "");
  for (int i = 0; i < said->num_headers; ++i) {
    request.fields.push_back({said->http_headers[i].name, said->http_headers[i].value});
  }
  request.client = visitor.client;
  request.secure = visitor.secure;
  return request;
}

void hand_body(mg_connection& connection, Request& request) {
  const long long length = mg_get_request_info(&connection)->content_length;
  request.coming = length > 0 ? static_cast<std::uint64_t>(length) : 0;
  request.read = [&connection](char* into, std::size_t most) {
    const int got = mg_read(&connection, into, most);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  };
}

bool read_body(mg_connection& connection, std::size_t longest, std::string& body) {
  const long long length = mg_get_request_info(&connection)->content_length;
  if (length <= 0) return true;  // the door lets no body through whose length is not said
  if (static_cast<unsigned long long>(length) > longest) return false;
  body.resize(static_cast<std::size_t>(length));
  std::size_t read = 0;
  while (read < body.size()) {
    const int got = mg_read(&connection, body.data() + read, body.size() - read);
    if (got <= 0) return false;
    read += static_cast<std::size_t>(got);
  }
  return true;
}

void write(mg_connection& connection, const Response& response, const Wish& wish) {
  if (response.file) return write_file(connection, response, wish);
  if (response.made) return write_made(connection, response, wish);
  const std::string head = head_of(response, response.body.size(), wish.date);
  const std::string octets = wish.with_body ? head + response.body : head;
  mg_write(&connection, octets.data(), octets.size());
}

}  // namespace web
