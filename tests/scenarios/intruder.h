// Somebody who knows too much: the Call-ID and both tags of a call that is not his. He writes raw
// text, repeats it until it is answered, and proves who he is if he has a number of his own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/scenarios/office.h"
#include "tests/sim/audio.h"
#include "tests/sim/wire.h"

namespace scenarios {

// One side of a call, as that phone's messages name it.
struct StolenDialog {
  std::string call_id, from, to, target;  // From and To with their tags
  unsigned cseq = 0;                      // of the INVITE

  static StolenDialog of_caller(const sim::Phone& phone);
  static StolenDialog of_callee(const sim::Phone& phone);
  std::string replaces() const;  // as the switchboard knows it
};

class Intruder {
 public:
  // With a number he is an extension like others, and a stranger without.
  Intruder(Office& office, std::string_view address, bool tcp, std::string number);

  // The final status of the answer, after his credentials if they are asked for; 0: none came.
  // `headers` are whole lines with their CRLF.
  int asks(std::string_view method, const StolenDialog& dialog, const std::string& headers = "",
           const std::string& body = "", const std::string& type = "application/sdp");
  // An INVITE of his own that is to take the place of the dialog.
  int takes_over(const StolenDialog& dialog);
  // A CANCEL of this INVITE, as if he had sent it.
  int cancels(const sim::RawMessage& invite);
  // Nobody answers an ACK.
  void acknowledges(const StolenDialog& dialog, const std::string& body);

  std::string description() const;  // that has the audio sent to him
  std::string voice() const { return std::string(160, 'M'); }
  void sends_audio(const net::Endpoint& to, int payload_type, int packets);
  std::size_t packets_heard() const { return heard_; }

 private:
  struct Request {
    std::string method, uri, ids;  // From, To and Call-ID
    unsigned cseq;
    std::string rest;  // behind CSeq, but for credentials
  };
  int exchange(Request request);
  int answer_to(const std::string& text, const std::string& branch);
  std::string text_of(const Request& request, std::string_view branch,
                      const std::string& credentials) const;
  std::string credentials(const sim::RawMessage& challenge, const Request& request) const;
  void send(const std::string& text);

  sim::World& world_;
  const std::string address_;
  const bool tcp_;
  const std::string number_;
  const net::Endpoint switchboard_;
  std::vector<sim::RawMessage> received_;
  std::size_t heard_ = 0;
  net::Endpoint target_{};
  sim::Wire wire_;
  std::unique_ptr<sim::Audio> audio_;
};

}  // namespace scenarios
