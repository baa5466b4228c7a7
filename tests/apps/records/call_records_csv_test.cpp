#include "apps/records/call_records_csv.h"

#include <gtest/gtest.h>

namespace records {
namespace {

constexpr base::WallTime kBegin(std::chrono::milliseconds(1'769'850'300'999));

TEST(CallRecordsCsv, IsOneLineARecordBelowAHeader) {
  CallRecord record;
  record.id = "id";
  record.caller = "101";
  record.callee = "+49301234";
  record.begin = kBegin;
  record.answer = kBegin + std::chrono::seconds(4);
  record.end = kBegin + std::chrono::seconds(65);
  record.disposition = Disposition::answered;
  record.status = 200;
  record.reason = "caller hung up";
  record.call_id = "a@b";
  record.transfers = "101 to 102; 102 to 103";
  EXPECT_EQ(to_csv(std::span(&record, 1)),
            "id,caller,callee,begin,answer,end,talk_seconds,disposition,status,reason,call_id,"
            "transfers\r\n"
            "id,101,+49301234,2026-01-31T09:05:00Z,2026-01-31T09:05:04Z,2026-01-31T09:06:05Z,61,"
            "answered,200,caller hung up,a@b,101 to 102; 102 to 103\r\n");
}

TEST(CallRecordsCsv, QuotesWhatWouldBreakTheLineAndDefusesFormulas) {
  CallRecord record;
  record.caller = "=HYPERLINK(\"x\")";
  record.callee = "a,b";
  record.reason = "two\r\nlines";
  record.call_id = "-1+cmd";
  const std::string csv = to_csv(std::span(&record, 1));
  EXPECT_NE(csv.find(",\"'=HYPERLINK(\"\"x\"\")\",\"a,b\","), std::string::npos) << csv;
  EXPECT_NE(csv.find(",\"two\r\nlines\","), std::string::npos) << csv;
  EXPECT_NE(csv.find(",\"'-1+cmd\",\r\n"), std::string::npos) << csv;
}

}  // namespace
}  // namespace records
