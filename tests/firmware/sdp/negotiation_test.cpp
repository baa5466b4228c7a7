#include "firmware/sdp/negotiation.h"

#include "firmware/sdp/answer.h"
#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;
using sdp::Direction;
using sdp::NegotiatedStream;
using sdp::Side;
using std::chrono::milliseconds;

NegotiatedStream first_of(std::string_view offer, std::string_view answer, Side ours) {
  const auto streams = negotiate(parsed(session(offer)), parsed(session(answer)), ours);
  EXPECT_TRUE(streams) << to_string(streams.error());
  return streams ? streams->at(0) : NegotiatedStream{};
}
std::string misfit(std::string_view offer, std::string_view answer) {
  const auto streams = negotiate(parsed(session(offer)), parsed(session(answer)), Side::offerer);
  return streams ? "" : to_string(streams.error());
}
std::string names(const std::vector<sdp::Codec>& codecs) {
  std::string text;
  for (const auto& codec : codecs) {
    text += (text.empty() ? "" : " ") + std::to_string(*codec.payload_type) + "=" + codec.name;
  }
  return text;
}

constexpr std::string_view kOffer =
    "m=audio 4000 RTP/AVP 96 8 0 101 13\na=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\n"
    "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:30\n";
// The answerer has numbers of its own, which RFC 3264 section 6.1 lets it have.
constexpr std::string_view kAnswer =
    "m=audio 5000 RTP/AVP 8 107 99\na=rtpmap:107 opus/48000/2\na=fmtp:107 stereo=1\n"
    "a=rtpmap:99 telephone-event/8000\na=ptime:40\na=rtcp:5555\n";

TEST(Negotiation, TellsTheOffererWhatToSendAndWhatComes) {
  const auto stream = first_of(kOffer, kAnswer, Side::offerer);
  EXPECT_TRUE(stream.is_accepted);
  EXPECT_EQ(stream.direction, Direction::sendrecv);
  EXPECT_EQ(stream.remote, endpoint("192.0.2.1:5000"));
  EXPECT_EQ(stream.remote_rtcp, endpoint("192.0.2.1:5555"));
  EXPECT_EQ(names(stream.send), "8=PCMA 107=opus");
  EXPECT_EQ(stream.send[1].fmtp, "stereo=1");
  EXPECT_EQ(names(stream.receive), "8=PCMA 96=opus 101=telephone-event");
  EXPECT_EQ(stream.receive[1].fmtp, "useinbandfec=1");
  EXPECT_EQ(stream.send_events->payload_type, 99);
  EXPECT_EQ(stream.ptime, milliseconds(40));
}

TEST(Negotiation, TellsTheAnswererTheSameFromItsSide) {
  const auto stream = first_of(kOffer, kAnswer, Side::answerer);
  EXPECT_EQ(stream.remote, endpoint("192.0.2.1:4000"));
  EXPECT_EQ(stream.remote_rtcp, endpoint("192.0.2.1:4001"));
  EXPECT_EQ(names(stream.send), "8=PCMA 96=opus");
  EXPECT_EQ(names(stream.receive), "8=PCMA 107=opus 99=telephone-event");
  EXPECT_EQ(stream.send_events->payload_type, 101);
  EXPECT_EQ(stream.ptime, milliseconds(30));
}

TEST(Negotiation, SendsEventsOfTheClockRateOfTheCodecSent) {
  constexpr std::string_view kBoth =
      "m=audio 4 RTP/AVP 96 8 101 100\na=rtpmap:96 opus/48000/2\n"
      "a=rtpmap:101 telephone-event/8000\na=rtpmap:100 telephone-event/48000\n";
  EXPECT_EQ(first_of(kBoth, kBoth, Side::offerer).send_events->payload_type, 100);
  constexpr std::string_view kNarrow =
      "m=audio 4 RTP/AVP 96 101\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/8000\n";
  EXPECT_EQ(first_of(kBoth, kNarrow, Side::offerer).send_events->clock_rate, 8000u);
  EXPECT_FALSE(first_of(kBoth, "m=audio 4 RTP/AVP 8\n", Side::offerer).send_events);
  EXPECT_FALSE(first_of("m=audio 4 RTP/AVP 8\n", kBoth, Side::offerer).send_events);
}

