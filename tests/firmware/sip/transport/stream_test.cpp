// The transport layer on TCP.
#include "tests/firmware/sip/transport/transport_fixture.h"

namespace sip {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Peer;

constexpr std::string_view kOwn = "192.0.2.1:5060";
constexpr std::string_view kVia = "SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKa";

class StreamTest : public testing::TransportTest {
 protected:
  Peer& dial(std::string_view from = "192.0.2.9:33000") { return network.dial(kOwn, from); }
  // A connection we make, to which the peer has not said yes.
  Flow call(std::string_view remote = "192.0.2.9:5060") {
    return *layer->flow_to(Transport::tcp, at(remote));
  }
  Peer& last_peer() { return *network.peers.back(); }
};

TEST_F(StreamTest, HandsUpEachMessageOfAConnection) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  const std::string both = request(kVia) + request(kVia, "MESSAGE", "hello");
  peer.say(both.substr(0, 30));
  peer.say(both.substr(30));
  ASSERT_EQ(ear.heard.size(), 2u);
  EXPECT_EQ(ear.heard[1].message->body(), "hello");
  const Flow& flow = ear.heard[0].flow;
  EXPECT_EQ(flow, (Flow{Transport::tcp, 0, flow.connection, at("192.0.2.9:33000")}));
  EXPECT_NE(flow.connection, 0u);
  EXPECT_EQ(flow, ear.heard[1].flow);
  ASSERT_TRUE(layer->send(flow, "SIP/2.0 200 OK\r\n\r\n"));
  EXPECT_EQ(peer.heard, "SIP/2.0 200 OK\r\n\r\n");
}

TEST_F(StreamTest, AnswersAPingWithOneCrlf) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  peer.say("\r\n\r\n");
  EXPECT_EQ(peer.heard, "\r\n");
  peer.say(request(kVia) + "\r\n\r\n");
  EXPECT_EQ(peer.heard, "\r\n\r\n");
  EXPECT_EQ(layer->counters().keep_alives, 2u);
}

TEST_F(StreamTest, ReusesAConnectionToTheSameEndpoint) {
  ASSERT_TRUE(open({kOwn}));
  const Flow first = call();
  EXPECT_EQ(call(), first) << "while it is being made";
  last_peer().connect();
  EXPECT_EQ(call(), first);
  EXPECT_NE(call("192.0.2.9:5062"), first);
  EXPECT_EQ(network.peers.size(), 2u);

  dial("192.0.2.8:33000");
  const Flow inbound = call("192.0.2.8:33000");
  EXPECT_EQ(network.peers.size(), 3u) << "an accepted one serves as well";
  EXPECT_TRUE(layer->is_alive(inbound));
}

TEST_F(StreamTest, ReusesOnlyThePreferredInterfacesConnection) {
  network.add_address("192.0.2.2");
  ASSERT_TRUE(open({kOwn, "192.0.2.2:5060"}));
  const Flow first = *layer->flow_to(Transport::tcp, at("192.0.2.9:5060"), 0);
  const Flow second = *layer->flow_to(Transport::tcp, at("192.0.2.9:5060"), 1);
  EXPECT_EQ(first.interface, 0);
  EXPECT_EQ(second.interface, 1);
  EXPECT_EQ(last_peer().local.address, at("192.0.2.2:1").address);
  EXPECT_EQ(*layer->flow_to(Transport::tcp, at("192.0.2.9:5060"), 1), second);
}

TEST_F(StreamTest, KeepsWhatIsSentUntilTheConnectionIsMade) {
  ASSERT_TRUE(open({kOwn}));
  const Flow flow = call();
  EXPECT_TRUE(layer->send(flow, "one"));
  EXPECT_TRUE(layer->send(flow, "two"));
  EXPECT_EQ(last_peer().heard, "");
  last_peer().connect();
  EXPECT_EQ(last_peer().heard, "onetwo");
  EXPECT_TRUE(layer->send(flow, "three"));
  EXPECT_EQ(last_peer().heard, "onetwothree");
}

TEST_F(StreamTest, BoundsWhatWaitsForAConnection) {
  ASSERT_TRUE(open({kOwn}));
  const Flow flow = call();
  EXPECT_TRUE(layer->send(flow, std::string(Connection::kMaxWaiting, 'x')));
  EXPECT_EQ(layer->send(flow, "x").error(), SendError::overloaded);
  EXPECT_TRUE(layer->is_alive(flow));
}

