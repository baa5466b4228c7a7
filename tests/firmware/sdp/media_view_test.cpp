#include "firmware/sdp/media_view.h"

#include "tests/firmware/sdp/text.h"

namespace {

using sdp::Direction;
using sdp::MediaView;
using sdp_test::endpoint;
using sdp_test::parsed;
using sdp_test::session;
using std::chrono::milliseconds;

// The first m= line of these, together with the description that holds it.
struct Viewed {
  explicit Viewed(std::string_view lines) : description(parsed(lines)) {}
  MediaView operator*() const { return {description, description.media.at(0)}; }
  sdp::SessionDescription description;
};
Viewed viewed(std::string_view media) {
  return Viewed(session(media));
}

std::string codecs_of(const Viewed& media) {
  std::string text;
  for (const auto& codec : (*media).codecs()) {
    text += std::to_string(*codec.payload_type) + " " + to_encoding(codec) + "[" + codec.fmtp + "]";
  }
  return text;
}

TEST(MediaView, ReadsTheDirection) {
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\n")).direction(), Direction::sendrecv);
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\na=sendrecv\n")).direction(), Direction::sendrecv);
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\na=sendonly\n")).direction(), Direction::sendonly);
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\na=recvonly\n")).direction(), Direction::recvonly);
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\na=inactive \n")).direction(), Direction::inactive);
}

TEST(MediaView, TakesTheDirectionOfTheSessionWhereTheStreamHasNone) {
  const std::string head = "a=recvonly\nm=audio 4 RTP/AVP 0\n";
  EXPECT_EQ((*viewed(head)).direction(), Direction::recvonly);
  EXPECT_EQ((*viewed(head + "a=sendrecv\n")).direction(), Direction::sendrecv);
}

TEST(MediaView, TakesTheConnectionOfTheSessionWhereTheStreamHasNone) {
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\n")).rtp(), endpoint("192.0.2.1:4"));
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\nc=IN IP6 2001:db8::2\n")).rtp(),
            endpoint("[2001:db8::2]:4"));
  EXPECT_FALSE((*viewed("m=audio 4 RTP/AVP 0\nc=IN IP4 host.example\n")).rtp());
  EXPECT_FALSE((*viewed("m=audio 0 RTP/AVP 0\n")).rtp());
  EXPECT_TRUE(
      (*viewed("m=audio 4 RTP/AVP 0\nc=IN IP4 224.2.1.1/127\n")).connection()->is_multicast());
  EXPECT_TRUE((*viewed("m=audio 4 RTP/AVP 0\nc=IN IP6 ff15::1\n")).connection()->is_multicast());
  EXPECT_FALSE((*viewed("m=audio 4 RTP/AVP 0\n")).connection()->is_multicast());
}

TEST(MediaView, KnowsTheOldHoldAndKeepsItsDirection) {
  const auto held = viewed("m=audio 4 RTP/AVP 0\nc=IN IP4 0.0.0.0\n");
  EXPECT_TRUE((*held).is_held());
  EXPECT_EQ((*held).direction(), Direction::sendrecv);
  EXPECT_TRUE((*viewed("m=audio 4 RTP/AVP 0\nc=IN IP6 ::\n")).is_held());
  EXPECT_FALSE((*viewed("m=audio 4 RTP/AVP 0\n")).is_held());
  EXPECT_FALSE((*viewed("m=audio 0 RTP/AVP 0\nc=IN IP4 0.0.0.0\n")).is_held());
}

TEST(MediaView, TakesAnIceAgentWithoutCandidatesForNoHold) {
  const std::string trickle = "c=IN IP4 0.0.0.0\na=ice-ufrag:x\n";
  EXPECT_FALSE((*viewed("m=audio 9 RTP/AVP 0\n" + trickle)).is_held());
  EXPECT_TRUE((*viewed("m=audio 4 RTP/AVP 0\n" + trickle)).is_held());
  EXPECT_TRUE((*viewed("m=audio 9 RTP/AVP 0\nc=IN IP4 0.0.0.0\n")).is_held());
}

TEST(MediaView, ExplainsFormatsByRtpmapAndByTheStaticTable) {
  EXPECT_EQ(codecs_of(viewed("m=audio 4 RTP/AVP 111 0 8 101 97 9\n"
                             "a=rtpmap:111 opus/48000/2\na=fmtp:111 stereo=1; useinbandfec=1\n"
                             "a=rtpmap:101 telephone-event/8000\na=fmtp:101  0-16 \n"
                             "a=rtpmap:8 PCMA/8000\n")),
            "111 opus/48000/2[stereo=1; useinbandfec=1]0 PCMU/8000[]8 PCMA/8000[]"
            "101 telephone-event/8000[0-16]9 G722/8000[]");
}

