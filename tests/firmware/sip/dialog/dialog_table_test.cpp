#include "firmware/sip/dialog/dialog_table.h"

#include "tests/firmware/sip/dialog/stage.h"

namespace sip::testing {
namespace {

class Table : public DialogTest {
 protected:
  base::Result<Dialog*, ReplacesFault> replaced(const std::string& headers,
                                                std::string_view method = "INVITE") {
    const auto message =
        MessageRef::parse(std::string(method) + " sip:x SIP/2.0\r\n" + headers + "\r\n");
    EXPECT_TRUE(message);
    return table.find_replaced(**message);
  }
  std::string replaces(std::string_view rest = "") {
    return "Replaces: " + dialog_.call_id + ";from-tag=" + dialog_.peer_tag +
           ";to-tag=" + dialog_.our_tag + std::string(rest) + "\r\n";
  }
};

TEST_F(Table, FindsADialogByItsThreeParts) {
  connected();
  const DialogId id = dialog().state().id;
  EXPECT_EQ(table.find(id), &dialog());
  EXPECT_EQ(table.find(DialogId{id.call_id, id.remote_tag, id.local_tag}), nullptr);
  EXPECT_EQ(table.find(DialogId{id.call_id, id.local_tag, ""}), nullptr);
}

TEST_F(Table, FindsTheDialogThatAReplacesNames) {
  connected();
  const auto found = replaced(replaces());
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, &dialog());
  EXPECT_EQ(replaced(replaces(";early-only")).error(), ReplacesFault::already_answered);
  EXPECT_EQ(replaced("Replaces: x;from-tag=a;to-tag=b\r\n").error(), ReplacesFault::no_such_dialog);
  EXPECT_EQ(replaced(replaces(), "REFER").error(), ReplacesFault::malformed);
  EXPECT_EQ(replaced(replaces() + replaces()).error(), ReplacesFault::malformed);
  for (const std::string_view text :
       {"Replaces: x\r\n", "Replaces: x;to-tag=a\r\n", "Replaces: ;to-tag=a;from-tag=b\r\n"}) {
    EXPECT_EQ(replaced(std::string(text)).error(), ReplacesFault::malformed) << text;
  }
}

TEST_F(Table, LetsNoReplacesTakeACallThatRingsHere) {
  invited();
  ASSERT_TRUE(called.session->progress(180));
  world.advance({});
  ours(peer.last("180").message, "to");
  EXPECT_EQ(replaced(replaces()).error(), ReplacesFault::no_such_dialog);
}

TEST_F(Table, LetsAReplacesTakeACallThatRingsThere) {
  calls();
  replies(peer.last("INVITE"), 180);
  EXPECT_EQ(*replaced(replaces(";early-only")), calling.early);
}

TEST_F(Table, TellsThatACallIsOver) {
  connected();
  dialog().bye();
  EXPECT_EQ(replaced(replaces()).error(), ReplacesFault::over);
}

TEST_F(Table, TakesAZeroForNoTag) {
  calls();
  dialog_.peer_tag = "";
  std::string text = answer_to(peer.last("INVITE").message, 200, "", "0");
  text.erase(text.find(";tag=0"), 6);
  text.resize(text.find("Content-Length"));
  peer.says(text + "Contact: <sip:bob@10.0.0.2>\r\n" + with_body("answer1"));
  world.advance({});
  dialog_.peer_tag = "0";
  EXPECT_EQ(*replaced(replaces()), calling.session->dialog());
}

}  // namespace
}  // namespace sip::testing
