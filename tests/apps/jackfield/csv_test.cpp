#include "apps/jackfield/csv.h"

#include <gtest/gtest.h>

namespace jackfield {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, ReadsRowsWithEitherLineEnd) {
  const auto rows = parse_csv("101,Alice,a\r\n102,Bob,b\n103,,c");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].fields, (Fields{"101", "Alice", "a"}));
  EXPECT_EQ(rows[1].fields, (Fields{"102", "Bob", "b"}));
  EXPECT_EQ(rows[2].fields, (Fields{"103", "", "c"}));
  EXPECT_EQ(rows[2].line, 3u);
}

TEST(Csv, ReadsQuotedFieldsWithCommasQuotesAndLines) {
  const auto rows = parse_csv("1,\"Doe, \"\"J\"\"\r\nx\",p\n2,\"\",q\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].fields, (Fields{"1", "Doe, \"J\"\r\nx", "p"}));
  EXPECT_EQ(rows[1].fields, (Fields{"2", "", "q"}));
  EXPECT_EQ(rows[1].line, 3u);
  EXPECT_TRUE(rows[0].well_formed && rows[1].well_formed);
}

TEST(Csv, SkipsAByteOrderMarkAndBlankLines) {
  const auto rows = parse_csv("\xef\xbb\xbf\r\n\n1,2\n\n3,4\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].line, 3u);
  EXPECT_EQ(rows[1].line, 5u);
}

TEST(Csv, KeepsAnEmptyLastField) {
  const auto rows = parse_csv("1,2,\n,\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].fields, (Fields{"1", "2", ""}));
  EXPECT_EQ(rows[1].fields, (Fields{"", ""}));
}

TEST(Csv, MarksQuotesThatAreOutOfPlace) {
  EXPECT_FALSE(parse_csv("1,\"never closed")[0].well_formed);
  EXPECT_FALSE(parse_csv("1,\"")[0].well_formed);
  EXPECT_FALSE(parse_csv("1,\"a\"b,2")[0].well_formed);
  EXPECT_FALSE(parse_csv("1,a\"b,2")[0].well_formed);
}

TEST(Csv, GoesOnBehindABadRow) {
  const auto rows = parse_csv("1,\"a\"b\n2,c\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].fields, (Fields{"2", "c"}));
}

}  // namespace
}  // namespace jackfield
