#include "firmware/sip/core/merged_requests.h"

#include "tests/firmware/sip/transaction/stage.h"

namespace sip::testing {
namespace {

class Merging : public TransactionTest {
 protected:
  // The transaction that this request makes.
  const ServerTransaction& asks(std::string_view branch, std::string_view call_id = "c2",
                                std::string_view to_tag = "") {
    std::string text =
        incoming("OPTIONS", "SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK" + std::string(branch), to_tag);
    text.replace(text.find("Call-ID: c2"), 11, "Call-ID: " + std::string(call_id));
    hears(text);
    return *core.requests.back();
  }
  bool seen(const ServerTransaction& transaction) {
    return merged.seen_before(transaction, world.now());
  }
  MergedRequests merged;
};

TEST_F(Merging, NoticesARequestThatCameByTwoWays) {
  EXPECT_FALSE(seen(asks("1")));
  EXPECT_TRUE(seen(asks("2")));
}

TEST_F(Merging, DoesNotTakeOneTransactionForTwo) {
  const ServerTransaction& transaction = asks("1");
  EXPECT_FALSE(seen(transaction));
  EXPECT_FALSE(seen(transaction));
}

TEST_F(Merging, TellsRequestsApartByCallId) {
  EXPECT_FALSE(seen(asks("1", "one")));
  EXPECT_FALSE(seen(asks("2", "two")));
}

TEST_F(Merging, LetsRequestsInADialogPass) {
  EXPECT_FALSE(seen(asks("1", "c", "tag")));
  EXPECT_FALSE(seen(asks("2", "c", "tag")));
}

TEST_F(Merging, ForgetsWhenTheTransactionCanBeOver) {
  EXPECT_FALSE(seen(asks("1")));
  world.advance(MergedRequests::kWindow - 1us);
  const ServerTransaction& late = asks("2");
  EXPECT_TRUE(seen(late));
  world.advance(1us);
  EXPECT_FALSE(seen(late));
}

TEST_F(Merging, ForgetsTheOldestWhenItIsFull) {
  for (std::size_t i = 0; i < MergedRequests::kMaxRemembered; ++i) {
    const std::string name = std::to_string(i);
    EXPECT_FALSE(seen(asks(name, name)));
  }
  EXPECT_TRUE(seen(asks("second", "1")));
  EXPECT_FALSE(seen(asks("more", "more")));
  EXPECT_FALSE(seen(asks("other", "0"))) << "gone for the new one";
}

}  // namespace
}  // namespace sip::testing
