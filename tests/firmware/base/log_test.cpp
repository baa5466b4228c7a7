#include "firmware/base/log.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Log, WritesAnEventWithItsFieldsOnOneLine) {
  EXPECT_EQ(format_line("registrar", "bound", {{"aor", "101"}, {"contact", "sip:a@b"}}),
            "registrar bound aor=101 contact=sip:a@b");
}

TEST(Log, AFieldCannotForgeALineOrAnotherField) {
  EXPECT_EQ(format_line("p", "e", {{"agent", "x\r\nerror fake=1 \"q\" \x7f"}}),
            "p e agent=\"x\\x0d\\x0aerror fake=1 \\\"q\\\" \\x7f\"");
  EXPECT_EQ(format_line("p", "e", {{"empty", ""}}), "p e empty=\"\"");
}

TEST(Log, ASecretPrintsAsStars) {
  const Secret secret("hunter2");
  EXPECT_EQ(to_string(secret), "***");
  EXPECT_EQ(secret.reveal(), "hunter2");
}

}  // namespace
}  // namespace base
