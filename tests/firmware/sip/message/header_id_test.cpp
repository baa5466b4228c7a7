#include "firmware/sip/message/header_id.h"

#include <gtest/gtest.h>

#include <string>

#include "firmware/base/ascii.h"
#include "firmware/sip/message/method.h"

namespace {

using sip::HeaderId;

TEST(HeaderId, KnowsEveryNameInEveryCase) {
  for (int i = 1; i <= static_cast<int>(HeaderId::www_authenticate); ++i) {
    const auto id = static_cast<HeaderId>(i);
    const std::string name(to_string(id));
    ASSERT_FALSE(name.empty());
    EXPECT_EQ(sip::header_id_of(name), id) << name;
    EXPECT_EQ(sip::header_id_of(base::to_lower(name)), id) << name;
    std::string upper = name;
    for (char& c : upper) c = base::is_alpha(c) ? static_cast<char>(c & ~0x20) : c;
    EXPECT_EQ(sip::header_id_of(upper), id) << name;
  }
}

TEST(HeaderId, TellsNamesThatDifferByOneCharacter) {
  for (int i = 1; i <= static_cast<int>(HeaderId::www_authenticate); ++i) {
    const std::string name(to_string(static_cast<HeaderId>(i)));
    for (std::size_t at = 0; at < name.size(); ++at) {
      std::string other = name;
      other[at] = '~';
      EXPECT_EQ(sip::header_id_of(other), HeaderId::other) << other;
    }
    EXPECT_EQ(sip::header_id_of(name + "s"), HeaderId::other) << name;
  }
}

TEST(HeaderId, KnowsTheCompactForms) {
  EXPECT_EQ(sip::header_id_of("v"), HeaderId::via);
  EXPECT_EQ(sip::header_id_of("I"), HeaderId::call_id);
  EXPECT_EQ(sip::header_id_of("x"), HeaderId::session_expires);
  EXPECT_EQ(sip::header_id_of("z"), HeaderId::other);
  EXPECT_EQ(sip::header_id_of("6"), HeaderId::other);
  EXPECT_EQ(sip::header_id_of(""), HeaderId::other);
}

TEST(Method, IsCaseSensitiveAndWhole) {
  for (int i = 1; i <= static_cast<int>(sip::Method::update); ++i) {
    const auto method = static_cast<sip::Method>(i);
    EXPECT_EQ(sip::method_of(to_string(method)), method);
    EXPECT_EQ(sip::method_of(std::string(to_string(method)) + "X"), sip::Method::unknown);
    EXPECT_EQ(sip::method_of(base::to_lower(to_string(method))), sip::Method::unknown);
  }
  EXPECT_EQ(sip::method_of(""), sip::Method::unknown);
  EXPECT_EQ(sip::method_of("SUBSCRIBED"), sip::Method::unknown);
}

}  // namespace
