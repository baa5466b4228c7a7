// What a bridge does to the descriptions of its two parties, and the keys in an INFO: nobody's
// address reaches the other side, what is passed on can be read, and fits what it answers.
//
// The input: a description, RS (0x1e), another one, RS, the Content-Type of an INFO up to LF, and
// its body.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firmware/b2bua/info_digit.h"
#include "firmware/b2bua/passing.h"
#include "firmware/sdp/answer.h"
#include "firmware/sdp/media_view.h"
#include "firmware/sdp/offer.h"
#include "firmware/sdp/parse.h"
#include "firmware/sip/dialog/dialog_table.h"
#include "tests/fuzz/fuzz.h"

namespace {

using sdp::SessionDescription;

const net::Endpoint kOurs{net::IpAddress::v4(0xcb007101), 6000};
const std::string kOurAddress = sdp::to_network_address(kOurs.address);
const sdp::Origin kOrigin = sdp::make_origin(1, kOurs.address);

// Not at the limits, where what is put in or made longer may be too much.
bool is_small(const SessionDescription& description) {
  std::size_t lines = 3 + description.lines.size();
  for (const sdp::Media& media : description.media) {
    lines += 2 + media.lines.size();
    if (media.lines.size() >= sdp::kMaxAttributes) return false;
  }
  return lines < sdp::kMaxLines && print(description).size() <= sdp::kMaxOctets;
}

std::vector<net::Endpoint> relays_for(const SessionDescription& description) {
  return std::vector<net::Endpoint>(description.media.size(), kOurs);
}

bool has_repeated_format(const sdp::Media& media) {
  return std::set<std::string>(media.formats.begin(), media.formats.end()).size() !=
         media.formats.size();
}

bool is_plain_audio(const sdp::Media& media) {
  return media.kind == "audio" && media.port != 0 && media.protocol.starts_with("RTP/AVP");
}

void expect_ours(const sdp::Lines& lines) {
  for (const sdp::Line& line : lines) {
    ASSERT(line.type != 'c' || line.value == kOurAddress);
    const sdp::Attribute attribute = attribute_of(line);
    ASSERT(attribute.name != "candidate" && attribute.name != "ice-ufrag");
    ASSERT(attribute.name != "source-filter");
    const std::size_t network = attribute.value.find(" IN IP");
    if (attribute.name != "rtcp" || network == std::string_view::npos) continue;
    ASSERT(attribute.value.substr(network + 1) == kOurAddress);
  }
}

// What is passed on of `peer`, for the other side to read.
void expect_passed(const SessionDescription& passed, const SessionDescription& peer) {
  ASSERT(passed.origin == kOrigin);
  if (passed.media.empty()) return;  // nowhere to send anything
  expect_ours(passed.lines);
  for (std::size_t i = 0; i < passed.media.size(); ++i) {
    const sdp::Media& media = passed.media[i];
    expect_ours(media.lines);
    ASSERT(media.port == (peer.media[i].port == 0 ? 0 : kOurs.port));
    ASSERT(!has_repeated_format(media) || has_repeated_format(peer.media[i]));
    const sdp::MediaView view(passed, media);
    ASSERT(media.port == 0 || (view.rtp() && *view.rtp() == kOurs));
  }
  if (!is_small(passed)) return;
  const auto again = sdp::parse(print(passed));
  ASSERT(again && *again == passed);
  ASSERT(print(*again) == print(passed));
}

// What a phone agrees upon when it takes all it knows of an offer.
struct Agreed {
  explicit Agreed(const SessionDescription& offer) {
    std::vector<sdp::LocalStream> streams(offer.media.size());
    for (std::size_t i = 0; i < streams.size(); ++i) {
      streams[i].kind = offer.media[i].kind;
      streams[i].protocol = offer.media[i].protocol;
      streams[i].address = kOurs;
      streams[i].codecs = {{"PCMA", 8000, 1, "", {}}, {"telephone-event", 8000, 1, "0-16", {}}};
      streams[i].formats = {"t38"};
      described.push_back(offer.media[i]);
    }
    answer = make_answer(offer, kOrigin, streams);
    auto negotiated = negotiate(offer, answer, sdp::Side::answerer);
    if (negotiated) agreed = std::move(*negotiated);
    described.resize(agreed.size());
  }
  b2bua::Side side() const { return {agreed, described}; }