TEST(Negotiation, NeverSendsComfortNoiseAsTheCodec) {
  const auto stream =
      first_of("m=audio 4 RTP/AVP 0 13\n", "m=audio 6 RTP/AVP 13 0\n", Side::offerer);
  EXPECT_EQ(names(stream.send), "0=PCMU");
  EXPECT_EQ(names(stream.receive), "13=CN 0=PCMU");
}

TEST(Negotiation, BoundsThePacketTime) {
  const auto ptime = [](std::string_view attributes) {
    return first_of("m=audio 4 RTP/AVP 0\n", "m=audio 6 RTP/AVP 0\n" + std::string(attributes),
                    Side::offerer)
        .ptime;
  };
  EXPECT_EQ(ptime(""), milliseconds(20));
  EXPECT_EQ(ptime("a=maxptime:10\n"), milliseconds(10));
  EXPECT_EQ(ptime("a=ptime:60\na=maxptime:40\n"), milliseconds(40));
  EXPECT_EQ(ptime("a=ptime:60000\n"), milliseconds(200));
}

TEST(Negotiation, SendsAndReceivesAsBothAllow) {
  const auto direction = [](std::string_view offered, std::string_view answered, Side ours) {
    return first_of("m=audio 4 RTP/AVP 0\na=" + std::string(offered) + "\n",
                    "m=audio 4 RTP/AVP 0\na=" + std::string(answered) + "\n", ours)
        .direction;
  };
  EXPECT_EQ(direction("sendonly", "recvonly", Side::offerer), Direction::sendonly);
  EXPECT_EQ(direction("sendonly", "recvonly", Side::answerer), Direction::recvonly);
  EXPECT_EQ(direction("sendrecv", "recvonly", Side::offerer), Direction::sendonly);
  EXPECT_EQ(direction("sendrecv", "inactive", Side::answerer), Direction::inactive);
  // Not allowed as an answer; nobody would listen to anybody.
  EXPECT_EQ(direction("sendonly", "sendonly", Side::offerer), Direction::inactive);
  EXPECT_EQ(direction("recvonly", "sendrecv", Side::offerer), Direction::recvonly);
}

TEST(Negotiation, SendsNothingToAnAddressOfZero) {
  constexpr std::string_view kHeld = "m=audio 4 RTP/AVP 0\nc=IN IP4 0.0.0.0\n";
  constexpr std::string_view kPlain = "m=audio 6 RTP/AVP 0\n";
  EXPECT_EQ(first_of(kPlain, kHeld, Side::offerer).direction, Direction::recvonly);
  EXPECT_EQ(first_of(kHeld, kPlain, Side::answerer).direction, Direction::recvonly);
  EXPECT_EQ(first_of(kHeld, kPlain, Side::offerer).direction, Direction::sendrecv);
}

TEST(Negotiation, SharesThePortForRtcpWhenBothWantIt) {
  constexpr std::string_view kMux = "m=audio 4 RTP/AVP 0\na=rtcp-mux\na=rtcp:9\n";
  constexpr std::string_view kPlain = "m=audio 4 RTP/AVP 0\n";
  const auto shared = first_of(kMux, kMux, Side::offerer);
  EXPECT_TRUE(shared.rtcp_mux);
  EXPECT_EQ(shared.remote_rtcp, shared.remote);
  EXPECT_FALSE(first_of(kMux, kPlain, Side::offerer).rtcp_mux);
  EXPECT_EQ(first_of(kMux, kPlain, Side::answerer).remote_rtcp, endpoint("192.0.2.1:9"));
}

TEST(Negotiation, AgreesUponFaxByItsFormat) {
  const auto stream = first_of("m=image 4 udptl t38\n", "m=image 6 UDPTL t38\n", Side::offerer);
  EXPECT_TRUE(stream.is_accepted);
  EXPECT_EQ(stream.formats, std::vector<std::string>{"t38"});
  EXPECT_TRUE(stream.send.empty());
}

