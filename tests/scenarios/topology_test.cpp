// More than one proxy, more than one name space (RFC 3261 section 16.12.1, RFC 5658).
#include "tests/scenarios/office.h"
#include "tests/scenarios/story.h"

namespace scenarios {
namespace {

sip::InterfaceSettings interface(std::string_view address, std::string_view advertised) {
  return {{*net::IpAddress::parse(address), 5060}, std::string(advertised)};
}

using Trapezoid = Story;

// U1 - P1 - P2 - U2 of section 16.12.1.1.
class TwoDomains {
 public:
  explicit TwoDomains(World& world)
      : p1(world, office("10.0.0.1", "example.com", "p1.example.com")),
        p2(world, office("10.0.0.2", "domain.com", "p2.domain.com")),
        u1(p1.phone("caller", "10.0.0.11", {.contact = "sip:caller@u1.example.com"})),
        u2(p2.phone("callee", "10.0.0.12", {.contact = "sip:callee@u2.domain.com"})) {
    name(world, "10.0.0.1", "p1.example.com");
    name(world, "10.0.0.2", "p2.domain.com");
    name(world, "10.0.0.11", "u1.example.com");
    name(world, "10.0.0.12", "u2.domain.com");
    world.names().add_address("example.com", "10.0.0.1");
    world.names().add_address("domain.com", "10.0.0.2");
    p2.registers(u2);
  }
  Office p1, p2;
  Phone u1, u2;

