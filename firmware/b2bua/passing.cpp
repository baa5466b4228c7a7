#include "firmware/b2bua/passing.h"

#include <algorithm>

#include "firmware/media/codec/codecs.h"
#include "firmware/sdp/adaptation.h"
#include "firmware/sdp/media_view.h"
#include "firmware/sdp/relayed.h"

namespace b2bua {

namespace {

// What every phone has, and what sounds best: enough to meet anybody.
std::vector<sdp::Codec> meeting_codecs() {
  return {{"opus", 48000, 2, "", 107},
          {"G722", 8000, 1, "", 9},
          {"PCMA", 8000, 1, "", 8},
          {"PCMU", 8000, 1, "", 0},
          {"telephone-event", 8000, 1, "0-16", 101}};
}

bool is_plain(const sdp::Media& media) {
  return media.protocol.starts_with("RTP/AVP");
}

bool is_plain_audio(const sdp::Media& media) {
  return media.kind == "audio" && media.port != 0 && is_plain(media);
}

// May the one answer the other?
bool is_alike(const sdp::Media& answered, const sdp::Media& offered) {
  const bool rejected = answered.port == 0 || offered.port == 0;
  return answered.kind == offered.kind && (rejected || (answered.is_rtp() == offered.is_rtp() &&
                                                        is_plain(answered) == is_plain(offered)));
}

bool is_ours(const sdp::Codec& codec) {
  return media::find_codec(codec.name, codec.clock_rate, codec.channels) != nullptr;
}

// Keys that the offerer sends as events are for us to turn into what the other side knows, if we
// can decode what goes there.
void append_events(sdp::SessionDescription& answer, sdp::Media& media,
                   std::span<const sdp::Codec> offered) {
  const auto codecs = sdp::MediaView(answer, media).codecs();
  if (!std::ranges::any_of(codecs, is_ours)) return;
  if (std::ranges::any_of(codecs, &sdp::Codec::is_telephone_event)) return;
  const auto events = std::ranges::find_if(offered, &sdp::Codec::is_telephone_event);
  if (events != offered.end()) sdp::append_codecs(answer, media, {&*events, 1});
}

// c=0.0.0.0 (RFC 3264 section 8.4) is no address that a relay could take the place of.
void take_out_hold_addresses(sdp::SessionDescription& offer) {
  const auto take_out = [](sdp::Lines& lines) {
    for (sdp::Line& line : lines) {
      const auto connection = line.type == 'c' ? sdp::Connection::parse(line.value) : std::nullopt;
      if (connection && connection->is_unspecified()) line.value = "IN IP4 127.0.0.1";
    }
  };
  take_out(offer.lines);
  for (sdp::Media& media : offer.media) take_out(media.lines);
}

const sdp::Codec* match_of(std::span<const sdp::Codec> codecs, const sdp::Codec& codec) {
  const auto found =
      std::ranges::find_if(codecs, [&](const sdp::Codec& one) { return matches(one, codec); });
  return found == codecs.end() ? nullptr : &*found;
}

// What may be sent to this side.
std::vector<sdp::Codec> sendable(const sdp::NegotiatedStream& stream) {
  std::vector<sdp::Codec> codecs = stream.send;
  if (stream.send_events) codecs.push_back(*stream.send_events);
  codecs.insert(codecs.end(), stream.other_events.begin(), stream.other_events.end());
  return codecs;
}

// Does all that `from` may send arrive as something that `to` knows?
bool passes(const sdp::NegotiatedStream& from, const sdp::NegotiatedStream& to) {
  const std::vector<sdp::Codec> known = sendable(to);
  const bool has_digits = std::ranges::any_of(from.receive, &sdp::Codec::is_telephone_event);
  return has_digits == to.send_events.has_value() &&
         std::ranges::all_of(from.receive, [&](const sdp::Codec& codec) {
           const bool extra = codec.is_auxiliary() && !codec.is_telephone_event();
           return extra || match_of(known, codec) != nullptr;
         });
}

// What is encrypted (RTP/SAVP) passes from end to end, and its keys with it.
bool is_decodable(const Side& side, std::size_t i) {
  return is_plain(side.described[i]) && std::ranges::any_of(side.agreed[i].receive, is_ours);
}

std::vector<media::PayloadTypeChange> changes(const sdp::NegotiatedStream& from,
                                              const sdp::NegotiatedStream& to) {
  std::vector<media::PayloadTypeChange> changed;
  const std::vector<sdp::Codec> known = sendable(to);
  for (const sdp::Codec& codec : from.receive) {
    const sdp::Codec* const other = match_of(known, codec);
    if (other == nullptr || other->payload_type == codec.payload_type) continue;
    changed.push_back({*codec.payload_type, *other->payload_type});
  }
  return changed;
}

Pair make_pair(const Side& a, std::size_t i, const Side& b, std::size_t j) {
  const sdp::NegotiatedStream& one = a.agreed[i];
  const sdp::NegotiatedStream& other = b.agreed[j];
  const bool decodable = is_decodable(a, i) && is_decodable(b, j);
  return {i,
          j,
          a.described[i].kind == "audio",
          !decodable || (passes(one, other) && passes(other, one)),
          decodable,
          changes(one, other),
          changes(other, one)};
}

}  // namespace

sdp::SessionDescription passed_offer(const sdp::SessionDescription& offer,
                                     const sdp::Origin& origin,
                                     std::span<const net::Endpoint> relays) {
  sdp::SessionDescription passed = offer;
  take_out_hold_addresses(passed);
  const std::vector<sdp::Codec> codecs = meeting_codecs();
  for (sdp::Media& media : passed.media) {
    if (!is_plain_audio(media)) continue;
    sdp::set_direction(media, sdp::Direction::sendrecv);
    sdp::append_codecs(passed, media, codecs);
  }
  return sdp::relayed(passed, origin, relays);
}

bool is_only_hold(const sdp::SessionDescription& before, const sdp::SessionDescription& offer) {
  return std::ranges::equal(
      before.media, offer.media, [&](const sdp::Media& one, const sdp::Media& other) {
        return one.kind == other.kind && one.protocol == other.protocol &&
               (one.port == 0) == (other.port == 0) &&
               sdp::MediaView(before, one).codecs() == sdp::MediaView(offer, other).codecs();
      });
}

std::optional<sdp::SessionDescription> passed_answer(const sdp::SessionDescription& offer,
                                                     const sdp::SessionDescription& answer,
                                                     const sdp::Origin& origin,
                                                     std::span<const net::Endpoint> relays) {
  if (answer.media.size() < offer.media.size()) return std::nullopt;
  sdp::SessionDescription back = answer;
  take_out_hold_addresses(back);
  back.media.resize(offer.media.size());
  for (std::size_t i = 0; i < back.media.size(); ++i) {
    sdp::Media& media = back.media[i];
    if (!is_alike(media, offer.media[i])) return std::nullopt;
    if (!is_plain_audio(media) || offer.media[i].port == 0) continue;
    const sdp::MediaView offered(offer, offer.media[i]);
    const auto codecs = offered.codecs();
    if (!sdp::keep_codecs(back, media, codecs)) return std::nullopt;
    append_events(back, media, codecs);
    sdp::set_direction(media, sdp::reversed(offered.direction()));
  }
  return sdp::relayed(back, origin, relays);
}

std::vector<Pair> pair_streams(const Side& a, const Side& b) {
  std::vector<Pair> pairs;
  std::vector<bool> taken(b.agreed.size());
  for (std::size_t i = 0; i < a.agreed.size(); ++i) {
    if (!a.agreed[i].is_accepted) continue;
    for (std::size_t j = 0; j < b.agreed.size(); ++j) {
      if (taken[j] || !b.agreed[j].is_accepted) continue;
      if (a.described[i].kind != b.described[j].kind) continue;
      taken[j] = true;
      pairs.push_back(make_pair(a, i, b, j));
      break;
    }
  }
  return pairs;
}

}  // namespace b2bua
