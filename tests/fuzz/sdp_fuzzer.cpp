// A session description: what is read is printed and read again the same; views, answers and
// relayed copies of it hold together.
#include <vector>

#include "firmware/sdp/answer.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/offer.h"
#include "firmware/sdp/parse.h"
#include "firmware/sdp/relayed.h"
#include "firmware/sdp/version.h"
#include "tests/fuzz/fuzz.h"

namespace {

const net::Endpoint kOurs{net::IpAddress::v4(0xcb007101), 6000};

// Not at the limits, where what is put in or made longer may be too much.
bool is_small(const sdp::SessionDescription& description) {
  std::size_t lines = 3 + description.lines.size();
  for (const sdp::Media& media : description.media) lines += 2 + media.lines.size();
  return lines < sdp::kMaxLines && print(description).size() <= sdp::kMaxOctets;
}

void read_again(const sdp::SessionDescription& description) {
  if (!is_small(description)) return;
  const auto again = sdp::parse(print(description));
  ASSERT(again && *again == description);
  ASSERT(compare(description, *again) == sdp::Change::unchanged);
}

void view(const sdp::SessionDescription& description) {
  for (const sdp::Media& media : description.media) {
    const sdp::MediaView view(description, media);
    ASSERT(view.codecs().size() <= media.formats.size());
    for (const sdp::Codec& codec : view.codecs()) {
      ASSERT(codec.payload_type && codec.clock_rate > 0 && codec.channels > 0);
    }
    ASSERT(media.port == 0 || view.connection());
    ASSERT(!view.rtcp() || view.rtp());
    (void)view.direction(), (void)view.is_held(), (void)view.ptime(), (void)view.bandwidth("AS");
  }
}

// What we answer fits, unless the offer's address is none we can send to.
void answer(const sdp::SessionDescription& offer) {
  std::vector<sdp::LocalStream> streams(offer.media.size());
  for (std::size_t i = 0; i < streams.size(); ++i) {
    streams[i].kind = offer.media[i].kind;
    streams[i].protocol = offer.media[i].protocol;
    streams[i].address = kOurs;
    streams[i].codecs = {{"PCMA", 8000, 1, "", {}},
                         {"opus", 48000, 2, "", {}},
                         {"telephone-event", 8000, 1, "0-16", {}}};
    streams[i].formats = {"t38"};
  }
  const auto answer = make_answer(offer, sdp::make_origin(1, kOurs.address), streams);
  ASSERT(answer.media.size() == offer.media.size());
  read_again(answer);
  const auto agreed = negotiate(offer, answer, sdp::Side::answerer);
  ASSERT(agreed || agreed.error().misfit == sdp::Misfit::domain_name ||
         agreed.error().misfit == sdp::Misfit::multicast);
  read_again(make_offer(answer.origin, streams, &answer));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  const auto description = sdp::parse(octets.view());
  if (!description) {
    ASSERT(!to_string(description.error()).empty());
    return 0;
  }
  read_again(*description);
  view(*description);
  answer(*description);
  const std::vector<net::Endpoint> relays(description->media.size(), kOurs);
  read_again(relayed(*description, description->origin, relays));
  return 0;
}
