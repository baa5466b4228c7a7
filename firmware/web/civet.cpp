#include "firmware/web/civet.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

#include "firmware/web/percent.h"

namespace web {

namespace {

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
  void send(mg_connection& connection) const {
    std::array<char, 32 * 1024> part{};
    for (std::size_t left = size_; left > 0;) {
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

std::string head_of(const Response& response, std::size_t length) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                     std::string(reason_of(response.status)) + "\r\n";
  for (const Field& field : response.fields) head += field.name + ": " + field.value + "\r\n";
  if (response.status != 204 && response.status != 304) {
    head += "Content-Length: " + std::to_string(length) + "\r\n";
  }
  return head + "Connection: close\r\n\r\n";
}

}  // namespace

std::variant<Request, int> head_of(const mg_connection& connection, const Visitor& visitor) {
  const mg_request_info* said = mg_get_request_info(&connection);
  auto path = percent_decoded(said->request_uri ? said->request_uri : "");
  if (!path || !path->starts_with('/') || path->find('\0') != std::string::npos) return 400;
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

void write(mg_connection& connection, const Response& response, bool with_body) {
  if (!response.file) {
    const std::string head = head_of(response, response.body.size());
    const std::string octets = with_body ? head + response.body : head;
    mg_write(&connection, octets.data(), octets.size());
    return;
  }
  const OpenFile file(*response.file);
  if (!file.good()) return write(connection, {404, {}, {}}, with_body);
  const std::string head = head_of(response, file.size());
  mg_write(&connection, head.data(), head.size());
  if (with_body) file.send(connection);
}

}  // namespace web
