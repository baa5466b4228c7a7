// A phone of the core's fuzzer: it knows the dialogs it is in, and so can say anything in them that
// the input wants said. It keeps no rule: what it sends, and when, is the input's affair.
//
// What it is to say is text: header lines up to an empty line, then a body; LF ends lines. Slots in
// it are filled in: {sdp} {hold} {black} {video} {mute} a description of its own, {theirs} the last
// it was sent, {rack} what PRACK answers, {r12} the Replaces value of dialog 2 of phone 1, {e12}
// the same, escaped, {t12} its remote target.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/raw_message.h"
#include "tests/sim/world.h"

namespace fuzz {

class Peer : public net::UdpUser, public net::StreamUser {
 public:
  struct Dialog {
    std::string call_id, local, remote;  // From and To with their tags
    std::string target, invite_uri, invite_branch;
    unsigned cseq = 0, invite_cseq = 0;
    std::string rseq{};
    std::string replaces() const;  // as the switchboard knows it
  };
  using Slot = std::function<std::string(std::string_view name)>;

  Peer(sim::World& world, std::string number, const std::string& address);

  // Octets as they are.
  void sends(std::string_view octets) { socket_->send(office_, octets); }
  void streams(std::string_view octets);
  void closes() { stream_.reset(); }
  // From a media port, to where the last description it was sent wants them: 'r' RTP, 'c' RTCP,
  // anything else: RTP from another port.
  void sends_media(char kind, std::string_view octets);

  // A request in this dialog; nullptr: one that begins with it, to this number.
  void requests(std::string_view method, Dialog* dialog, std::string_view number,
                const std::string& said);
  // To the newest request that is open but `back`.
  void responds(int status, std::size_t back, const std::string& said);

  Dialog* dialog(std::size_t back);
  std::string fill(std::string_view text, const Slot& of_others) const;

  std::string request, response;  // the last that came

 private:
  void on_datagram(std::string_view octets, const net::Endpoint&) override { take(octets); }
  void on_unreachable(const net::Endpoint&) override {}
  void on_connected() override {}
  void on_octets(std::string_view octets) override { take(octets); }
  void on_closed(net::Error) override { stream_.reset(); }
  void take(std::string_view octets);
  void take_request(const sim::RawMessage& message);
  void take_response(const sim::RawMessage& message);
  std::string slot(std::string_view name) const;
  std::string description(std::string_view direction, bool video) const;
  std::string contact() const { return "<sip:" + number_ + "@" + address_ + ">"; }

  static constexpr std::size_t kMostDialogs = 8;
  static constexpr std::size_t kMostOpen = 8;

  const net::Endpoint office_ = *net::Endpoint::parse("10.0.0.1:5060");
  const std::string number_, address_;
  sim::Host& host_;
  std::unique_ptr<net::UdpSocket> socket_, rtp_, rtcp_, other_;
  std::unique_ptr<net::StreamSocket> stream_;
  std::vector<Dialog> dialogs_;
  std::vector<sim::RawMessage> open_;
  std::string theirs_;  // the last description it was sent
  unsigned serial_ = 0;
};

}  // namespace fuzz
