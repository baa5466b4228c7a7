#include "firmware/sdp/adaptation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "firmware/sdp/media_view.h"
#include "tests/firmware/sdp/streams.h"

namespace {

using namespace sdp_test;

std::string media_with(std::string_view lines, const std::vector<sdp::Codec>& codecs) {
  sdp::SessionDescription description = parsed(session(lines));
  sdp::append_codecs(description, description.media[0], codecs);
  return media_of(description);
}

// "" when nothing was taken out because nothing would be left.
std::string media_kept(std::string_view lines, const std::vector<sdp::Codec>& codecs) {
  sdp::SessionDescription description = parsed(session(lines));
  const auto before = description;
  if (sdp::keep_codecs(description, description.media[0], codecs)) return media_of(description);
  EXPECT_EQ(description, before);
  return "";
}

TEST(Adaptation, SetsTheDirectionOnceWhateverStoodThere) {
  for (const char* before : {"", "a=sendonly\n", "a=inactive\na=recvonly\n"}) {
    sdp::SessionDescription description =
        parsed(session("m=audio 4000 RTP/AVP 8\na=ptime:20\n" + std::string(before)));
    sdp::set_direction(description.media[0], sdp::Direction::recvonly);
    EXPECT_EQ(media_of(description), "m=audio 4000 RTP/AVP 8\na=ptime:20\na=recvonly\n");
  }
}

TEST(Adaptation, TheStreamsDirectionPrevailsOverTheSessions) {
  sdp::SessionDescription description = parsed(
      "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\na=inactive\n"
      "m=audio 4000 RTP/AVP 8\n");
  sdp::set_direction(description.media[0], sdp::Direction::sendrecv);
  EXPECT_EQ(sdp::MediaView(description, description.media[0]).direction(),
            sdp::Direction::sendrecv);
}

TEST(Adaptation, AppendsWhatIsNotThereBehindAllThatIs) {
  EXPECT_EQ(media_with("m=audio 4000 RTP/AVP 0 8\na=ptime:20\n", {kPcma, kEvents}),
            "m=audio 4000 RTP/AVP 0 8 101\na=ptime:20\na=rtpmap:101 telephone-event/8000\n"
            "a=fmtp:101 0-16\n");
  EXPECT_EQ(media_with("m=audio 4000 RTP/AVP 101\na=rtpmap:101 x/8000\n", {kEvents}),
            "m=audio 4000 RTP/AVP 101 96\na=rtpmap:101 x/8000\na=rtpmap:96 telephone-event/8000\n"
            "a=fmtp:96 0-16\n");
}

TEST(Adaptation, AppendsNothingToWhatIsRejectedOrNoRtp) {
  EXPECT_EQ(media_with("m=audio 0 RTP/AVP 0\n", {kPcma}), "m=audio 0 RTP/AVP 0\n");
  EXPECT_EQ(media_with("m=image 4000 udptl t38\n", {kPcma}), "m=image 4000 udptl t38\n");
}

TEST(Adaptation, AppendsNoMoreThanOneStreamMayHave) {
  std::string lines = "m=audio 4000 RTP/AVP";
  for (std::size_t i = 0; i < sdp::kMaxFormats; ++i) lines += " 8";
  EXPECT_EQ(media_with(lines + "\n", {kOpus, kEvents}), lines + "\n");
}

TEST(Adaptation, KeepsCodecsWithAllThatIsSaidOfThem) {
  EXPECT_EQ(media_kept("m=audio 4000 RTP/AVP 96 8 101 13\n"
                       "a=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\na=rtcp-fb:* nack\n"
                       "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:20\n",
                       {kPcma, kEvents}),
            "m=audio 4000 RTP/AVP 8 101\na=rtcp-fb:* nack\n"
            "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:20\n");
}

TEST(Adaptation, KnowsAPayloadTypeThatIsWrittenWithZeros) {
  EXPECT_EQ(
      media_kept("m=audio 4 RTP/AVP 08 0\na=rtpmap:08 PCMA/8000\n", {{"PCMA", 8000, 1, "", {}}}),
      "m=audio 4 RTP/AVP 08\na=rtpmap:08 PCMA/8000\n");
  EXPECT_EQ(media_with("m=audio 4 RTP/AVP 009\na=rtpmap:009 X/8000\n", {{"G722", 8000, 1, "", 9}}),
            "m=audio 4 RTP/AVP 009 96\na=rtpmap:009 X/8000\na=rtpmap:96 G722/8000\n");
}

TEST(Adaptation, KeepsNothingWhenNoVoiceWouldBeLeft) {
  constexpr char kLines[] = "m=audio 4000 RTP/AVP 8 101 13\na=rtpmap:101 telephone-event/8000\n";
  EXPECT_EQ(media_kept(kLines, {}), "");
  EXPECT_EQ(media_kept(kLines, {kEvents, kNoise, kPcmu}), "");
}

// Which of these: bit by bit.
std::vector<sdp::Codec> some(unsigned bits) {
  const std::vector<sdp::Codec> all = {kOpus, kG722, kPcma, kPcmu, kNoise, kEvents, kWideEvents};
  std::vector<sdp::Codec> chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((bits >> i & 1) != 0) chosen.push_back(all[i]);
  }
  return chosen;
}

bool has(const std::vector<sdp::Codec>& codecs, const sdp::Codec& codec) {
  return std::ranges::any_of(codecs, [&](const sdp::Codec& one) { return matches(one, codec); });
}

RC_GTEST_PROP(Adaptation, HasAfterAppendingWhatItHadAndWhatIsWished,
              (unsigned had, unsigned wish)) {
  sdp::SessionDescription description = parsed(session("m=audio 4000 RTP/AVP 126\n"));
  sdp::Media& media = description.media[0];
  sdp::append_codecs(description, media, some(had));
  const auto before = sdp::MediaView(description, media).codecs();
  sdp::append_codecs(description, media, some(wish));
  const auto after = sdp::MediaView(description, media).codecs();
  RC_ASSERT(std::ranges::equal(before, std::span(after).first(before.size())));
  for (const sdp::Codec& codec : some(had | wish)) RC_ASSERT(has(after, codec));
  RC_ASSERT(after.size() == some(had | wish).size());
}

RC_GTEST_PROP(Adaptation, KeepsTheCommonPartInItsOrder, (unsigned had, unsigned wish)) {
  sdp::SessionDescription description = parsed(session("m=audio 4000 RTP/AVP 126\n"));
  sdp::Media& media = description.media[0];
  sdp::append_codecs(description, media, some(had));
  auto expected = sdp::MediaView(description, media).codecs();
  std::erase_if(expected, [&](const sdp::Codec& one) { return !has(some(wish), one); });
  const bool voice =
      std::ranges::any_of(expected, [](const sdp::Codec& one) { return !one.is_auxiliary(); });
  RC_ASSERT(sdp::keep_codecs(description, media, some(wish)) == voice);
  if (voice) RC_ASSERT(sdp::MediaView(description, media).codecs() == expected);
}

}  // namespace