TEST(Negotiation, LeavesARejectedStreamAlone) {
  const auto streams =
      negotiate(parsed(session("m=audio 4 RTP/AVP 0\nm=video 6 RTP/AVP 31\n")),
                parsed(session("m=audio 4 RTP/AVP 0\nm=video 0 x 0\n")), Side::offerer);
  ASSERT_TRUE(streams);
  EXPECT_TRUE(streams->at(0).is_accepted);
  EXPECT_FALSE(streams->at(1).is_accepted);
}

TEST(Negotiation, LeavesOutFormatsNobodyOffered) {
  EXPECT_EQ(names(first_of("m=audio 4 RTP/AVP 0\n", "m=audio 4 RTP/AVP 8 0\n", Side::offerer).send),
            "0=PCMU");
}

TEST(Negotiation, RefusesAnswersThatDoNotFit) {
  constexpr std::string_view kAudio =
      "m=audio 4 RTP/AVP 0 101\na=rtpmap:101 telephone-event/8000\n";
  const std::string two = std::string(kAudio) + std::string(kAudio);
  EXPECT_EQ(misfit(two, kAudio),
            "m= line 2: the answer has another number of m= lines than the offer");
  EXPECT_EQ(misfit(kAudio, two),
            "m= line 2: the answer has another number of m= lines than the offer");
  EXPECT_EQ(misfit(kAudio, "m=video 4 RTP/AVP 0\n"),
            "m= line 1: answered with another kind of media");
  EXPECT_EQ(misfit(kAudio, "m=audio 4 RTP/SAVP 0\n"), "m= line 1: answered with another protocol");
  EXPECT_EQ(misfit(kAudio, "m=audio 4 RTP/AVP 8\n"), "m= line 1: nothing accepted was offered");
  EXPECT_EQ(misfit(kAudio, "m=audio 4 RTP/AVP 101\na=rtpmap:101 telephone-event/8000\n"),
            "m= line 1: nothing accepted was offered");
  EXPECT_EQ(misfit("m=image 4 udptl t38\n", "m=image 4 udptl t39\n"),
            "m= line 1: nothing accepted was offered");
  EXPECT_EQ(misfit("m=audio 0 RTP/AVP 0\n", kAudio),
            "m= line 1: offered with port 0, yet accepted");
  EXPECT_EQ(misfit(kAudio, "m=audio 4 RTP/AVP 0\nc=IN IP4 host.example\n"),
            "m= line 1: c= has a domain name");
  EXPECT_EQ(misfit(kAudio, "m=audio 4 RTP/AVP 0\nc=IN IP4 224.2.1.1/127\n"),
            "m= line 1: c= is a multicast group");
  EXPECT_EQ(misfit(kAudio, "m=audio 4 RTP/AVPF 0\n"), "");
}

// RFC 3264 section 8.
TEST(Negotiation, RefusesALaterOfferWithFewerLines) {
  const auto two = parsed(session("m=audio 4 RTP/AVP 0\nm=video 0 RTP/AVP 31\n"));
  const auto one = parsed(session("m=audio 4 RTP/AVP 0\n"));
  EXPECT_TRUE(check_succession(one, two));
  EXPECT_TRUE(check_succession(two, two));
  EXPECT_EQ(to_string(check_succession(two, one).error()),
            "m= line 2: m= lines of this session are missing");
}

// RFC 3264 section 10.1, with addresses for names.
constexpr std::string_view kAlice =
    "v=0\no=alice 2890844526 2890844526 IN IP4 host.anywhere.com\ns=\nc=IN IP4 198.51.100.1\nt=0 "
    "0\n"
    "m=audio 49170 RTP/AVP 0\na=rtpmap:0 PCMU/8000\nm=video 51372 RTP/AVP 31\n"
    "a=rtpmap:31 H261/90000\nm=video 53000 RTP/AVP 32\na=rtpmap:32 MPV/90000\n";
