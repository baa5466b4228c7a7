#!/usr/bin/env python3
"""The box on a network without any infrastructure, as python3-zeroconf sees it, an ordinary
resolver's single question, and Avahi. In network namespaces; where there can be none it says so and
is skipped, and so are the tests with Avahi where it is not installed.

    tests/interop/nameplate_test.py [OnTheNetwork | BesideAvahi]
"""

import ipaddress
import signal
import socket
import ssl
import struct
import subprocess
import sys
import unittest
import urllib.request

from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

import avahi
import lan
from stage import Stage, wait_for
from switchboard import PROGRAM

SKIPPED = 77
KINDS = ("_sip._udp.local.", "_sip._tcp.local.", "_http._tcp.local.", "_https._tcp.local.")
GROUP = ("224.0.0.251", 5353)


class OnACable(unittest.TestCase):
    def setUp(self):
        self.stage = Stage()
        self.stage.__enter__()
        self.addCleanup(self.stage.__exit__)
        self.cable = self.stage.own(lan.Cable())
        self.folder = self.stage.subfolder("data")
        self.log = self.stage.own(open(self.stage.folder + "/log", "wb"))

    def start(self, apart=True):
        """The box in a namespace of its own, into which nothing is plugged yet; or in ours."""
        place = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"] if apart else []
        self.box = self.stage.start(
            [*place, PROGRAM, "serve", "--data", self.folder, "--http", "0.0.0.0:80", "--http",
             "[::]:80"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        wait_for(lambda: self.command("status") == 0, 5, "jackfield answers")

    def command(self, *words):
        return subprocess.run([PROGRAM, *words, "--data", self.folder], capture_output=True,
                              check=False).returncode


class OnTheNetwork(OnACable):
    def setUp(self):
        super().setUp()
        self.zeroconf = Zeroconf(interfaces=[lan.HERE], ip_version=IPVersion.V4Only)
        self.addCleanup(self.zeroconf.close)
        self.there = set()

    def browse(self):
        def changed(zeroconf, service_type, name, state_change):
            del zeroconf, service_type
            if state_change is ServiceStateChange.Added:
                self.there.add(name)
            elif state_change is ServiceStateChange.Removed:
                self.there.discard(name)
        ServiceBrowser(self.zeroconf, list(KINDS), handlers=[changed])

    def find(self, label):
        names = {f"{label}.{kind}" for kind in KINDS}
        wait_for(lambda: self.there == names, 10, f"all of {label}, and nothing else, is there")

    def addresses_of(self, label):
        page = self.zeroconf.get_service_info(KINDS[2], f"{label}.{KINDS[2]}", 1000)
        return page.parsed_addresses(IPVersion.V4Only) if page else []

    def certificate_says(self, name):
        page = (lan.BOX, 8443)
        context = ssl.create_default_context(cadata=ssl.get_server_certificate(page, timeout=10))
        try:
            with socket.create_connection(page, 10) as plain:
                with context.wrap_socket(plain, server_hostname=name):
                    return True
        except ssl.SSLCertVerificationError:
            return False

    def test_is_found_with_its_addresses_and_page_when_it_is_plugged_in(self):
        self.start()
        self.browse()
        self.cable.plug_into(self.box)
        self.find("jackfield")
        page = self.zeroconf.get_service_info(KINDS[2], "jackfield." + KINDS[2], 5000)
        self.assertEqual(page.server, "jackfield.local.")
        self.assertEqual((page.port, page.properties), (80, {b"path": b"/"}))
        addresses = set(page.parsed_addresses(IPVersion.All))
        self.assertIn(lan.BOX, addresses)
        self.assertIn(lan.BOX_V6, addresses)
        self.assertTrue(any(ipaddress.ip_address(one).is_link_local for one in addresses))
        sip = self.zeroconf.get_service_info(KINDS[0], "jackfield." + KINDS[0], 5000)
        self.assertEqual((sip.server, sip.port), ("jackfield.local.", 5060))
        with urllib.request.urlopen(f"http://{lan.BOX}/", timeout=10) as answer:
            self.assertEqual(answer.status, 200)

    def test_is_gone_when_it_ends(self):
        self.start()
        self.browse()
        self.cable.plug_into(self.box)
        self.find("jackfield")
        self.box.send_signal(signal.SIGTERM)
        self.box.wait(timeout=20)
        wait_for(lambda: not self.there, 5, "its services are gone")

    def test_answers_an_ordinary_resolver(self):
        self.start()
        self.browse()
        self.cable.plug_into(self.box)
        self.find("jackfield")
        question = b"\x09jackfield\x05local\x00" + struct.pack("!HH", 1, 1)
        for family, group in ((socket.AF_INET, GROUP), (socket.AF_INET6, ("ff02::fb", 5353))):
            with socket.socket(family, socket.SOCK_DGRAM) as resolver:
                resolver.settimeout(10)
                if family == socket.AF_INET:
                    resolver.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                                        socket.inet_aton(lan.HERE))
                if family == socket.AF_INET6:
                    group = (*group, 0, socket.if_nametoindex("cable0"))
                resolver.sendto(struct.pack("!HHHHHH", 4711, 0, 1, 0, 0, 0) + question, group)
                answer = resolver.recv(9000)
            self.assertEqual(answer[:8], struct.pack("!HHHH", 4711, 0x8400, 1, 1))
            self.assertEqual(answer[12:12 + len(question)], question)
            self.assertIn(struct.pack("!HHIH", 1, 1, 10, 4) + socket.inet_aton(lan.BOX), answer)

    def test_takes_another_name_where_somebody_has_its_own(self):
        self.zeroconf.register_service(ServiceInfo(
            "_http._tcp.local.", "jackfield._http._tcp.local.", port=80, server="printer.local.",
            addresses=[socket.inet_aton(lan.HERE)]))
        self.start()
        self.cable.plug_into(self.box)
        self.browse()
        wait_for(lambda: {f"jackfield-2.{kind}" for kind in KINDS} <= self.there, 10,
                 "the box is jackfield-2")
        self.assertEqual(self.addresses_of("jackfield-2"), [lan.BOX])
        wait_for(lambda: self.certificate_says("jackfield-2.local"), 5,
                 "a certificate for jackfield-2.local")

    def test_changes_its_name_and_its_address_at_once(self):
        self.start()
        self.browse()
        self.cable.plug_into(self.box)
        self.find("jackfield")
        self.assertEqual(self.command("setting", "set", "host_name", "pbx"), 0)
        self.find("pbx")
        wait_for(lambda: self.certificate_says("pbx.local"), 5, "a certificate for pbx.local")
        self.cable.renumber(self.box, lan.BOX, "192.0.2.77")
        wait_for(lambda: self.addresses_of("pbx") == ["192.0.2.77"], 10,
                 "the other address, and only that")
        self.assertEqual(self.command("setting", "set", "announce", "no"), 0)
        wait_for(lambda: not self.there, 5, "it says nothing any more")


@unittest.skipUnless(avahi.is_there(), "there is no Avahi (avahi-utils)")
class BesideAvahi(OnACable):
    def avahi_called(self, name):
        return avahi.Avahi(self.stage, name, lan.OURS)

    def expect(self, found, what):
        wait_for(found, 10, what)

    def test_is_found_by_name_by_service_and_by_address(self):
        other = self.avahi_called("other")
        self.start()
        self.cable.plug_into(self.box)
        self.expect(lambda: other.services("_sip._udp") == {("jackfield", "jackfield.local", 5060)},
                    "its SIP")
        self.expect(lambda: other.services("_https._tcp") == {("jackfield", "jackfield.local", 8443)},
                    "its page")
        self.assertEqual(other.address_of("jackfield.local"), lan.BOX)
        for address in (lan.BOX, lan.BOX_V6, other.address_of("jackfield.local", "-6")):
            self.assertEqual(other.name_of(address), "jackfield.local", address)
        self.assertTrue(other.is_called("other"))

    def test_is_gone_when_it_ends(self):
        other = self.avahi_called("other")
        self.start()
        self.cable.plug_into(self.box)
        self.expect(lambda: other.services("_sip._udp"), "its SIP")
        self.box.send_signal(signal.SIGTERM)
        self.box.wait(timeout=20)
        self.expect(lambda: not other.services("_sip._udp"), "nothing any more")

    def test_leaves_its_name_to_avahi_where_that_has_it(self):
        other = self.avahi_called("jackfield")
        self.assertTrue(other.is_called("jackfield"))
        self.start()
        self.cable.plug_into(self.box)
        self.expect(lambda: other.address_of("jackfield-2.local") == lan.BOX, "the box, renamed")
        self.assertEqual(other.address_of("jackfield.local"), lan.HERE)
        self.assertEqual(other.name_of(lan.BOX), "jackfield-2.local")
        self.assertTrue(other.is_called("jackfield"))

    def test_keeps_its_name_when_avahi_wants_it(self):
        self.start()
        self.cable.plug_into(self.box)
        wait_for(lambda: self.has_logged("announced name=jackfield.local"), 10, "its name")
        other = self.avahi_called("jackfield")
        self.assertTrue(other.is_called("jackfield-2"))
        self.assertEqual(other.address_of("jackfield.local"), lan.BOX)
        self.assertEqual(other.address_of("jackfield-2.local"), lan.HERE)

    # Each has a name for the same address. Avahi gives up its own, and the next, if that is denied.
    def test_shares_a_host_with_an_avahi_that_was_there(self):
        self.cable.plug_in_here()
        other = self.avahi_called("pc")
        self.assertTrue(other.is_called("pc"))
        self.start(apart=False)
        self.share_the_host(other)

    def test_shares_a_host_with_an_avahi_that_comes(self):
        self.cable.plug_in_here()
        self.start(apart=False)
        wait_for(lambda: self.has_logged(f"announced name=jackfield.local link={lan.OURS}"), 10,
                 "its name, where Avahi will be")
        self.share_the_host(self.avahi_called("pc"))

    def share_the_host(self, other):
        self.assertTrue(other.is_called("pc"))
        self.expect(lambda: other.services("_sip._udp") == {("jackfield", "jackfield.local", 5060)},
                    "its SIP")
        self.assertEqual(other.address_of("jackfield.local"), lan.HERE)
        self.assertEqual(other.name_of(lan.HERE), "pc.local")
        self.assertTrue(other.is_called("pc"))

    def has_logged(self, text):
        with open(self.stage.folder + "/log", encoding="utf-8") as log:
            return text in log.read()


def main():
    reason = lan.enter()
    if sys.argv[1:2] == ["BesideAvahi"] and not avahi.is_there():
        reason = "there is no Avahi (avahi-utils)"
    if reason:
        print(f"Skipped: {reason}.")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
