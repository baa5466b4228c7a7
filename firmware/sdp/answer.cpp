#include "firmware/sdp/answer.h"

#include <algorithm>

#include "firmware/base/ascii.h"
#include "firmware/sdp/media_lines.h"
#include "firmware/sdp/media_view.h"

namespace sdp {
namespace {

// Ours that packets of `offered` can be decoded with; null when there is none.
const Codec* counterpart(const std::vector<Codec>& ours, const Codec& offered) {
  const auto found = std::find_if(ours.begin(), ours.end(),
                                  [&](const Codec& codec) { return matches(codec, offered); });
  return found == ours.end() ? nullptr : &*found;
}

bool has_rate(const std::vector<Codec>& codecs, std::uint32_t clock_rate) {
  return std::any_of(codecs.begin(), codecs.end(), [=](const Codec& codec) {
    return !codec.is_auxiliary() && codec.clock_rate == clock_rate;
  });
}

// Takes out what may not stand beside the codecs: see answer.h.
void sift(std::vector<Codec>& common) {
  const auto is_event_of_rate = [&](const Codec& codec) {
    return codec.is_telephone_event() && has_rate(common, codec.clock_rate);
  };
  const bool events_fit = std::any_of(common.begin(), common.end(), is_event_of_rate);
  std::vector<Codec> kept;
  for (const Codec& codec : common) {
    const bool may_differ = codec.is_telephone_event() && !events_fit;
    if (!codec.is_auxiliary() || may_differ || has_rate(common, codec.clock_rate)) {
      kept.push_back(codec);
    }
  }
  common = std::move(kept);
}

// The codecs of the answer, as they are printed; empty when the stream is to be rejected.
std::vector<Codec> accepted_codecs(const std::vector<Codec>& offered,
                                   const std::vector<Codec>& ours) {
  std::vector<Codec> common;
  for (const Codec& codec : offered) {
    const Codec* counter = counterpart(ours, codec);
    if (counter == nullptr) continue;
    common.push_back(codec);
    common.back().fmtp = counter->fmtp;
  }
  const bool has_codec = std::any_of(common.begin(), common.end(),
                                     [](const Codec& codec) { return !codec.is_auxiliary(); });
  if (!has_codec) return {};
  sift(common);
  return common;
}

std::vector<std::string> common_formats(const std::vector<std::string>& offered,
                                        const std::vector<std::string>& ours) {
  std::vector<std::string> common;
  for (const std::string& format : offered) {
    const bool is_ours = std::any_of(ours.begin(), ours.end(), [&](const std::string& our) {
      return base::iequals(our, format);
    });
    if (is_ours) common.push_back(format);
  }
  return common;
}

Media reject(const Media& offered) {
  Media media{offered.kind, 0, 0, offered.protocol, offered.formats, {}};
  if (media.formats.empty()) media.formats.emplace_back("0");  // the grammar wants one
  return media;
}

Media accept(const MediaView& offered, const LocalStream& stream, const Lines& session) {
  LocalStream agreed = stream;
  agreed.protocol = offered.media().protocol;
  agreed.formats = common_formats(offered.media().formats, stream.formats);
  agreed.direction = stream.direction & reversed(offered.direction());
  agreed.rtcp_mux = stream.rtcp_mux && offered.has_rtcp_mux();
  if (const auto mid = offered.mid(); !mid.empty()) {
    agreed.attributes.insert(agreed.attributes.begin(), "mid:" + std::string(mid));
  }
  Media media = describe(agreed, accepted_codecs(offered.codecs(), stream.codecs), session);
  return media.port == 0 ? reject(offered.media()) : media;
}

bool can_accept(const Media& offered, const LocalStream& stream) {
  return offered.port != 0 && base::iequals(offered.kind, stream.kind) &&
         is_same_protocol(offered.protocol, stream.protocol);
}

Lines times_of(const SessionDescription& offer) {
  Lines times = offer.lines;
  std::erase_if(times, [](const Line& line) { return line.type != 't'; });
  return times;
}

}  // namespace

SessionDescription make_answer(const SessionDescription& offer, const Origin& origin,
                               std::span<const LocalStream> streams) {
  SessionDescription answer{origin, "-", session_lines(streams, times_of(offer)), {}};
  for (std::size_t i = 0; i < offer.media.size(); ++i) {
    const Media& offered = offer.media[i];
    if (i < streams.size() && can_accept(offered, streams[i])) {
      answer.media.push_back(accept(MediaView(offer, offered), streams[i], answer.lines));
    } else {
      answer.media.push_back(reject(offered));
    }
  }
  return answer;
}

}  // namespace sdp
