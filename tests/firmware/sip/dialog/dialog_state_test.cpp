#include "firmware/sip/dialog/dialog_state.h"

#include <gtest/gtest.h>

#include "firmware/sip/message/message_buffer.h"

namespace sip::testing {
namespace {

using Lines = std::vector<std::string>;

MessageRef parsed(const std::string& text) {
  auto message = MessageRef::parse(text);
  EXPECT_TRUE(message);
  return message ? *message : MessageRef();
}

std::string invite(std::string_view headers = "") {
  return "INVITE sip:bob@b.example SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
         "From: \"Al \\\"X\\\"\" <sip:alice@a.example;x=y>;tag=a1\r\nTo: sip:bob@b.example\r\n"
         "Call-ID: c1\r\nCSeq: 7 INVITE\r\nContact: <sip:alice@10.0.0.2:5070;ob>\r\n" +
         std::string(headers) + "\r\n";
}

std::string response(int status, std::string_view to = "<sip:bob@b.example>;tag=b1",
                     std::string_view headers = "Contact: <sip:bob@10.0.0.3>\r\n") {
  return "SIP/2.0 " + std::to_string(status) +
         " OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
         "From: <sip:alice@a.example>;tag=a1\r\nTo: " +
         std::string(to) + "\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\n" + std::string(headers) + "\r\n";
}

TEST(DialogState, OfTheServerTakesTheRequestsRoutesInOrder) {
  const auto request =
      parsed(invite("Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>\r\n"
                    "Record-Route: <sip:p0.example;lr>\r\n"));
  Flow flow;
  flow.remote = *net::Endpoint::parse("10.0.0.2:5070");
  const auto state = dialog_of_server(*request, "b1", flow);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->id, (DialogId{"c1", "b1", "a1"}));
  EXPECT_EQ(state->phase, DialogState::Phase::early);
  EXPECT_EQ(state->remote_cseq, 7u);
  EXPECT_EQ(state->local_cseq, 0u);
  EXPECT_EQ(state->remote, (Party{"Al \\\"X\\\"", "sip:alice@a.example;x=y"}));
  EXPECT_EQ(state->local, (Party{"", "sip:bob@b.example"}));
  EXPECT_EQ(state->remote_target, "sip:alice@10.0.0.2:5070;ob");
  EXPECT_EQ(state->route_set,
            (Lines{"<sip:p2.example;lr>", "<sip:p1.example;lr>", "<sip:p0.example;lr>"}));
  EXPECT_FALSE(state->owns_call_id);
  EXPECT_FALSE(state->secure);
  EXPECT_EQ(state->flow, flow);
  EXPECT_EQ(to_string(state->remote, state->id.remote_tag),
            "\"Al \\\"X\\\"\" <sip:alice@a.example;x=y>;tag=a1");
}

TEST(DialogState, OfTheClientTakesTheResponsesRoutesInReverse) {
  const auto request = parsed(invite());
  const auto answer = parsed(response(180, "<sip:bob@b.example>;tag=b1",
                                      "Record-Route: <sip:p2.example;lr>\r\n"
                                      "Record-Route: <sip:p1.example;lr>\r\n"
                                      "Contact: <sip:bob@10.0.0.3>\r\n"));
  const auto state = dialog_of_client(*request, *answer, {});
  ASSERT_TRUE(state);
  EXPECT_EQ(state->id, (DialogId{"c1", "a1", "b1"}));
  EXPECT_EQ(state->phase, DialogState::Phase::early);
  EXPECT_EQ(state->local_cseq, 7u);
  EXPECT_FALSE(state->remote_cseq);
  EXPECT_EQ(state->remote_target, "sip:bob@10.0.0.3");
  EXPECT_EQ(state->route_set, (Lines{"<sip:p1.example;lr>", "<sip:p2.example;lr>"}));
  EXPECT_TRUE(state->owns_call_id);
}

TEST(DialogState, AcceptsAPeerWithoutTags) {
  const auto request = parsed(invite());
  const auto state = dialog_of_client(*request, *parsed(response(200, "<sip:bob@b.example>")), {});
  ASSERT_TRUE(state);
  EXPECT_EQ(state->id.remote_tag, "");
  EXPECT_EQ(state->phase, DialogState::Phase::confirmed);
  EXPECT_EQ(to_string(state->remote, state->id.remote_tag), "<sip:bob@b.example>");
}

TEST(DialogState, KeepsTheRequestUriWhereAResponseHasNoContact) {
  const auto state =
      dialog_of_client(*parsed(invite()), *parsed(response(180, "<sip:b@b>;tag=b1", "")), {});
  ASSERT_TRUE(state);
  EXPECT_EQ(state->remote_target, "sip:bob@b.example");
}

TEST(DialogState, IsSecureForSipsOverTlsAlone) {
  std::string text = invite();
  text.replace(7, 3, "sips");
  Flow flow;
  EXPECT_FALSE(dialog_of_server(*parsed(text), "b1", flow)->secure);
  flow.transport = Transport::tls;
  EXPECT_TRUE(dialog_of_server(*parsed(text), "b1", flow)->secure);
  EXPECT_FALSE(dialog_of_server(*parsed(invite()), "b1", flow)->secure);
}

TEST(DialogState, RefusesARequestThatSaysNotWhereItsSenderIs) {
  std::string text = invite();
  const auto contact = text.find("Contact:");
  text.erase(contact, text.find("\r\n", contact) + 2 - contact);
  EXPECT_EQ(dialog_of_server(*parsed(text), "b1", {}).error(), ParseError::missing);
  const std::string mail = "Contact: <mailto:a@b>\r\n\r\n";
  text.replace(text.size() - 2, 2, mail);
  EXPECT_EQ(dialog_of_server(*parsed(text), "b1", {}).error(), ParseError::bad_value);
}

TEST(DialogState, RemembersNoMoreThanItsLimits) {
  std::string routes;
  for (std::size_t i = 0; i < DialogState::kMaxRoutes; ++i) routes += "<sip:p;lr>,";
  routes.pop_back();
  EXPECT_TRUE(dialog_of_server(*parsed(invite("Record-Route: " + routes + "\r\n")), "b1", {}));
  routes += ",<sip:p;lr>";
  EXPECT_EQ(dialog_of_server(*parsed(invite("Record-Route: " + routes + "\r\n")), "b1", {}).error(),
            ParseError::too_many_headers);
  std::string text = invite();
  text.replace(text.find("c1"), 2, std::string(DialogState::kMaxField, 'c'));
  EXPECT_TRUE(dialog_of_server(*parsed(text), "b1", {}));
  text.replace(text.find("cc"), 1, "cc");
  EXPECT_EQ(dialog_of_server(*parsed(text), "b1", {}).error(), ParseError::too_long);
}

TEST(DialogState, SendsToTheTargetByLooseRoutes) {
  DialogState state;
  state.remote_target = "sip:bob@10.0.0.3";
  RequestHead head = request_head(state);
  EXPECT_EQ(head.request_uri, "sip:bob@10.0.0.3");
  EXPECT_EQ(head.next_hop, "sip:bob@10.0.0.3");
  EXPECT_TRUE(head.routes.empty());
  state.route_set = {"<sip:p1.example;lr>", "<sip:p2.example;lr>"};
  head = request_head(state);
  EXPECT_EQ(head.request_uri, "sip:bob@10.0.0.3");
  EXPECT_EQ(head.next_hop, "sip:p1.example;lr");
  EXPECT_EQ(head.routes, state.route_set);
}

TEST(DialogState, PutsAStrictRouterIntoTheRequestUri) {
  DialogState state;
  state.remote_target = "sip:bob@10.0.0.3";
  state.route_set = {"<sip:p1.example?Subject=x>", "<sip:p2.example;lr>"};
  const RequestHead head = request_head(state);
  EXPECT_EQ(head.request_uri, "sip:p1.example");
  EXPECT_EQ(head.next_hop, "sip:p1.example");
  EXPECT_EQ(head.routes, (Lines{"<sip:p2.example;lr>", "<sip:bob@10.0.0.3>"}));
}

TEST(DialogState, TakesRequestsInOrderAlone) {
  const auto request = parsed(invite());
  DialogState state;
  EXPECT_TRUE(is_in_order(state, *request)) << "the first may carry any number";
  for (const auto& [number, in_order] : {std::pair{8u, false}, {7u, true}, {0u, true}}) {
    state.remote_cseq = number;
    EXPECT_EQ(is_in_order(state, *request), in_order) << number;
  }
  note_cseq(state, *request);
  EXPECT_EQ(state.remote_cseq, 7u);
}

TEST(DialogState, FollowsItsPeerToANewTarget) {
  DialogState state;
  state.remote_target = "sip:old@10.0.0.3";
  refresh_target(state, *parsed(response(200, "<sip:b@b>;tag=b1", "")));
  EXPECT_EQ(state.remote_target, "sip:old@10.0.0.3");
  refresh_target(state, *parsed(invite()));
  EXPECT_EQ(state.remote_target, "sip:alice@10.0.0.2:5070;ob");
}

TEST(DialogState, IsConfirmedWithTheRoutesOfThe2xx) {
  const auto request = parsed(invite());
  auto state = dialog_of_client(*request, *parsed(response(180)), {});
  ASSERT_TRUE(state);
  ASSERT_TRUE(confirm(*state, *request,
                      *parsed(response(200, "<sip:b@b>;tag=b1",
                                       "Record-Route: <sip:p.example;lr>\r\n"
                                       "Contact: <sip:moved@10.0.0.4>\r\n"))));
  EXPECT_EQ(state->phase, DialogState::Phase::confirmed);
  EXPECT_EQ(state->route_set, Lines{"<sip:p.example;lr>"});
  EXPECT_EQ(state->remote_target, "sip:moved@10.0.0.4");
}

}  // namespace
}  // namespace sip::testing