TEST_F(StreamTest, SaysWhenAPeerDoesNotRead) {
  ASSERT_TRUE(open({kOwn}));
  const Flow flow = call();
  last_peer().connect();
  last_peer().full = true;
  EXPECT_EQ(layer->send(flow, "x").error(), SendError::overloaded);
  EXPECT_TRUE(ear.failed.empty());
}

TEST_F(StreamTest, ReportsAConnectionThatCouldNotBeMade) {
  ASSERT_TRUE(open({kOwn}));
  const Flow flow = call();
  layer->send(flow, "x");
  last_peer().close(net::Error::refused);
  ASSERT_EQ(ear.failed.size(), 1u);
  EXPECT_EQ(ear.failed[0], std::pair(flow, net::Error::refused));
  EXPECT_FALSE(layer->is_alive(flow));
  EXPECT_EQ(layer->connections(), 0u);
  EXPECT_EQ(layer->send(flow, "x").error(), SendError::no_such_flow);
  pass(minutes(100));
  EXPECT_EQ(ear.failed.size(), 1u);
}

TEST_F(StreamTest, GivesUpConnectingInTime) {
  ASSERT_TRUE(open({kOwn}));
  const Flow flow = call();
  pass(settings.connect_timeout - base::Duration(1));
  EXPECT_TRUE(layer->is_alive(flow));
  pass(base::Duration(1));
  ASSERT_EQ(ear.failed.size(), 1u);
  EXPECT_EQ(ear.failed[0].second, net::Error::timed_out);
  EXPECT_FALSE(last_peer().open);
}

TEST_F(StreamTest, ClosesAConnectionThatSaysNothing) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  pass(settings.first_message_timeout - base::Duration(1));
  peer.say("\r\n\r\n");
  peer.say(request(kVia).substr(0, 20));
  EXPECT_TRUE(peer.open);
  pass(base::Duration(1));
  EXPECT_FALSE(peer.open) << "neither a ping nor half a message is one";
  ASSERT_EQ(ear.failed.size(), 1u);
  EXPECT_EQ(timers.armed(), 0u);
}

TEST_F(StreamTest, ClosesASilentConnection) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  peer.say(request(kVia));
  const Flow flow = ear.heard[0].flow;
  const auto almost = settings.idle_timeout - seconds(1);
  pass(almost);
  peer.say("\r\n\r\n");
  pass(almost);
  layer->send(flow, "x");
  pass(almost);
  peer.say(request(kVia));
  pass(almost);
  EXPECT_TRUE(layer->is_alive(flow)) << "each of these was a use";
  pass(seconds(1));
  EXPECT_FALSE(layer->is_alive(flow));
  ASSERT_EQ(ear.failed.size(), 1u);
  EXPECT_EQ(ear.failed[0].second, net::Error::timed_out);
}

TEST_F(StreamTest, DoesNotTakeATrickleForAUse) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  peer.say(request(kVia));
  for (int i = 0; i < 65; ++i) {
    peer.say("x");
    pass(minutes(1));
  }
  EXPECT_FALSE(peer.open);
}

TEST_F(StreamTest, LetsAPeerWeCalledBeSilent) {
  ASSERT_TRUE(open({kOwn}));
  const Flow flow = call();
  last_peer().connect();
  pass(settings.idle_timeout - seconds(1));
  EXPECT_TRUE(layer->is_alive(flow));
  layer->send(flow, "x");
  pass(settings.idle_timeout - seconds(1));
  EXPECT_TRUE(layer->is_alive(flow));
}

TEST_F(StreamTest, LimitsConnectionsPerAddressAndAltogether) {
  settings.max_connections = 5;
  settings.max_connections_per_address = 3;
  ASSERT_TRUE(open({kOwn}));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(dial("192.0.2.9:3300" + std::to_string(i)).open);
  EXPECT_FALSE(dial("192.0.2.9:33003").open);
  EXPECT_TRUE(dial("192.0.2.8:33000").open);
  EXPECT_TRUE(dial("192.0.2.8:33001").open);
  EXPECT_FALSE(dial("192.0.2.7:33000").open);
  EXPECT_EQ(layer->flow_to(Transport::tcp, at("192.0.2.7:5060")).error(), SendError::overloaded);
  EXPECT_EQ(layer->connections(), 5u);
  EXPECT_EQ(layer->counters().refused_connections, 2u);

  network.peers[0]->close();
  EXPECT_TRUE(dial("192.0.2.9:33004").open) << "a place is free again";
}

