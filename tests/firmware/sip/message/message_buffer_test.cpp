#include "firmware/sip/message/message_buffer.h"

#include "tests/firmware/sip/message/text.h"

namespace {

using sip::MessageRef;

std::string of_size(std::size_t size) {
  std::string text = "OPTIONS sip:a SIP/2.0\r\nTo: t\r\n\r\n";
  text.append(size - text.size(), 'b');
  return text;
}

TEST(MessageRef, OwnsACopyOfTheOctets) {
  std::string octets = of_size(100);
  const auto ref = MessageRef::parse(octets);
  ASSERT_TRUE(ref);
  octets.assign(octets.size(), 'x');
  EXPECT_EQ((*ref)->first(sip::HeaderId::to), "t");
}

TEST(MessageRef, SharesOneMessageAmongCopies) {
  const std::size_t before = sip::message_pool_use().live;
  {
    MessageRef one = *MessageRef::parse(of_size(100));
    MessageRef two = one;
    MessageRef three;
    three = two;
    EXPECT_EQ(&*one, &*three);
    EXPECT_EQ(sip::message_pool_use().live, before + 1);
    one = MessageRef();
    two = std::move(three);
    EXPECT_FALSE(one);
    EXPECT_FALSE(three);
    EXPECT_EQ(two->body().front(), 'b');
  }
  EXPECT_EQ(sip::message_pool_use().live, before);
}

TEST(MessageRef, ReportsTheErrorAndKeepsNothing) {
  const std::size_t before = sip::message_pool_use().live;
  EXPECT_EQ(MessageRef::parse("nonsense").error(), sip::ParseError::incomplete);
  EXPECT_EQ(MessageRef::parse(std::string(65536, 'x')).error(), sip::ParseError::too_long);
  EXPECT_EQ(sip::message_pool_use().live, before);
}

TEST(MessageRef, HoldsMessagesOfEverySize) {
  for (std::size_t size = 40; size <= sip::Message::kMaxOctets; size += 997) {
    ASSERT_TRUE(MessageRef::parse(of_size(size))) << size;
  }
  ASSERT_TRUE(MessageRef::parse(of_size(sip::Message::kMaxOctets)));
}

TEST(MessageRef, UsesABlockAgain) {
  const sip::Message* first;
  {
    const MessageRef ref = *MessageRef::parse(of_size(100));
    first = &*ref;
  }
  const MessageRef ref = *MessageRef::parse(of_size(200));
  EXPECT_EQ(&*ref, first);
}

TEST(MessagePool, KeepsABoundedRest) {
  {
    std::vector<MessageRef> burst;
    for (int i = 0; i < 1000; ++i) burst.push_back(*MessageRef::parse(of_size(3000)));
  }
  EXPECT_LE(sip::message_pool_use().pooled_octets, 512u * 1024);
  EXPECT_EQ(sip::message_pool_use().live, 0u);
}

}  // namespace
