#include "apps/jackfield/settings.h"

#include <gtest/gtest.h>

namespace jackfield {
namespace {

const store::Stamp kSettingStamp{base::WallTime(std::chrono::milliseconds(1)), "node"};

TEST(Settings, AreSetByTheirWords) {
  Settings settings;
  EXPECT_FALSE(set(settings, "domains", " Example.com , office.example.com "));
  EXPECT_EQ(settings.domains, (std::vector<std::string>{"example.com", "office.example.com"}));
  EXPECT_FALSE(set(settings, "follow_redirects", "yes"));
  EXPECT_TRUE(settings.follow_redirects);
  EXPECT_FALSE(set(settings, "min_expires", "120"));
  EXPECT_EQ(settings.min_expires, std::chrono::seconds(120));
  EXPECT_FALSE(set(settings, "record_key", "#9"));
  EXPECT_EQ(settings.record_key, "#9");
  EXPECT_FALSE(set(settings, "record_key", ""));
  EXPECT_FALSE(set(settings, "record_format", "wav"));
  EXPECT_EQ(settings.record_format, media::RecordingFormat::wav);
  EXPECT_FALSE(set(settings, "host_name", "PBX-2"));
  EXPECT_EQ(settings.host_name, "pbx-2");
  EXPECT_FALSE(set(settings, "announce", "no"));
  EXPECT_FALSE(settings.announce);
  EXPECT_FALSE(set(settings, "rtp_ports", " 16384 - 32767 "));
  EXPECT_EQ(settings.rtp_ports, (media::PortRange{16384, 32767}));
  EXPECT_FALSE(set(settings, "rtp_ports", "1024-1423"));
  EXPECT_FALSE(set(settings, "rtp_ports", "65136-65535"));
  EXPECT_EQ(settings.rtp_ports.pairs(), 200u);
  EXPECT_FALSE(set(settings, "domains", ""));
  EXPECT_TRUE(settings.domains.empty());
}

TEST(Settings, RefuseWhatTheyDoNotTake) {
  Settings settings;
  EXPECT_TRUE(set(settings, "colour", "red"));
  EXPECT_TRUE(set(settings, "realm", ""));
  EXPECT_TRUE(set(settings, "realm", "a\"b"));
  EXPECT_TRUE(set(settings, "realm", std::string(65, 'x')));
  EXPECT_TRUE(set(settings, "domains", "a,,b"));
  EXPECT_TRUE(set(settings, "domains", "a b"));
  EXPECT_TRUE(set(settings, "follow_redirects", "perhaps"));
  EXPECT_TRUE(set(settings, "min_expires", "0"));
  EXPECT_TRUE(set(settings, "min_expires", "7201"));  // above max_expires
  EXPECT_TRUE(set(settings, "max_expires", "86401"));
  EXPECT_TRUE(set(settings, "record_key", "123456789"));
  EXPECT_TRUE(set(settings, "record_key", "*x"));
  EXPECT_TRUE(set(settings, "record_format", "mp3"));
  for (const char* ports : {"", "-", "10000", "10000-", "-10000", "10000-19999-", "10000:19999",
                            "10001-19999", "1022-9999", "0-65535", "10000-10398", "19999-10000",
                            "65137-65535", "20000-65536", "a-b", "10000-1999x", "+10000-19999"}) {
    EXPECT_TRUE(set(settings, "rtp_ports", ports)) << ports;
  }
  EXPECT_TRUE(set(settings, "host_name", ""));
  EXPECT_TRUE(set(settings, "host_name", "pbx.local"));
  EXPECT_TRUE(set(settings, "host_name", "-pbx"));
  EXPECT_EQ(settings, Settings());
}

TEST(SettingsTable, GivesBackWhatWasSaved) {
  store::Database database = *store::Database::open(":memory:");
  ASSERT_TRUE(store::migrate(database, SettingsTable::migrations()));
  SettingsTable table(database);
  EXPECT_EQ(*table.load(), Settings());
  Settings settings;
  settings.realm = "office";
  settings.domains = {"example.com", "example.org"};
  settings.follow_redirects = true;
  settings.authenticate_calls = false;
  settings.digests = {"SHA-256", "MD5"};
  settings.record_key = "";
  settings.host_name = "pbx";
  settings.announce = false;
  settings.rtp_ports = {20000, 29999};
  settings.record_format = media::RecordingFormat::wav;
  for (const int seconds : {30, 20'000}) {  // both below the defaults, both above
    settings.min_expires = std::chrono::seconds(seconds);
    settings.max_expires = std::chrono::seconds(seconds + 10);
    ASSERT_TRUE(table.save(settings, kSettingStamp));
    EXPECT_EQ(*table.load(), settings);
  }
}

TEST(SettingsTable, RemembersTheNodeApartFromTheSettings) {
  store::Database database = *store::Database::open(":memory:");
  ASSERT_TRUE(store::migrate(database, SettingsTable::migrations()));
  SettingsTable table(database);
  EXPECT_EQ(*table.node(), std::nullopt);
  ASSERT_TRUE(table.set_node(kSettingStamp));
  EXPECT_EQ(*table.node(), "node");
  EXPECT_EQ(*table.load(), Settings());
}

}  // namespace
}  // namespace jackfield