constexpr std::string_view kBob =
    "v=0\no=bob 2890844730 2890844730 IN IP4 host.example.com\ns=\nc=IN IP4 198.51.100.2\nt=0 0\n"
    "m=audio 49920 RTP/AVP 0\na=rtpmap:0 PCMU/8000\nm=video 0 RTP/AVP 31\n"
    "m=video 53000 RTP/AVP 32\na=rtpmap:32 MPV/90000\n";

TEST(Negotiation, FollowsTheBasicExchangeOfTheRfc) {
  const auto streams = negotiate(parsed(kAlice), parsed(kBob), Side::offerer);
  ASSERT_TRUE(streams);
  EXPECT_EQ(streams->at(0).remote, endpoint("198.51.100.2:49920"));
  EXPECT_EQ(names(streams->at(0).send), "0=PCMU");
  EXPECT_FALSE(streams->at(1).is_accepted);
  EXPECT_EQ(names(streams->at(2).send), "32=MPV");

  // Bob adds events that he receives only, misspelt as in the RFC: a codec nobody else knows.
  const auto later = parsed(std::string(kBob) +
                            "m=audio 51434 RTP/AVP 110\na=rtpmap:110 telephone-events/8000\n"
                            "a=recvonly\n");
  EXPECT_TRUE(check_succession(parsed(kBob), later));
  const auto answer = parsed(std::string(kAlice).replace(kAlice.find("51372"), 5, "0") +
                             "m=audio 53122 RTP/AVP 110\na=rtpmap:110 telephone-events/8000\n"
                             "a=sendonly\n");
  const auto again = negotiate(later, answer, Side::answerer);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->at(3).direction, Direction::sendonly);
  EXPECT_EQ(again->at(3).remote, endpoint("198.51.100.2:51434"));
}

// RFC 3264 section 10.2.
TEST(Negotiation, FollowsTheSelectionOfOneCodecOfTheRfc) {
  const sdp::Codec g723{"G723", 8000, 1, "", {}};
  auto bob = audio({g723, kPcmu});
  const auto offer =
      parsed(session("m=audio 62986 RTP/AVP 0 4 18\na=rtpmap:0 PCMU/8000\na=rtpmap:4 G723/8000\n"
                     "a=rtpmap:18 G729/8000\na=inactive\n"));
  const auto answer = make_answer(offer, origin(), {&bob, 1});
  EXPECT_EQ(media_of(answer),
            "m=audio 6000 RTP/AVP 0 4\na=rtpmap:0 PCMU/8000\n"
            "a=rtpmap:4 G723/8000\na=inactive\n");
  const auto locked =
      parsed(session("m=audio 62986 RTP/AVP 4\na=rtpmap:4 G723/8000\na=sendrecv\n"));
  const auto streams = negotiate(locked, make_answer(locked, origin(), {&bob, 1}), Side::answerer);
  ASSERT_TRUE(streams);
  EXPECT_EQ(names(streams->at(0).send), "4=G723");
  EXPECT_EQ(streams->at(0).direction, Direction::sendrecv);
}

// RFC 6337 section 5.3: who is held and offers anew says what it wants itself, not the reverse of
// what it answered; else a call on hold could never be resumed.
TEST(Negotiation, ResumesAfterHoldFromEitherSide) {
  auto we = audio({kPcma}), peer = audio({kPcma}, "192.0.2.1:4000");
  peer.direction = Direction::sendonly;
  const auto hold = make_offer(origin(), {&peer, 1});
  const auto held = make_answer(hold, origin(), {&we, 1});
  EXPECT_EQ(negotiate(hold, held, Side::answerer)->at(0).direction, Direction::recvonly);

  const auto ours = make_offer(origin(), {&we, 1}, &held);
  EXPECT_EQ(
      negotiate(ours, make_answer(ours, origin(), {&peer, 1}), Side::offerer)->at(0).direction,
      Direction::recvonly);  // the peer holds on
  peer.direction = Direction::sendrecv;
  EXPECT_EQ(
      negotiate(ours, make_answer(ours, origin(), {&peer, 1}), Side::offerer)->at(0).direction,
      Direction::sendrecv);
}

}  // namespace
