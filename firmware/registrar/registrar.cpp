#include "firmware/registrar/registrar.h"

#include <algorithm>
#include <utility>

#include "firmware/base/ascii.h"
#include "firmware/registrar/date.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/edits.h"

namespace registrar {
namespace {

using location::Binding;
using location::Outcome;
using sip::HeaderId;

constexpr Refusal kTooBrief{423, "Interval Too Brief"};
constexpr Refusal kOutOfOrder{500, "CSeq Out of Order"};
constexpr Refusal kTooManyWaiting{500, "Registration Under Way"};
constexpr Refusal kStoreFailed{500, "Binding Not Stored"};
constexpr Refusal kTooManyForAor{403, "Too Many Contacts"};
constexpr Refusal kFull{503, "Registrar Full"};

constexpr std::string_view kRetryAfter = "5";  // seconds, behind a refusal that will pass
constexpr std::size_t kToTagLength = 10;

// Two flows of RFC 5626 are the same by instance and reg-id; all else by the URI's equality.
bool is_same(const Binding& binding, const RequestedContact& contact) {
  if (binding.reg_id != 0 && contact.reg_id != 0) {
    return binding.reg_id == contact.reg_id && base::iequals(binding.instance, contact.instance);
  }
  const auto uri = sip::Uri::parse(binding.contact);
  return uri && sip::equivalent(*uri, contact.uri);
}

// Section 10.3 steps 6 and 7: a binding yields to another Call-ID, or to a higher CSeq of its own.
bool yields(const Binding& binding, const RegisterRequest& request) {
  return binding.call_id != request.call_id || binding.cseq < request.cseq;
}

bool is_in_order(const RegisterRequest& request, const std::vector<Binding>& bindings) {
  return std::all_of(bindings.begin(), bindings.end(), [&](const Binding& binding) {
    const bool touched =
        request.remove_all ||
        std::any_of(request.contacts.begin(), request.contacts.end(),
                    [&](const RequestedContact& contact) { return is_same(binding, contact); });
    return !touched || yields(binding, request);
  });
}

// In the place of the one it is the same as, so that a refresh leaves the set in its order.
void put(std::vector<Binding>& bindings, const RequestedContact& contact, Binding binding) {
  const auto same = [&](const Binding& other) { return is_same(other, contact); };
  const auto first = std::find_if(bindings.begin(), bindings.end(), same);
  if (first == bindings.end()) {
    bindings.push_back(std::move(binding));
    return;
  }
  binding.registered_at = first->registered_at;
  *first = std::move(binding);
  bindings.erase(std::remove_if(first + 1, bindings.end(), same), bindings.end());
}

// "0.25" for 250 thousandths.
std::string q_text(int q) {
  if (q >= 1000) return "1";
  std::string digits = std::to_string(1000 + q).substr(1);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return "0." + digits;
}

std::string contact_value(const Binding& binding, base::Instant now) {
  const auto remaining = std::chrono::ceil<std::chrono::seconds>(binding.expires - now);
  std::string value = "<" + binding.contact + ">;expires=" + std::to_string(remaining.count());
  if (binding.q != 1000) value += ";q=" + q_text(binding.q);
  if (!binding.instance.empty()) value += ";+sip.instance=\"<" + binding.instance + ">\"";
  if (binding.reg_id != 0) value += ";reg-id=" + std::to_string(binding.reg_id);
  return value;
}

// Section 10.3: a proxy that knows no REGISTER may have put itself on the route; that is ignored,
// and no answer repeats it.
sip::MessageRef without_record_route(const sip::MessageRef& message) {
  if (!message->has(HeaderId::record_route)) return message;
  sip::Edits edits(*message);
  edits.remove_all(HeaderId::record_route);
  const auto shorter = sip::MessageRef::parse(edits.apply());
  return shorter ? *shorter : message;
}

}  // namespace

Registrar::Registrar(location::LocationService& location, base::TimerQueue& timers,
                     const base::WallClock& clock, base::Random& random, RegistrarSettings settings)
    : location_(location), timers_(timers), clock_(clock), random_(random), settings_(settings) {}

void Registrar::on_register(const sip::Inbound& received, std::string_view aor, Respond respond) {
  const sip::Inbound inbound{without_record_route(received.message), received.flow};
  auto read = read_register(*inbound.message, settings_.default_expires);
  if (const auto* refused = std::get_if<Refusal>(&read)) return respond(refusal(inbound, *refused));
  auto& request = std::get<RegisterRequest>(read);
  if (is_too_brief(request)) return respond(refusal(inbound, kTooBrief));
  Registration registration{inbound, std::string(aor), std::move(request), respond};
  const bool accepted = location_.in_turn(
      aor, [this, registration = std::move(registration)] { process(registration); });
  if (!accepted) respond(refusal(inbound, kTooManyWaiting));
}

// Section 10.3 step 7: what asks for an hour or more is never too brief.
bool Registrar::is_too_brief(const RegisterRequest& request) const {
  const auto limit = std::min(settings_.min_expires, std::chrono::seconds(3600));
  return std::any_of(request.contacts.begin(), request.contacts.end(), [&](const auto& contact) {
    return contact.expires.count() > 0 && contact.expires < limit;
  });
}

void Registrar::process(const Registration& registration) {
  const RegisterRequest& request = registration.request;
  if (request.is_query()) return registration.respond(ok(registration));
  std::vector<Binding> bindings = location_.lookup(registration.aor);
  if (!is_in_order(request, bindings)) {
    return registration.respond(refusal(registration.inbound, kOutOfOrder));
  }
  update(registration, bindings);
  location_.replace(registration.aor, std::move(bindings),
                    [this, registration](Outcome outcome) { finish(registration, outcome); });
}

void Registrar::update(const Registration& registration, std::vector<Binding>& bindings) const {
  if (registration.request.remove_all) return bindings.clear();
  for (const RequestedContact& contact : registration.request.contacts) {
    if (contact.expires.count() > 0) {
      put(bindings, contact, binding_of(registration, contact));
    } else {
      std::erase_if(bindings, [&](const Binding& binding) { return is_same(binding, contact); });
    }
  }
}

Binding Registrar::binding_of(const Registration& registration,
                              const RequestedContact& contact) const {
  Binding binding;
  binding.contact = contact.uri.text;
  binding.call_id = registration.request.call_id;
  binding.cseq = registration.request.cseq;
  binding.q = contact.q;
  binding.instance = contact.instance;
  binding.reg_id = contact.reg_id;
  binding.path = registration.request.path;
  binding.user_agent = registration.request.user_agent;
  binding.flow = registration.inbound.flow;
  binding.granted = std::min(contact.expires, settings_.max_expires);
  binding.expires = timers_.now() + binding.granted;
  binding.registered_at = clock_.now();
  return binding;
}

void Registrar::finish(const Registration& registration, Outcome outcome) {
  const auto refuse = [&](const Refusal& why) {
    registration.respond(refusal(registration.inbound, why));
  };
  switch (outcome) {
    case Outcome::stored:
      return registration.respond(ok(registration));
    case Outcome::too_many_for_aor:
      return refuse(kTooManyForAor);
    case Outcome::full:
      return refuse(kFull);
    case Outcome::store_failed:
      return refuse(kStoreFailed);
  }
}

bool Registrar::confirms_outbound(const Registration& registration) const {
  const RegisterRequest& request = registration.request;
  const bool kept_alive = !request.is_direct || settings_.answers_stun ||
                          is_reliable(registration.inbound.flow.transport);
  return request.uses_reg_id() && request.supports_outbound && kept_alive;
}

std::string Registrar::ok(const Registration& registration) {
  const RegisterRequest& request = registration.request;
  sip::ResponseBuilder response(*registration.inbound.message, registration.inbound.flow.remote,
                                200, random_.token(kToTagLength));
  for (const Binding& binding : location_.lookup(registration.aor)) {
    response.header(HeaderId::contact, contact_value(binding, timers_.now()));
  }
  if (request.supports_path) {
    for (const std::string& value : request.path) response.header(HeaderId::path, value);
  }
  if (confirms_outbound(registration)) {
    response.header(HeaderId::require, "outbound");
    if (request.is_direct) {
      response.header(HeaderId::flow_timer, std::to_string(settings_.flow_timer.count()));
    }
  }
  return response.header(HeaderId::date, date_value(clock_.now())).take();
}

std::string Registrar::refusal(const sip::Inbound& inbound, const Refusal& why) {
  sip::ResponseBuilder response(*inbound.message, inbound.flow.remote, why.status,
                                random_.token(kToTagLength), why.reason);
  if (why.status == 423) {
    response.header(HeaderId::min_expires, std::to_string(settings_.min_expires.count()));
  }
  if (why.status >= 500 && why.reason != kOutOfOrder.reason) {
    response.header(HeaderId::retry_after, kRetryAfter);
  }
  return response.take();
}

}  // namespace registrar