  SessionDescription answer;
  std::vector<sdp::NegotiatedStream> agreed;
  std::vector<sdp::Media> described;
};

void expect_pairs(const Agreed& a, const Agreed& b) {
  std::set<std::size_t> of_a, of_b;
  for (const b2bua::Pair& pair : b2bua::pair_streams(a.side(), b.side())) {
    ASSERT(pair.a < a.agreed.size() && pair.b < b.agreed.size());
    ASSERT(a.agreed[pair.a].is_accepted && b.agreed[pair.b].is_accepted);
    ASSERT(a.described[pair.a].kind == b.described[pair.b].kind);
    ASSERT(of_a.insert(pair.a).second && of_b.insert(pair.b).second);
    for (const auto* const changes : {&pair.a_to_b, &pair.b_to_a}) {
      for (const media::PayloadTypeChange& change : *changes) {
        ASSERT(change.from != change.to && change.from < 128 && change.to < 128);
      }
    }
  }
}

// What the called side answers to what was passed on fits the caller's offer, unless that has an
// address we cannot send to.
void expect_fit(const SessionDescription& offer, const SessionDescription& answer) {
  const auto back = b2bua::passed_answer(offer, answer, kOrigin, relays_for(offer));
  if (!back) return;
  ASSERT(back->media.size() == offer.media.size());
  expect_passed(*back, answer);
  if (answer.media.size() != offer.media.size()) return;
  for (std::size_t i = 0; i < offer.media.size(); ++i) {
    const sdp::Media& one = offer.media[i];
    if (one.port == 0 || !is_plain_audio(one) || !is_plain_audio(back->media[i])) continue;
    for (const sdp::Codec& codec : sdp::MediaView(*back, back->media[i]).codecs()) {
      ASSERT(std::ranges::any_of(sdp::MediaView(offer, one).codecs(),
                                 [&](const sdp::Codec& known) { return matches(known, codec); }));
    }
  }
}

void pass(const SessionDescription& offer, const SessionDescription& other) {
  ASSERT(b2bua::is_only_hold(offer, offer));
  ASSERT(b2bua::is_only_hold(offer, other) == b2bua::is_only_hold(other, offer));
  const SessionDescription passed = b2bua::passed_offer(offer, kOrigin, relays_for(offer));
  expect_passed(passed, offer);
  expect_fit(offer, other);
  const Agreed callee(passed);
  const auto back = b2bua::passed_answer(offer, callee.answer, kOrigin, relays_for(offer));
  if (back) {
    expect_passed(*back, callee.answer);
    const auto agreed = negotiate(offer, *back, sdp::Side::answerer);
    ASSERT(agreed || agreed.error().misfit == sdp::Misfit::domain_name ||
           agreed.error().misfit == sdp::Misfit::multicast);
  }
  expect_pairs(Agreed(offer), Agreed(other));
  expect_pairs(Agreed(offer), callee);
}

void press(std::string_view type, std::string_view body) {
  if (type.find_first_of("\r\n") != std::string_view::npos) return;
  const std::string text = "INFO sip:a@b SIP/2.0\r\nContent-Type: " + std::string(type) +
                           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                           std::string(body);
  sip::Message info;
  if (!sip::parse(text, info)) return;
  const auto digit = b2bua::digit_of(info);
  if (!digit) return;
  ASSERT(std::string_view("0123456789*#ABCD").find(*digit) != std::string_view::npos);
  ASSERT(b2bua::print_digit(*digit).starts_with(std::string("Signal=") + *digit + "\r\n"));
}

std::string_view take_until(std::string_view& rest, char end) {
  const std::string_view part = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  std::string_view rest = octets.view();
  const auto one = sdp::parse(take_until(rest, '\x1e'));
  const auto other = sdp::parse(take_until(rest, '\x1e'));
  const std::string_view type = take_until(rest, '\n');
  press(type, rest);
  const auto replaces = sip::Replaces::parse(type);
  ASSERT(!replaces || fuzz::is_within(replaces->call_id, type));
  if (!one || !other) return 0;
  pass(*one, *other);
  pass(*other, *one);
  return 0;
}