TEST_F(StreamTest, NeverRepeatsASerialNumber) {
  ASSERT_TRUE(open({kOwn}));
  const Flow first = call();
  last_peer().close();
  pass({});
  const Flow second = call();
  EXPECT_NE(first.connection, second.connection);
  EXPECT_FALSE(layer->is_alive(first));
  EXPECT_TRUE(layer->is_alive(second));
}

TEST_F(StreamTest, LetsTheUserActFromInsideItsCallBacks) {
  ASSERT_TRUE(open({kOwn}));
  ear.on_heard = [&](const Flow& flow) { layer->send(flow, "answer"); };
  Flow again;
  ear.on_failure = [&](const Flow& flow) {
    EXPECT_FALSE(layer->send(flow, "late"));
    again = *layer->flow_to(Transport::tcp, flow.remote);
    layer->send(again, "again");
  };
  Peer& peer = dial();
  peer.say(request(kVia) + request(kVia));
  EXPECT_EQ(peer.heard, "answeranswer");
  peer.close(net::Error::reset);
  EXPECT_TRUE(layer->is_alive(again));
  pass({});
  EXPECT_EQ(layer->connections(), 1u);
  last_peer().connect();
  EXPECT_EQ(last_peer().heard, "again");
}

TEST_F(StreamTest, StopsReadingAConnectionThatEndedMeanwhile) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  ear.on_heard = [&](const Flow&) { peer.close(net::Error::reset); };
  peer.say(request(kVia) + request(kVia));
  EXPECT_EQ(ear.heard.size(), 1u);
  EXPECT_EQ(ear.failed.size(), 1u);
}

TEST_F(StreamTest, AnswersAMissingLengthAndCloses) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  std::string message = request(kVia);
  message.erase(message.find("Content-Length"), 19);
  peer.say(message + "anything");
  EXPECT_TRUE(peer.heard.starts_with("SIP/2.0 400 Missing Content-Length\r\n")) << peer.heard;
  EXPECT_TRUE(peer.closing);
  EXPECT_TRUE(ear.heard.empty());
  ASSERT_EQ(ear.failed.size(), 1u);
  EXPECT_FALSE(layer->is_alive(ear.failed[0].first));

  peer.say(request(kVia));
  EXPECT_TRUE(ear.heard.empty()) << "nothing after it counts";
  EXPECT_TRUE(peer.open) << "until the answer has left";
  peer.close();
  pass({});
  EXPECT_EQ(layer->connections(), 0u);
  EXPECT_EQ(ear.failed.size(), 1u);
}

TEST_F(StreamTest, DoesNotWaitForAPeerThatNeverReadsItsAnswer) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  peer.say("\x16\x03\x01");  // TLS
  EXPECT_EQ(peer.heard, "");
  EXPECT_TRUE(peer.closing);
  pass(Connection::kLinger);
  EXPECT_FALSE(peer.open);
  EXPECT_EQ(layer->connections(), 0u);
}

TEST_F(StreamTest, RefusesAMessageThatIsTooLarge) {
  settings.max_stream_message = 1000;
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  peer.say(request(kVia, "MESSAGE", std::string(1000, 'x')));
  EXPECT_TRUE(peer.heard.starts_with("SIP/2.0 513 ")) << peer.heard;
  EXPECT_TRUE(peer.closing);
}

TEST_F(StreamTest, AnswersABadMessageAndGoesOn) {
  ASSERT_TRUE(open({kOwn}));
  Peer& peer = dial();
  std::string bad = request(kVia);
  bad.replace(bad.find("SIP/2.0\r\n"), 7, "SIP/7.0");
  peer.say(bad + request(kVia));
  EXPECT_TRUE(peer.heard.starts_with("SIP/2.0 505 ")) << peer.heard;
  EXPECT_EQ(ear.heard.size(), 1u);
  EXPECT_FALSE(peer.closing);
}

TEST_F(StreamTest, EndsSilentlyWithItsLayer) {
  ASSERT_TRUE(open({kOwn}));
  dial().say(request(kVia));
  const Flow made = call();
  layer->send(made, "x");
  layer.reset();
  EXPECT_TRUE(ear.failed.empty());
  for (const auto& peer : network.peers) EXPECT_FALSE(peer->open);
  EXPECT_EQ(network.sockets(), 0u);
  EXPECT_EQ(timers.armed(), 0u);
}

}  // namespace
}  // namespace sip
