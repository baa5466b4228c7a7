#include "firmware/sip/transport/transport_layer.h"

#include "firmware/base/assert.h"
#include "firmware/sip/message/build.h"
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/wellformed.h"

namespace sip {

namespace {

constexpr base::Duration kLogInterval = std::chrono::seconds(10);

template <class Counters, class Reason>
void count(Counters& counters, Reason reason) {
  ++counters[static_cast<std::size_t>(reason)];
}

// The index of octets that may be malformed: it holds the lines that could be read.
void index(std::string_view octets, Message& message) {
  static_cast<void>(parse(octets, message));
}

// The answer to the request in which a stream broke, when it can be given one (section 18.3).
std::string answer_to_broken(std::string_view head, const net::Endpoint& source,
                             Framer::Fault fault) {
  Message request;
  index(head, request);
  const auto via = top_via(request);
  if (!via || request.is_response() || request.method() == Method::ack) return "";
  const int status = fault == Framer::Fault::too_long ? 513 : 400;
  // A tag that each retransmission gets again, without a state (section 8.2.7): the branch.
  return ResponseBuilder(request, source, status, via->branch(), to_string(fault)).take();
}

}  // namespace

std::string_view to_string(SendError error) {
  switch (error) {
    case SendError::no_such_flow:
      return "no such flow";
    case SendError::no_interface:
      return "no interface";
    case SendError::overloaded:
      return "overloaded";
  }
  return "";
}

TransportLayer::TransportLayer(net::Network& network, base::TimerQueue& timers, base::Log& log,
                               TransportSettings settings)
    : network_(network),
      log_(log),
      timers_(timers),
      settings_(std::move(settings)),
      own_(network, timers),
      connections_(timers, settings_.max_connections, settings_.max_connections_per_address) {}

TransportLayer::~TransportLayer() = default;

net::Result<void> TransportLayer::open() {
  ASSERT(interfaces_.empty());
  InterfaceUser& user = *this;
  std::vector<std::unique_ptr<Interface>> opened;
  for (const InterfaceSettings& settings : settings_.interfaces) {
    const auto index = static_cast<std::uint16_t>(opened.size());
    opened.push_back(std::make_unique<Interface>(user, index));
    if (const auto result = opened.back()->open(network_, settings.local); !result) return result;
  }
  interfaces_ = std::move(opened);
  for (std::size_t i = 0; i < interfaces_.size(); ++i) {
    own_.add({interfaces_[i]->local(), settings_.interfaces[i].advertised_host});
  }
  return {};
}

void TransportLayer::set_user(TransportUser& user) {
  user_ = &user;
}
void TransportLayer::set_observer(TransportObserver* observer) {
  observer_ = observer;
}

// --- out ---------------------------------------------------------------------------------------

base::Result<void, SendError> TransportLayer::send(const Flow& flow, std::string_view octets) {
  if (!is_alive(flow)) return SendError::no_such_flow;
  if (!transmit(flow, octets)) return SendError::overloaded;
  ++counters_.sent;
  if (observer_) observer_->on_traffic(false, flow, octets);
  return {};
}

bool TransportLayer::transmit(const Flow& flow, std::string_view octets) {
  if (is_reliable(flow.transport)) return connections_.find(flow)->send(octets);
  interfaces_[flow.interface]->send(flow.remote, octets);
  return true;
}

base::Result<Flow, SendError> TransportLayer::flow_to(Transport transport,
                                                      const net::Endpoint& remote, int preferred) {
  if (transport != Transport::udp && transport != Transport::tcp) return SendError::no_interface;
  const auto interface = own_.interface_to(remote.address, preferred);
  if (transport == Transport::udp) {
    if (!interface) return SendError::no_interface;
    return Flow{transport, *interface, 0, remote};
  }
  const bool as_preferred = interface && *interface == preferred;
  const Connection* known =
      as_preferred ? connections_.find(remote, *interface) : connections_.find(remote);
  if (known) return known->flow();
  if (!interface) return SendError::no_interface;
  if (!connections_.has_room_for(remote.address)) return SendError::overloaded;
  Connection& made =
      connections_.add(*this, connection_limits(), {transport, *interface, 0, remote});
  made.connect(network_, interfaces_[*interface]->local().address);
  return made.flow();
}

base::Result<Flow, SendError> TransportLayer::flow_for_response(const Message& request,
                                                                const Flow& flow) {
  const auto via = top_via(request);
  if (is_reliable(flow.transport)) {
    // Section 18.2.1 makes `received` the source address wherever it differs from sent-by.
    if (is_alive(flow) || !via) return flow;
    const std::uint16_t port = via->port ? via->port : default_port(flow.transport);
    return flow_to(flow.transport, {flow.remote.address, port}, flow.interface);
  }
  // What arrived by UDP is answered by UDP, from where it arrived, whatever the Via claims.
  Flow answer = flow;
  if (!via) return answer;
  const auto sent_by_port = via->port ? via->port : default_port(flow.transport);
  const auto maddr = net::IpAddress::parse(via->params.find("maddr").value_or(""));
  if (maddr && maddr->is_v4() == flow.remote.address.is_v4()) {
    answer.remote = {*maddr, sent_by_port};
  } else if (!via->params.has("rport")) {
    answer.remote.port = sent_by_port;
  }
  return answer;
}

ConnectionLimits TransportLayer::connection_limits() const {
  return {settings_.connect_timeout, settings_.first_message_timeout, settings_.idle_timeout,
          settings_.max_stream_message};
}

// --- in ----------------------------------------------------------------------------------------

void TransportLayer::on_datagram(std::uint16_t interface, std::string_view octets,
                                 const net::Endpoint& from) {
  const std::size_t begin = octets.find_first_not_of("\r\n");
  if (begin == std::string_view::npos) {  // RFC 5626 section 3.5.1; an empty datagram as well
    ++counters_.keep_alives;
    return;
  }
  if (static_cast<unsigned char>(octets[begin]) < 4) {  // STUN (RFC 5389 section 6)
    ++counters_.not_sip;
    return;
  }
  receive({Transport::udp, interface, 0, from}, octets.substr(begin));
}

void TransportLayer::on_frame(Connection& connection, std::string_view octets) {
  receive(connection.flow(), octets);
}

void TransportLayer::receive(const Flow& flow, std::string_view octets) {
  ASSERT(user_);
  ++counters_.received;
  if (observer_) observer_->on_traffic(true, flow, octets);
  auto message = MessageRef::parse(octets);
  if (!message) return refuse(flow, octets, message.error());
  const auto via = top_via(**message);
  if (!via) return refuse(flow, octets, via.error());
  if ((*message)->is_response()) {
    if (!is_well_formed_response(**message)) return refuse(flow, octets, ParseError::bad_value);
    if (!is_own(via->host, via->port)) {
      ++counters_.stray_responses;
      return;
    }
  }
  user_->on_message({std::move(*message), flow});
}

void TransportLayer::refuse(const Flow& flow, std::string_view octets, ParseError error) {
  count(counters_.malformed, error);
  log_malformed(flow, to_string(error));
  const auto answer = answer_to_malformed(octets, flow.remote);
  if (!answer) return;
  Message request;
  index(octets, request);
  if (const auto back = flow_for_response(request, flow)) {
    static_cast<void>(send(*back, *answer));
  }
}

void TransportLayer::log_malformed(const Flow& flow, std::string_view reason) {
  if (timers_.now() < log_again_) {
    ++unlogged_;
    return;
  }
  log_.warning("transport", "malformed",
               {{"flow", to_string(flow)},
                {"reason", std::string(reason)},
                {"more", std::to_string(unlogged_)}});
  log_again_ = timers_.now() + kLogInterval;
  unlogged_ = 0;
}

void TransportLayer::on_unreachable(std::uint16_t interface, const net::Endpoint& to) {
  ASSERT(user_);
  user_->on_flow_failed({Transport::udp, interface, 0, to}, net::Error::unreachable);
}

// --- connections -------------------------------------------------------------------------------

void TransportLayer::on_accepted(std::uint16_t interface,
                                 std::unique_ptr<net::StreamSocket> socket) {
  const net::Endpoint remote = socket->remote();
  if (!connections_.has_room_for(remote.address)) {
    ++counters_.refused_connections;
    return;
  }
  Connection& accepted =
      connections_.add(*this, connection_limits(), {Transport::tcp, interface, 0, remote});
  accepted.adopt(std::move(socket));
}

void TransportLayer::on_ping(Connection&) {
  ++counters_.keep_alives;
}

std::string TransportLayer::on_broken(Connection& connection, Framer::Fault fault,
                                      std::string_view head) {
  const Flow& flow = connection.flow();
  count(counters_.broken_streams, fault);
  log_malformed(flow, to_string(fault));
  if (head.empty()) return "";
  if (observer_) observer_->on_traffic(true, flow, head);
  std::string answer = answer_to_broken(head, flow.remote, fault);
  if (answer.empty()) return "";
  ++counters_.sent;
  if (observer_) observer_->on_traffic(false, flow, answer);
  return answer;
}

void TransportLayer::on_failed(Connection& connection, net::Error reason) {
  ASSERT(user_);
  user_->on_flow_failed(connection.flow(), reason);
}

void TransportLayer::on_ended(Connection& connection) {
  connections_.retire(connection);
}

// --- what is there -----------------------------------------------------------------------------

bool TransportLayer::is_alive(const Flow& flow) const {
  if (is_reliable(flow.transport)) return connections_.find(flow) != nullptr;
  return flow.interface < interfaces_.size();
}

std::string TransportLayer::sent_by(const Flow& flow) const {
  return own_.sent_by(flow.interface, flow.remote.address, default_port(flow.transport));
}

bool TransportLayer::is_own(std::string_view host, std::uint16_t port) const {
  return own_.is_own(host, port);
}

std::size_t TransportLayer::interface_count() const {
  return settings_.interfaces.size();
}

net::Endpoint TransportLayer::local(std::size_t interface) const {
  return interface < interfaces_.size() ? interfaces_[interface]->local()
                                        : settings_.interfaces[interface].local;
}

std::size_t TransportLayer::connections() const {
  return connections_.size();
}

}  // namespace sip
