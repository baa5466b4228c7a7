#include "apps/jackfield/app_calls.h"

#include <algorithm>
#include <utility>

#include "apps/echo/echo.h"
#include "firmware/base/assert.h"
#include "firmware/sip/message/fields.h"

namespace jackfield {

namespace {

using Story = base::Task<> (*)(call::Call& call);
constexpr std::array<Story, kApps.size()> kStories = {echo::story};

// What is left of the call when its app has nothing more to say.
base::Task<> told(Story story, call::Call& call) {
  co_await story(call);
  call.hang_up("the app has ended");
}

proxy::CallEnd end_of(sip::Ending ending, std::string_view why, bool answered) {
  using By = proxy::CallEnd::By;
  if (ending == sip::Ending::by_peer) return {By::caller, 200, {}};
  if (ending == sip::Ending::cancelled) return {By::caller, 487, "cancelled"};
  return {By::switchboard, answered ? 200 : 488, std::string(why)};
}

}  // namespace

AppCalls::~AppCalls() = default;

void AppCalls::enter(std::string_view app, sip::ServerTransaction& invite, proxy::Parties parties) {
  const auto place = std::ranges::find(kApps, app);
  if (place == kApps.end()) {
    invite.respond_with(404, "No Such App");
    return;
  }
  const std::string call_id(sip::call_id(invite.request()));
  auto call = call::Call::take(floors_, media::LegId{++last_leg_}, invite, *this);
  if (!call) return;
  Visit& visit = visits_.emplace_back();
  visit.serial = observer_.new_serial();
  visit.call = std::move(call);
  observer_.on_call_began(
      {visit.serial, std::move(parties.caller), std::move(parties.callee), call_id});
  visit.story = told(kStories[static_cast<std::size_t>(place - kApps.begin())], *visit.call);
  visit.story.start();
}

void AppCalls::on_request(sip::Dialog& dialog, sip::ServerTransaction& request) {
  Visit* visit = find(dialog);
  const bool ends = request.request().method() == sip::Method::bye &&
                    request.flow().remote.address == dialog.state().flow.remote.address;
  if (visit == nullptr || !ends || visit->recorded) {
    dialog.on_request(request);
    return;
  }
  visit->recorded = true;
  observer_.on_call_ended(visit->serial, end_of(sip::Ending::by_peer, {}, visit->answered),
                          [this, key = request.key()] { deliver(key); });
}

// The BYE whose record is durable now.
void AppCalls::deliver(const std::string& key) {
  sip::ServerTransaction* bye = floors_.dialogs.transactions.find_server(key);
  if (bye == nullptr || bye->final_sent()) return;
  sip::Dialog* dialog = floors_.dialogs.table.find(bye->request());
  if (dialog != nullptr) {
    dialog->on_request(*bye);
  } else {
    bye->respond_with(200);
  }
}

void AppCalls::on_media(const media::Event& event) {
  std::visit(
      [this](const auto& one) {
        Visit* visit = find(one.leg);
        if constexpr (requires { visit->call->on_media(one); }) {
          if (visit != nullptr) visit->call->on_media(one);
        }
      },
      event);
}

void AppCalls::on_answered(call::Call& call) {
  Visit* visit = find(call.leg());
  ASSERT(visit != nullptr);
  visit->answered = true;
  observer_.on_call_answered(visit->serial);
}

void AppCalls::on_over(call::Call& call, sip::Ending ending, std::string_view why) {
  Visit* visit = find(call.leg());
  if (visit == nullptr) return;  // refused before its visit began
  if (!std::exchange(visit->recorded, true)) {
    observer_.on_call_ended(visit->serial, end_of(ending, why, visit->answered), [] {});
  }
  visit->over = true;
  burial_.arm({});  // after the story has heard of it
}

bool AppCalls::on_other_source(call::Call&, sip::ServerTransaction* request) {
  return request != nullptr && prove_(*request);
}

AppCalls::Visit* AppCalls::find(media::LegId leg) {
  const auto visit =
      std::ranges::find_if(visits_, [&](const Visit& one) { return one.call->leg() == leg; });
  return visit == visits_.end() ? nullptr : &*visit;
}

AppCalls::Visit* AppCalls::find(const sip::Dialog& dialog) {
  const auto visit = std::ranges::find_if(
      visits_, [&](const Visit& one) { return &one.call->dialog() == &dialog; });
  return visit == visits_.end() ? nullptr : &*visit;
}

void AppCalls::bury() {
  visits_.remove_if([](const Visit& visit) { return visit.over; });
}

}  // namespace jackfield
