#include "apps/jackfield/media_history.h"

namespace jackfield {

records::MediaFacts facts_of(const rtp::Statistics& statistics) {
  records::MediaFacts facts;
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

void MediaHistory::belongs(media::LegId leg, proxy::CallSerial call, std::string_view party) {
  legs_.insert_or_assign(leg, Owner{call, std::string(party)});
}

void MediaHistory::on_media(const media::Event& event) {
  const auto* closed = std::get_if<media::LegClosed>(&event);
  if (closed == nullptr) return;
  const auto leg = legs_.find(closed->leg);
  if (leg == legs_.end()) return;
  history_.set_media(leg->second.call, leg->second.party, facts_of(closed->statistics));
  legs_.erase(leg);
}

}  // namespace jackfield
