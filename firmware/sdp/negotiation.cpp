#include "firmware/sdp/negotiation.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/sdp/media_lines.h"

namespace sdp {
namespace {

constexpr std::chrono::milliseconds kDefaultPtime{20};    // RFC 3551 section 4.2
constexpr std::chrono::milliseconds kGreatestPtime{200};  // what a receiver must cope with, there

// One m= line of both descriptions, sorted by whose they are.
class StreamNegotiation {
 public:
  StreamNegotiation(MediaView local, MediaView remote, Side ours)
      : local_(local), remote_(remote), ours_(ours) {}

  // Nothing: `stream` is what was agreed upon.
  std::optional<Misfit> run(NegotiatedStream& stream) const {
    const Media& offered = (ours_ == Side::offerer ? local_ : remote_).media();
    const Media& answered = (ours_ == Side::offerer ? remote_ : local_).media();
    if (!base::iequals(offered.kind, answered.kind)) return Misfit::kind;
    if (answered.port == 0) return std::nullopt;
    if (!is_same_protocol(offered.protocol, answered.protocol)) return Misfit::protocol;
    if (offered.port == 0) return Misfit::revived;
    if (const auto misfit = where(stream)) return misfit;
    stream.direction = direction();
    stream.is_accepted = true;
    return offered.is_rtp() ? codecs(stream) : formats(stream);
  }

 private:
  std::optional<Misfit> where(NegotiatedStream& stream) const {
    const auto connection = remote_.connection();
    const auto rtp = remote_.rtp();
    if (!connection || !rtp) return Misfit::domain_name;
    if (connection->is_multicast()) return Misfit::multicast;
    stream.remote = *rtp;
    stream.rtcp_mux = local_.has_rtcp_mux() && remote_.has_rtcp_mux();
    stream.remote_rtcp = stream.rtcp_mux ? rtp : remote_.rtcp();
    return std::nullopt;
  }

  Direction direction() const {
    const Direction agreed = local_.direction() & reversed(remote_.direction());
    return remote_.is_held() ? agreed & Direction::recvonly : agreed;
  }

  // What the peer lists, in the order of the answer, beside what we list.
  std::optional<Misfit> codecs(NegotiatedStream& stream) const {
    const std::vector<Codec> local = local_.codecs();
    const std::vector<Codec> remote = remote_.codecs();
    const bool local_leads = ours_ == Side::answerer;
    for (const Codec& leading : local_leads ? local : remote) {
      const auto& others = local_leads ? remote : local;
      const auto other = std::find_if(others.begin(), others.end(),
                                      [&](const Codec& codec) { return matches(codec, leading); });
      if (other == others.end()) continue;
      stream.receive.push_back(local_leads ? leading : *other);
      const Codec& sent = local_leads ? *other : leading;
      if (!sent.is_auxiliary()) stream.send.push_back(sent);
    }
    if (stream.send.empty()) return Misfit::no_format;
    sort_events(stream, remote);
    stream.ptime = ptime();
    return std::nullopt;
  }

  // The peer's telephone-events that we list too: of the best codec's clock rate, else the first,
  // and the others.
  static void sort_events(NegotiatedStream& stream, const std::vector<Codec>& remote) {
    const auto& common = stream.receive;
    std::vector<Codec>& events = stream.other_events;
    for (const Codec& candidate : remote) {
      const bool is_common = candidate.is_telephone_event() &&
                             std::any_of(common.begin(), common.end(), [&](const Codec& other) {
                               return matches(other, candidate);
                             });
      if (is_common) events.push_back(candidate);
    }
    if (events.empty()) return;
    auto best = std::find_if(events.begin(), events.end(), [&](const Codec& one) {
      return one.clock_rate == stream.send.front().clock_rate;
    });
    if (best == events.end()) best = events.begin();
    stream.send_events = *best;
    events.erase(best);
  }

  std::chrono::milliseconds ptime() const {
    const auto liked = remote_.ptime().value_or(kDefaultPtime);
    return std::min({liked, remote_.maxptime().value_or(kGreatestPtime), kGreatestPtime});
  }

  std::optional<Misfit> formats(NegotiatedStream& stream) const {
    for (const std::string& format : remote_.media().formats) {
      const auto& ours = local_.media().formats;
      const bool is_common = std::any_of(ours.begin(), ours.end(), [&](const std::string& our) {
        return base::iequals(our, format);
      });
      if (is_common) stream.formats.push_back(format);
    }
    if (stream.formats.empty()) return Misfit::no_format;
    return std::nullopt;
  }

  MediaView local_;
  MediaView remote_;
  Side ours_;
};

}  // namespace

base::Result<std::vector<NegotiatedStream>, NegotiationError> negotiate(
    const SessionDescription& offer, const SessionDescription& answer, Side ours) {
  const std::size_t count = offer.media.size();
  if (answer.media.size() != count) {
    return NegotiationError{Misfit::stream_count, std::min(count, answer.media.size())};
  }
  std::vector<NegotiatedStream> streams(count);
  for (std::size_t i = 0; i < count; ++i) {
    const MediaView offered(offer, offer.media[i]);
    const MediaView answered(answer, answer.media[i]);
    const StreamNegotiation negotiation(ours == Side::offerer ? offered : answered,
                                        ours == Side::offerer ? answered : offered, ours);
    if (const auto misfit = negotiation.run(streams[i])) return NegotiationError{*misfit, i};
  }
  return streams;
}

base::Result<void, NegotiationError> check_succession(const SessionDescription& previous,
                                                      const SessionDescription& offer) {
  if (offer.media.size() < previous.media.size()) {
    return NegotiationError{Misfit::fewer_streams, offer.media.size()};
  }
  return {};
}

std::string_view to_string(Misfit misfit) {
  switch (misfit) {
    case Misfit::stream_count:
      return "the answer has another number of m= lines than the offer";
    case Misfit::kind:
      return "answered with another kind of media";
    case Misfit::protocol:
      return "answered with another protocol";
    case Misfit::no_format:
      return "nothing accepted was offered";
    case Misfit::revived:
      return "offered with port 0, yet accepted";
    case Misfit::domain_name:
      return "c= has a domain name";
    case Misfit::multicast:
      return "c= is a multicast group";
    case Misfit::fewer_streams:
      return "m= lines of this session are missing";
  }
  return "";
}

std::string to_string(const NegotiationError& error) {
  return "m= line " + std::to_string(error.stream + 1) + ": " +
         std::string(to_string(error.misfit));
}

}  // namespace sdp
