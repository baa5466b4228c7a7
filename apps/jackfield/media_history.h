// MediaHistory: which leg of the media engine belongs to which call, so that what the engine tells
// of a leg when it closes reaches the call's history. Signalling thread only.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "apps/records/call_history.h"
#include "firmware/media/engine.h"
#include "firmware/proxy/call_table.h"

namespace jackfield {

class MediaHistory {
 public:
  explicit MediaHistory(records::CallHistory& history) : history_(history) {}

  // A leg that the engine has opened (it will tell when it closes): of the party of this name, ""
  // for the caller.
  void belongs(media::LegId leg, proxy::CallSerial call, std::string_view party);
  void on_media(const media::Event& event);

  std::size_t size() const { return legs_.size(); }

 private:
  struct Owner {
    proxy::CallSerial call;
    std::string party;
  };

  records::CallHistory& history_;
  std::map<media::LegId, Owner> legs_;
};

}  // namespace jackfield
