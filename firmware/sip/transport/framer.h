// Framer: cuts a stream of octets into SIP messages (RFC 3261 sections 7.5 and 18.3) and sees the
// keep-alives between them (RFC 5626 section 4.4.1). Passive: octets in, frames out.
//
//   framer.feed(octets);
//   for (Framer::Step step; (step = framer.next()) != Framer::Step::need_octets;) …
//
// A message that lies whole in the octets that were fed is not copied, and no octet is searched
// twice however small the pieces are. Keeps less than one message, and nothing between messages.
// A Connection owns it; signalling thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sip {

class Framer {
 public:
  enum class Step : std::uint8_t {
    need_octets,  // all that was fed is used up or kept
    message,      // octets() is one whole message
    ping,         // a double CRLF, or a run of them: answer with one CRLF
    broken,       // fault() says why; the stream cannot be read further, and stays broken
  };
  enum class Fault : std::uint8_t {
    not_sip,             // no message begins like this
    too_long,            // longer than `max_message`
    no_content_length,   // it must be there on a stream (section 18.3)
    bad_content_length,  // not a number, or two that differ
  };
  static constexpr std::size_t kFaults = 4;

  explicit Framer(std::size_t max_message) : max_message_(max_message) {}

  // Only when next() has answered need_octets, or at the beginning. `octets` must live until it
  // answers that again.
  void feed(std::string_view octets);
  Step next();

  // After `message`: it. After `broken`: the head of the message that broke the stream, when it is
  // whole, else "". Until the next call of next().
  std::string_view octets() const { return octets_; }
  Fault fault() const { return fault_; }

  std::size_t kept() const { return kept_.size(); }

 private:
  bool skip_line_ends();
  Step begin_body(std::size_t head_size);
  Step finish();
  Step need_octets();
  Step broken(Fault fault, std::string_view head = {});

  const std::size_t max_message_;
  std::string kept_;          // the beginning of a message whose end has not come yet
  std::string_view rest_;     // what is not cut yet: in kept_, or in what was fed
  std::string_view octets_;   // what the last step delivered
  std::size_t searched_ = 0;  // octets of rest_ that hold no end of the head; 0: between messages
  std::size_t message_size_ = 0;  // 0: not known yet
  std::size_t line_ends_ = 0;     // octets of CRLF CRLF seen between messages
  bool broken_ = false;
  Fault fault_ = Fault::not_sip;
};

std::string_view to_string(Framer::Fault fault);

}  // namespace sip
