#include "firmware/b2bua/passing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "firmware/sdp/media_view.h"
#include "firmware/sdp/offer.h"
#include "tests/firmware/sdp/text.h"

namespace b2bua {
namespace {

using sdp_test::parsed;
using sdp_test::session;

const sdp::Origin kOrigin = sdp::make_origin(7, *net::IpAddress::parse("203.0.113.1"));

std::vector<net::Endpoint> relays_for(const sdp::SessionDescription& description) {
  std::vector<net::Endpoint> relays;
  for (std::size_t i = 0; i < description.media.size(); ++i) {
    relays.push_back(sdp_test::endpoint("203.0.113.1:" + std::to_string(6000 + 2 * i)));
  }
  return relays;
}

sdp::SessionDescription passed(const sdp::SessionDescription& offer) {
  return passed_offer(offer, kOrigin, relays_for(offer));
}

// What the other side is offered of these m= lines.
std::string offered(std::string_view media) {
  const std::string text = sdp_test::text_of(passed(parsed(session(media))));
  EXPECT_EQ(text.find("192.0.2."), std::string::npos) << "nothing of the peer's address\n" << text;
  return text.substr(text.find("m="));
}

// What comes back of that answer to these offered m= lines; "" when nothing does.
std::string answered(std::string_view offer, std::string_view answer) {
  const auto asked = parsed(session(offer));
  const auto back = passed_answer(asked, parsed(session(answer)), kOrigin, relays_for(asked));
  if (!back) return "";
  const std::string text = sdp_test::text_of(*back);
  EXPECT_EQ(text.find("192.0.2."), std::string::npos) << text;
  return text.substr(text.find("m="));
}

std::vector<std::string> names_of(const sdp::SessionDescription& description) {
  std::vector<std::string> names;
  for (const sdp::Codec& codec : sdp::MediaView(description, description.media[0]).codecs()) {
    names.push_back(codec.name);
  }
  return names;
}

TEST(PassedOffer, HasOurCodecsBehindThePeers) {
  EXPECT_EQ(offered("m=audio 4000 RTP/AVP 8\n"),
            "m=audio 6000 RTP/AVP 8 107 9 0 101\n"
            "a=sendrecv\n"
            "a=rtpmap:107 opus/48000/2\n"
            "a=rtpmap:9 G722/8000\n"
            "a=rtpmap:0 PCMU/8000\n"
            "a=rtpmap:101 telephone-event/8000\n"
            "a=fmtp:101 0-16\n");
}

TEST(PassedOffer, GivesNoPayloadTypeTwice) {
  const std::string media =
      offered("m=audio 4000 RTP/AVP 107 101\na=rtpmap:107 iLBC/8000\na=rtpmap:101 speex/8000\n");
  EXPECT_TRUE(media.starts_with("m=audio 6000 RTP/AVP 107 101 96 9 8 0 97\n")) << media;
  EXPECT_NE(media.find("a=rtpmap:96 opus/48000/2\n"), std::string::npos);
  EXPECT_NE(media.find("a=rtpmap:97 telephone-event/8000\n"), std::string::npos);
}

TEST(PassedOffer, KeepsLinesAndStreamsThatNobodyKnows) {
  EXPECT_EQ(offered("m=video 4002 RTP/AVP 99\n"
                    "b=AS:512\n"
                    "a=rtpmap:99 H264/90000\n"
                    "a=fmtp:99 profile-level-id=42e01f\n"
                    "a=rtcp-fb:99 nack pli\n"
                    "a=sendonly\n"
                    "m=image 4004 udptl t38\n"
                    "a=T38FaxVersion:0\n"
                    "m=x-new 4006 X/NEW a b\n"
                    "a=odd:1 2 3\n"),
            "m=video 6000 RTP/AVP 99\n"
            "b=AS:512\n"
            "a=rtpmap:99 H264/90000\n"
            "a=fmtp:99 profile-level-id=42e01f\n"
            "a=rtcp-fb:99 nack pli\n"
            "a=sendonly\n"
            "m=image 6002 udptl t38\n"
            "a=T38FaxVersion:0\n"
            "m=x-new 6004 X/NEW a b\n"
            "a=odd:1 2 3\n");
}

TEST(PassedOffer, AddsNothingToAudioThatIsEncrypted) {
  constexpr std::string_view kCrypto =
      "RTP/SAVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\na=sendonly\n";
  EXPECT_EQ(offered("m=audio 4000 " + std::string(kCrypto)),
            "m=audio 6000 " + std::string(kCrypto));
}

TEST(PassedOffer, AddsNothingToAStreamThatIsRejected) {
  EXPECT_EQ(offered("m=audio 0 RTP/AVP 8\nm=audio 0 RTP/AVP 0\na=inactive\n"),
            "m=audio 0 RTP/AVP 8\nm=audio 0 RTP/AVP 0\na=inactive\n");
}

TEST(PassedOffer, TellsNothingOfAHold) {
  for (const char* hold : {"a=sendonly\n", "a=inactive\n", "a=recvonly\n"}) {
    const std::string media = offered("m=audio 4000 RTP/AVP 8\n" + std::string(hold));
    EXPECT_NE(media.find("a=sendrecv\n"), std::string::npos) << media;
    EXPECT_EQ(media.find(hold), std::string::npos) << media;
  }
  const auto held = parsed(
      "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 0.0.0.0\nt=0 0\n"
      "m=audio 4000 RTP/AVP 8\n"
      "m=audio 4002 RTP/AVP 8\nc=IN IP4 0.0.0.0\n");
  const std::string text = sdp_test::text_of(passed(held));
  EXPECT_EQ(text.find("0.0.0.0"), std::string::npos) << text;
  EXPECT_NE(text.find("c=IN IP4 203.0.113.1\n"), std::string::npos) << text;
}

TEST(OnlyHold, IsAChangeOfDirectionOrAddressAlone) {
  const auto before = parsed(session("m=audio 4000 RTP/AVP 8 0\nm=video 0 RTP/AVP 31\n"));
  const auto is_hold = [&](std::string_view media) {
    return is_only_hold(before, parsed(session(media)));
  };
  EXPECT_TRUE(is_hold("m=audio 4000 RTP/AVP 8 0\na=sendonly\nm=video 0 RTP/AVP 31\n"));
  EXPECT_TRUE(is_hold("m=audio 5000 RTP/AVP 8 0\nc=IN IP4 0.0.0.0\nm=video 0 RTP/AVP 31\n"));
  EXPECT_FALSE(is_hold("m=audio 4000 RTP/AVP 8 0\nm=video 4002 RTP/AVP 31\n")) << "video is wanted";
  EXPECT_FALSE(is_hold("m=audio 0 RTP/AVP 8 0\nm=video 0 RTP/AVP 31\n")) << "audio is not";
  EXPECT_FALSE(is_hold("m=audio 4000 RTP/AVP 8\nm=video 0 RTP/AVP 31\n")) << "other codecs";
  EXPECT_FALSE(is_hold("m=audio 4000 RTP/SAVP 8 0\nm=video 0 RTP/AVP 31\n"));
  EXPECT_FALSE(is_hold("m=image 4000 udptl t38\nm=video 0 RTP/AVP 31\n"));
  EXPECT_FALSE(is_hold("m=audio 4000 RTP/AVP 8 0\n")) << "fewer streams";
  EXPECT_FALSE(is_hold("m=audio 4000 RTP/AVP 8 0\nm=video 0 RTP/AVP 31\nm=image 0 udptl t38\n"));
}

TEST(PassedAnswer, HasTheOfferersCodecsOnly) {
  EXPECT_EQ(answered("m=audio 4000 RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\n",
                     "m=audio 5000 RTP/AVP 107 8 101\n"
                     "a=rtpmap:107 opus/48000/2\n"
                     "a=fmtp:107 useinbandfec=1\n"
                     "a=rtpmap:8 PCMA/8000\n"
                     "a=rtpmap:101 telephone-event/8000\n"
                     "a=ptime:20\n"),
            "m=audio 6000 RTP/AVP 8 101\n"
            "a=rtpmap:8 PCMA/8000\n"
            "a=rtpmap:101 telephone-event/8000\n"
            "a=ptime:20\n"
            "a=sendrecv\n");
}

TEST(PassedAnswer, TakesKeysAsEventsForWhoKnowsNone) {
  const char kOffer[] =
      "m=audio 4000 RTP/AVP 8 99 101\na=rtpmap:99 iLBC/8000\n"
      "a=rtpmap:101 telephone-event/8000\n";
  EXPECT_EQ(answered(kOffer, "m=audio 5000 RTP/AVP 8\n"),
            "m=audio 6000 RTP/AVP 8 101\n"
            "a=rtpmap:101 telephone-event/8000\n"
            "a=sendrecv\n");
  EXPECT_EQ(answered(kOffer, "m=audio 5000 RTP/AVP 99\na=rtpmap:99 iLBC/8000\n"),
            "m=audio 6000 RTP/AVP 99\n"
            "a=rtpmap:99 iLBC/8000\n"
            "a=sendrecv\n")
      << "nobody here can put a tone into that";
}

TEST(PassedAnswer, IsNoneWithoutACodecInCommon) {
  EXPECT_EQ(answered("m=audio 4000 RTP/AVP 8\n", "m=audio 5000 RTP/AVP 0\n"), "");
  EXPECT_EQ(answered("m=audio 4000 RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\n",
                     "m=audio 5000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/8000\n"),
            "")
      << "keys alone are no talk";
}

TEST(PassedAnswer, FlowsAsTheOffererWishes) {
  const std::pair<std::string, std::string> answers[] = {
      {"sendonly", "recvonly"}, {"recvonly", "sendonly"}, {"inactive", "inactive"}};
  for (const auto& [wish, answer] : answers) {
    EXPECT_EQ(answered("m=audio 4000 RTP/AVP 8\na=" + wish + "\n",
                       "m=audio 5000 RTP/AVP 8\na=sendrecv\n"),
              "m=audio 6000 RTP/AVP 8\na=" + answer + "\n");
  }
  EXPECT_EQ(answered("m=audio 4000 RTP/AVP 8\n",
                     "m=audio 5000 RTP/AVP 8\nc=IN IP4 0.0.0.0\na=inactive\n"),
            "m=audio 6000 RTP/AVP 8\nc=IN IP4 203.0.113.1\na=sendrecv\n")
      << "who answers may hold already";
}

TEST(PassedAnswer, LeavesOtherStreamsAsTheyAre) {
  EXPECT_EQ(answered("m=audio 4000 RTP/AVP 8\nm=video 4002 RTP/AVP 31\nm=image 4004 udptl t38\n",
                     "m=audio 0 RTP/AVP 0\nm=video 5002 RTP/AVP 31\na=recvonly\n"
                     "m=image 0 udptl t38\n"),
            "m=audio 0 RTP/AVP 0\nm=video 6002 RTP/AVP 31\na=recvonly\nm=image 0 udptl t38\n");
}

TEST(PassedAnswer, HasAsManyStreamsAsTheOffer) {
  EXPECT_EQ(
      answered("m=audio 4000 RTP/AVP 8\n", "m=audio 5000 RTP/AVP 8\nm=video 5002 RTP/AVP 31\n"),
      "m=audio 6000 RTP/AVP 8\na=sendrecv\n");
  EXPECT_EQ(
      answered("m=audio 4000 RTP/AVP 8\nm=video 4002 RTP/AVP 31\n", "m=audio 5000 RTP/AVP 8\n"),
      "");
}

TEST(PassedAnswer, IsNoneFromWhoHasOtherStreams) {
  constexpr char kAudio[] = "m=audio 4000 RTP/AVP 8\n";
  EXPECT_EQ(answered(kAudio, "m=video 5000 RTP/AVP 31\nm=audio 5002 RTP/AVP 8\n"), "");
  EXPECT_EQ(answered(kAudio, "m=audio 5000 RTP/SAVP 8\n"), "");
  EXPECT_EQ(answered("m=image 4000 udptl t38\n", kAudio), "");
  EXPECT_NE(answered("m=audio 4000 RTP/AVPF 8\n", kAudio), "") << "feedback is a permission";
}

// Any of the codecs that phones have, each once, under any payload type.
sdp::SessionDescription any_audio() {
  std::vector<std::string> codecs = {"opus/48000/2",          "G722/8000",   "PCMA/8000",
                                     "telephone-event/8000",  "X-ODD/16000", "speex/16000",
                                     "telephone-event/48000", "PCMU/8000"};
  for (std::size_t i = codecs.size(); i > 1; --i) {
    std::swap(codecs[i - 1], codecs[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  codecs.resize(*rc::gen::inRange<std::size_t>(1, codecs.size() + 1));
  const auto first = *rc::gen::inRange<std::size_t>(96, 120);
  std::string formats, lines;
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    formats += " " + std::to_string(first + i);
    lines += "a=rtpmap:" + std::to_string(first + i) + " " + codecs[i] + "\n";
  }
  return parsed(session("m=audio 4000 RTP/AVP" + formats + "\n" + lines));
}

RC_GTEST_PROP(PassedOffer, KeepsThePeersCodecsInFrontAndAddsEachOfOursOnce, ()) {
  const auto offer = any_audio();
  const auto once = passed(offer);
  const auto theirs = names_of(offer);
  const auto names = names_of(once);
  RC_ASSERT(std::ranges::equal(theirs, std::span(names).first(theirs.size())));
  for (const char* ours : {"opus", "G722", "PCMA", "PCMU"}) {
    RC_ASSERT(std::ranges::count(names, ours) == 1);
  }
  auto formats = once.media[0].formats;
  std::ranges::sort(formats);
  RC_ASSERT(std::ranges::adjacent_find(formats) == formats.end());
  RC_ASSERT(names_of(passed(once)) == names);
}

RC_GTEST_PROP(PassedAnswer, CanBeAgreedUponWithTheOfferer, ()) {
  const auto offer = any_audio();
  const auto answer = any_audio();
  const auto back = passed_answer(offer, answer, kOrigin, relays_for(offer));
  RC_PRE(back.has_value());
  const auto agreed = sdp::negotiate(offer, *back, sdp::Side::answerer);
  RC_ASSERT(agreed.has_value());
  RC_ASSERT(agreed->front().receive.size() == back->media[0].formats.size());
}

}  // namespace
}  // namespace b2bua
