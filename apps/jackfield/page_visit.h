// PageVisit: one GET over HTTPS, as a browser would, of a page whose certificate is known. For the
// self-test. Passive but for its socket; one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "apps/jackfield/message.h"
#include "firmware/crypto/tls.h"
#include "firmware/net/network.h"

namespace jackfield {

class PageVisit final : private net::StreamUser {
 public:
  // `done` is told once, never from inside the constructor: an empty text means 200 and a whole
  // body. The visit may be destroyed from inside.
  using Done = std::function<void(const Message& fault)>;

  PageVisit(net::Network& network, crypto::TlsContext& expects, const net::Endpoint& page,
            std::string path, Done done);
  ~PageVisit() override;

 private:
  static constexpr std::size_t kLongest = 1 << 20;

  void on_connected() override;
  void on_octets(std::string_view octets) override;
  void on_closed(net::Error reason) override;
  void exchange(std::string_view octets);
  bool is_whole() const;
  void finish();

  const std::string request_;
  const Done done_;
  crypto::TlsSession tls_;
  bool asked_ = false;
  bool over_ = false;
  std::string answer_;
  std::unique_ptr<net::StreamSocket> socket_;
};

}  // namespace jackfield
