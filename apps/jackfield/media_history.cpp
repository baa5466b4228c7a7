#include "apps/jackfield/media_history.h"

namespace jackfield {

namespace {

records::MediaFacts facts_of(const media::LegFacts& leg) {
  const rtp::Statistics& statistics = leg.statistics;
  records::MediaFacts facts;
  facts.promised = to_string(leg.promised);
  if (leg.real) facts.real = to_string(*leg.real);
  facts.codec = leg.heard;
  facts.received = statistics.received.packets;
  facts.lost = statistics.received.lost;
  facts.late = statistics.late;
  facts.jitter = statistics.jitter;
  facts.sent = statistics.packets_sent;
  if (statistics.has_remote) {
    facts.remote = {statistics.remote_fraction_lost * 100.0 / 256, statistics.remote_jitter};
  }
  facts.round_trip = statistics.round_trip;
  return facts;
}

}  // namespace

void MediaHistory::belongs(media::LegId leg, proxy::CallSerial call, std::string_view party) {
  legs_.insert_or_assign(leg, Owner{call, std::string(party)});
}

void MediaHistory::on_media(const media::Event& event) {
  const auto* const closed = std::get_if<media::LegClosed>(&event);
  const auto* const facts =
      closed != nullptr ? &closed->facts : std::get_if<media::LegFacts>(&event);
  const auto leg = facts != nullptr ? legs_.find(facts->leg) : legs_.end();
  if (leg == legs_.end()) return;
  history_.set_media(leg->second.call, leg->second.party, facts_of(*facts));
  if (closed != nullptr) legs_.erase(leg);
}

}  // namespace jackfield
