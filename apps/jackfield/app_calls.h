// AppCalls: the calls that an app answers, each with its story. Keeps their records as those of
// proxied calls, and joins them with the media engine. Signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string_view>

#include "apps/jackfield/apps.h"
#include "firmware/base/task.h"
#include "firmware/call/call.h"
#include "firmware/proxy/call_table.h"
#include "firmware/proxy/proxy.h"

namespace jackfield {

class AppCalls final : private call::CallUser {
 public:
  // Challenges the sender of a request until it has proved to be an extension; false when that
  // has been answered.
  using Prove = std::function<bool(sip::ServerTransaction& request)>;

  AppCalls(const call::Floors& floors, proxy::CallObserver& observer, Prove prove)
      : floors_(floors),
        observer_(observer),
        prove_(std::move(prove)),
        burial_(floors.timers, this) {}
  ~AppCalls() override;

  // Hands an INVITE to an app.
  void enter(std::string_view app, sip::ServerTransaction& invite, proxy::Parties parties);

  // A request in one of their dialogs. A BYE is confirmed once the call's record is durable.
  void on_request(sip::Dialog& dialog, sip::ServerTransaction& request);
  void on_media(const media::Event& event);

  std::size_t size() const { return visits_.size(); }

 private:
  struct Visit {
    proxy::CallSerial serial = 0;
    std::unique_ptr<call::Call> call;
    base::Task<> story;  // goes before the call it is about
    bool answered = false;
    bool recorded = false;
    bool over = false;
  };

  void on_answered(call::Call& call) override;
  void on_over(call::Call& call, sip::Ending ending, std::string_view why) override;
  bool on_other_source(call::Call& call, sip::ServerTransaction* request) override;

  Visit* find(media::LegId leg);
  Visit* find(const sip::Dialog& dialog);
  void deliver(const std::string& key);
  void bury();

  const call::Floors floors_;
  proxy::CallObserver& observer_;
  const Prove prove_;
  std::uint64_t last_leg_ = 0;
  std::list<Visit> visits_;
  base::MemberTimer<&AppCalls::bury> burial_;
};

}  // namespace jackfield