 private:
  static OfficeOptions office(std::string address, std::string domain, std::string advertised) {
    OfficeOptions options;
    options.interfaces = {interface(address, advertised)};
    options.address = std::move(address);
    options.domain = std::move(domain);
    options.opens_other_domains = true;
    options.lets_strangers_in = true;
    return options;
  }
  static void name(World& world, std::string_view address, std::string_view host) {
    world.ladder().name(*net::IpAddress::parse(address), std::string(host));
    world.names().add_address(host, address);
  }
};

TEST_P(Trapezoid, RoutesTheDialogThroughBothProxies) {
  tell_world([](World& world) {
    TwoDomains domains(world);
    Phone& u1 = domains.u1;
    Phone& u2 = domains.u2;
    u1.invites("sip:callee@domain.com");
    u2.expects("INVITE");
    u2.rings();
    u1.may_hear(180);
    u2.answers();
    u1.expects(200);
    u2.expects_talk();
    const RawMessage& invite = u2.last_request("INVITE");
    EXPECT_EQ(invite.uri(), "sip:callee@u2.domain.com");
    EXPECT_EQ(invite.headers("Record-Route"),
              (Texts{"<sip:p2.domain.com;lr>", "<sip:p1.example.com;lr>"}));
    EXPECT_EQ(u2.route_set(), (Texts{"<sip:p2.domain.com;lr>", "<sip:p1.example.com;lr>"}));
    EXPECT_EQ(u2.remote_target(), "sip:caller@u1.example.com");
    EXPECT_EQ(u1.route_set(), (Texts{"<sip:p1.example.com;lr>", "<sip:p2.domain.com;lr>"}));
    EXPECT_EQ(u1.remote_target(), "sip:callee@u2.domain.com");

    world.ladder().clear();
    u1.hangs_up();
    u2.expects("BYE");
    u1.expects(200);
    EXPECT_EQ(u2.last_request("BYE").uri(), "sip:callee@u2.domain.com");
    std::map<std::string, Texts> routes;  // of the BYE, by whom it was sent to
    for (const sim::Ladder::Rung& rung : world.ladder().rungs()) {
      const RawMessage bye(rung.text);
      if (bye.is_request() && bye.method() == "BYE") {
        routes[net::to_string(rung.to.address)] = bye.headers("Route");
      }
    }
    EXPECT_EQ(routes["10.0.0.1"], (Texts{"<sip:p1.example.com;lr>", "<sip:p2.domain.com;lr>"}));
    EXPECT_EQ(routes["10.0.0.2"], Texts{"<sip:p2.domain.com;lr>"});
    EXPECT_EQ(routes["10.0.0.12"], Texts{});
    domains.p1.recorded(Disposition::answered, "caller hung up");
    domains.p2.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(Trapezoid, RoutesTheCalleesByeBack) {
  tell_world([](World& world) {
    TwoDomains domains(world);
    domains.u1.invites("sip:callee@domain.com");
    domains.u2.expects("INVITE");
    domains.u2.answers();
    domains.u1.expects(200);
    domains.u2.expects_talk();
    domains.u2.hangs_up();
    domains.u1.expects("BYE");
    domains.u2.expects(200);
    EXPECT_TRUE(domains.u1.last_request("BYE").headers("Route").empty());
  });
}

TEST_P(Trapezoid, CancelsAcrossBothProxies) {
  tell_world([](World& world) {
    std::optional<TwoDomains> domains(world);
    domains->u1.invites("sip:callee@domain.com");
    domains->u2.expects("INVITE");
    domains->u2.rings();
    domains->u1.may_hear(180);
    domains->u1.cancels();
    domains->u2.expects("CANCEL");
    domains->u2.expects("ACK");
    domains->u1.expects(487);
    if (world.is_at_fault()) return;
    domains->p1.has_nothing_left();
    domains->p2.has_nothing_left();
  });
}

TOLD_IN_ANY_WEATHER(Trapezoid);

using NameSpaces = Story;

// One gateway between two private name spaces (section 16.12.1.3); no way from one to the other.
class TwoSpaces {
 public:
  TwoSpaces(World& world, bool rewrites)
      : gateway(world, options(world, rewrites)),
        u1(gateway.phone("caller", "10.1.0.11",
                         {.proxy = "gateway.leftprivatespace.com",
                          .contact = "sip:caller@u1.leftprivatespace.com"})),
        u2(gateway.phone("callee", "10.2.0.12",
                         {.proxy = "gateway.rightprivatespace.com",
                          .contact = "sip:callee@u2.rightprivatespace.com"})) {
    sim::LinkSettings wall;
    wall.loss = 1;
    world.network().set_link("10.1.0.11", "10.2.0.12", wall);
    gateway.registers(u1);
    gateway.registers(u2);
    u1.invites("sip:callee@gateway.leftprivatespace.com");
    u2.expects("INVITE");
    u2.rings();
    u1.may_hear(180);
    u2.answers();
    u1.expects(200);
    u2.expects_talk();
  }
  Office gateway;
  Phone u1, u2;

 private:
  static OfficeOptions options(World& world, bool rewrites) {
    world.host("10.1.0.1").add_address("10.2.0.1");
    for (const auto& [name, address] : {std::pair("gateway.leftprivatespace.com", "10.1.0.1"),
                                        std::pair("gateway.rightprivatespace.com", "10.2.0.1"),
                                        std::pair("u1.leftprivatespace.com", "10.1.0.11"),
                                        std::pair("u2.rightprivatespace.com", "10.2.0.12")}) {
      world.names().add_address(name, address);
      world.ladder().name(*net::IpAddress::parse(address), name);
    }
    OfficeOptions made;
    made.address = "10.1.0.1";
    made.domain = "gateway.leftprivatespace.com";
    made.interfaces = {interface("10.1.0.1", "gateway.leftprivatespace.com"),
                       interface("10.2.0.1", "gateway.rightprivatespace.com")};
    made.rewrites_record_route = rewrites;
    return made;
  }
};

TEST_P(NameSpaces, SeeTheGatewayUnderTheirOwnNameEach) {
  tell_world([](World& world) {
    TwoSpaces spaces(world, true);
    const Texts left{"<sip:gateway.leftprivatespace.com;lr>"};
    const Texts right{"<sip:gateway.rightprivatespace.com;lr>"};
    EXPECT_EQ(spaces.u2.last_request("INVITE").headers("Record-Route"), right);
    EXPECT_EQ(spaces.u2.last_answer_sent(200).headers("Record-Route"), right);
    EXPECT_EQ(spaces.u1.last_response(200, "INVITE").headers("Record-Route"), left);
    EXPECT_EQ(spaces.u1.remote_target(), "sip:callee@u2.rightprivatespace.com");
    spaces.u1.hangs_up();
    spaces.u2.expects("BYE");
    spaces.u1.expects(200);
    EXPECT_EQ(spaces.u1.last_sent("BYE").headers("Route"), left);
    EXPECT_EQ(spaces.u2.last_request("BYE").uri(), "sip:callee@u2.rightprivatespace.com");
    EXPECT_TRUE(spaces.u2.last_request("BYE").headers("Route").empty());
    spaces.gateway.recorded(Disposition::answered, "caller hung up");
  });
}

TEST_P(NameSpaces, LetTheCalleesByeFindItsWay) {
  tell_world([](World& world) {
    TwoSpaces spaces(world, true);
    spaces.u2.reinvites();
    spaces.u2.expects(200);
    spaces.u1.expects("ACK");
    spaces.u2.hangs_up();
    spaces.u1.expects("BYE");
    spaces.u2.expects(200);
    spaces.gateway.recorded(Disposition::answered, "callee hung up");
  });
}

TEST_P(NameSpaces, AreBridgedByTwoRecordRoutesOtherwise) {
  tell_world([](World& world) {
    TwoSpaces spaces(world, false);
    const std::string left = "<sip:gateway.leftprivatespace.com;transport=udp;lr>";
    const std::string right = "<sip:gateway.rightprivatespace.com;transport=udp;lr>";
    EXPECT_EQ(spaces.u2.route_set(), (Texts{right, left}));
    EXPECT_EQ(spaces.u1.route_set(), (Texts{left, right}));
    spaces.u1.reinvites();
    spaces.u1.expects(200);
    spaces.u2.expects("ACK");
    spaces.u2.hangs_up();
    spaces.u1.expects("BYE");
    spaces.u2.expects(200);
    EXPECT_TRUE(spaces.u1.last_request("BYE").headers("Route").empty());
    spaces.gateway.recorded(Disposition::answered, "callee hung up");
  });
}

TOLD_IN_ANY_WEATHER(NameSpaces);

}  // namespace
}  // namespace scenarios
