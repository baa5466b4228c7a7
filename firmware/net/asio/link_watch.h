// The kernel's links, and its word (rtnetlink) whenever one changes. Private to this folder; the
// loop's thread.
#pragma once

#include "firmware/net/asio/watch.h"
#include "firmware/net/multicast.h"

namespace net {

class AsioLinkWatch final : public LinkWatch, private Watch::Owner {
 public:
  static Result<std::unique_ptr<LinkWatch>> open(Reactor& reactor, Changed changed);
  AsioLinkWatch(Reactor& reactor, Descriptor netlink, Changed changed);

  std::vector<Link> links() const override;

 private:
  void on_readable() override;
  void on_writable() override {}

  const Changed changed_;
  Watch watch_;
};

}  // namespace net