TEST(MediaView, TakesTheFirstOfTwoExplanationsAndEachFormatOnce) {
  EXPECT_EQ(codecs_of(viewed("m=audio 4 RTP/AVP 96 96 0 0\na=rtpmap:96 A/1\na=rtpmap:96 B/2\n"
                             "a=fmtp:96 one\na=fmtp:96 two\n")),
            "96 A/1[one]0 PCMU/8000[]");
}

TEST(MediaView, LeavesOutFormatsThatNobodyExplains) {
  EXPECT_EQ(codecs_of(viewed("m=audio 4 RTP/AVP 96 128 x 1\na=rtpmap:96\na=rtpmap\na=fmtp\n")), "");
  EXPECT_EQ(codecs_of(viewed("m=image 4 udptl 0\n")), "");
}

TEST(MediaView, FindsTelephoneEventsOfEveryRate) {
  const auto media = viewed(
      "m=audio 4 RTP/AVP 0 100 101\na=rtpmap:100 telephone-event/48000\n"
      "a=rtpmap:101 telephone-event/8000\n");
  const auto events = (*media).telephone_events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].clock_rate, 48000u);
  EXPECT_EQ(events[1].payload_type, 101);
}

TEST(MediaView, ReadsPacketTimes) {
  const auto media = viewed("m=audio 4 RTP/AVP 0\na=ptime:30\na=maxptime:120\n");
  EXPECT_EQ((*media).ptime(), milliseconds(30));
  EXPECT_EQ((*media).maxptime(), milliseconds(120));
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\na=ptime:2.5\n")).ptime(), milliseconds(2));
  for (const char* bad : {"", "0", "-20", "x", "60001", "0.5"}) {
    EXPECT_FALSE((*viewed("m=audio 4 RTP/AVP 0\na=ptime:" + std::string(bad) + "\n")).ptime());
  }
}

TEST(MediaView, KnowsWhereRtcpGoes) {
  const std::string line = "m=audio 4000 RTP/AVP 0\n";
  EXPECT_EQ((*viewed(line)).rtcp(), endpoint("192.0.2.1:4001"));
  EXPECT_EQ((*viewed(line + "a=rtcp:53020\n")).rtcp(), endpoint("192.0.2.1:53020"));
  EXPECT_EQ((*viewed(line + "a=rtcp:53020 IN IP4 126.16.64.4\n")).rtcp(),
            endpoint("126.16.64.4:53020"));
  EXPECT_EQ((*viewed(line + "a=rtcp:53020 IN IP6 2001:db8::3\n")).rtcp(),
            endpoint("[2001:db8::3]:53020"));
  EXPECT_EQ((*viewed(line + "a=rtcp:x\n")).rtcp(), endpoint("192.0.2.1:4001"));
  EXPECT_FALSE((*viewed(line + "a=rtcp:0\n")).rtcp());
  EXPECT_FALSE((*viewed(line + "a=rtcp:5 IN IP4 host.example\n")).rtcp());
  EXPECT_FALSE((*viewed("m=audio 65535 RTP/AVP 0\n")).rtcp());
  EXPECT_FALSE((*viewed("m=audio 0 RTP/AVP 0\n")).rtcp());
  EXPECT_TRUE((*viewed(line + "a=rtcp-mux\n")).has_rtcp_mux());
  EXPECT_FALSE((*viewed(line)).has_rtcp_mux());
}

TEST(MediaView, ReadsBandwidthMidAndLabel) {
  const auto media =
      viewed("b=CT:1000\nb=AS:64\nm=audio 4 RTP/AVP 0\nb=AS:80\na=mid:0\na=label:left\n");
  EXPECT_EQ((*media).bandwidth("AS"), 80u);
  EXPECT_EQ((*media).bandwidth("CT"), 1000u);
  EXPECT_FALSE((*media).bandwidth("TIAS"));
  EXPECT_EQ((*media).mid(), "0");
  EXPECT_EQ((*media).label(), "left");
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\n")).mid(), "");
}

TEST(MediaView, DoesNotMixUpAttributesWithLikeNames) {
  EXPECT_FALSE((*viewed("m=audio 4 RTP/AVP 0\na=rtcp-mux-only\n")).has_rtcp_mux());
  EXPECT_EQ((*viewed("m=audio 4 RTP/AVP 0\na=sendonlyx\na=SENDONLY\n")).direction(),
            Direction::sendrecv);
}

}  // namespace
