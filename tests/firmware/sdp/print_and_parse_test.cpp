// Properties over generated descriptions: what is printed is read back, and what we answer fits.
#include <rapidcheck.h>

#include "firmware/sdp/answer.h"
#include "firmware/sdp/negotiation.h"
#include "firmware/sdp/relayed.h"
#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;
using sdp::Line;
using sdp::Media;
using sdp::SessionDescription;

rc::Gen<std::string> token() {
  return rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcXYZ019-.!%*_+`'~/:"))));
}

// Any octets but NUL, CR and LF.
rc::Gen<std::string> octets() {
  return rc::gen::container<std::string>(rc::gen::suchThat(
      rc::gen::arbitrary<char>(), [](char c) { return c != 0 && c != '\r' && c != '\n'; }));
}

rc::Gen<Line> line() {
  return rc::gen::build<Line>(
      rc::gen::set(&Line::type, rc::gen::elementOf(std::string("iuepbrzkay"))),
      rc::gen::set(&Line::value, octets()));
}

rc::Gen<sdp::Lines> lines(std::vector<Line> first) {
  return rc::gen::map(rc::gen::resize(8, rc::gen::container<sdp::Lines>(line())),
                      [first](sdp::Lines rest) {
                        rest.insert(rest.begin(), first.begin(), first.end());
                        return rest;
                      });
}

rc::Gen<Media> media() {
  return rc::gen::build<Media>(
      rc::gen::set(&Media::kind, token()), rc::gen::set(&Media::port),
      rc::gen::set(&Media::port_count),
      rc::gen::set(&Media::protocol,
                   rc::gen::element<std::string>("RTP/AVP", "RTP/AVPF", "udptl", "x")),
      rc::gen::set(&Media::formats, rc::gen::nonEmpty(rc::gen::resize(
                                        6, rc::gen::container<std::vector<std::string>>(token())))),
      rc::gen::set(&Media::lines, lines({})));
}

SessionDescription description() {
  SessionDescription description;
  description.origin = {*token(), *token(), *rc::gen::arbitrary<std::uint64_t>(),
                        "IN IP4 192.0.2.1"};
  description.name = *octets();
  description.lines = *lines({{'c', "IN IP4 192.0.2.1"}, {'t', "0 0"}});
  description.media = *rc::gen::resize(5, rc::gen::container<std::vector<Media>>(media()));
  return description;
}

TEST(PrintAndParse, GivesBackEveryDescription) {
  EXPECT_TRUE(rc::check([] {
    const SessionDescription original = description();
    const auto again = sdp::parse(print(original));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == original);
  }));
}

TEST(PrintAndParse, NeverFailsOnWhatIsRelayed) {
  EXPECT_TRUE(rc::check([] {
    const SessionDescription original = description();
    const std::vector<net::Endpoint> relays(original.media.size(), endpoint("203.0.113.1:6000"));
    const auto copy = relayed(original, original.origin, relays);
    RC_ASSERT(copy.media.size() == original.media.size());
    const auto again = sdp::parse(print(copy));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == copy);
  }));
}

// An offer whose codecs have any numbers, and what answers it.
TEST(PrintAndParse, NegotiatesWhatWeOfferAndAnswerOurselves) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<sdp::Codec> all = {kOpus, kG722, kPcma, kPcmu, kNoise, kEvents, kWideEvents};
    const auto codecs = [&] {
      auto some = *rc::gen::container<std::vector<sdp::Codec>>(rc::gen::elementOf(all));
      for (auto& codec : some) codec.payload_type = *rc::gen::arbitrary<std::uint8_t>();
      return some;
    };
    const std::vector<sdp::LocalStream> theirs = {audio(codecs()), fax()};
    const std::vector<sdp::LocalStream> ours = {audio(codecs()), fax()};
    const auto offer = sdp::parse(print(make_offer(origin(), theirs)));
    RC_ASSERT(offer.has_value());
    const auto answer = sdp::parse(print(make_answer(*offer, origin(), ours)));
    RC_ASSERT(answer.has_value());
    const auto at_offerer = negotiate(*offer, *answer, sdp::Side::offerer);
    const auto at_answerer = negotiate(*offer, *answer, sdp::Side::answerer);
    RC_ASSERT(at_offerer.has_value());
    RC_ASSERT(at_answerer.has_value());
    const auto& a = at_offerer->at(0);
    const auto& b = at_answerer->at(0);
    RC_ASSERT(a.is_accepted == b.is_accepted);
    RC_ASSERT(a.send.size() == b.send.size());
    for (std::size_t i = 0; i < a.send.size(); ++i) RC_ASSERT(matches(a.send[i], b.send[i]));
    RC_ASSERT(at_offerer->at(1).is_accepted);
  }));
}

TEST(PrintAndParse, NeverReadsBeyondTheOctetsWhateverTheyAre) {
  EXPECT_TRUE(rc::check([] {
    std::string text = print(description());
    text.resize(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
    for (const auto at : *rc::gen::resize(6, rc::gen::arbitrary<std::vector<std::uint16_t>>())) {
      if (!text.empty()) text[at % text.size()] = *rc::gen::arbitrary<char>();
    }
    const std::vector<char> exact(text.begin(), text.end());
    (void)sdp::parse({exact.data(), exact.size()});
  }));
}

}  // namespace
