#include "apps/records/call_record.h"

#include <algorithm>

namespace records {

namespace {

constexpr std::string_view kBetween = "; ";
constexpr std::string_view kMore = "…";

std::size_t count_of(std::string_view transfers) {
  std::size_t count = transfers.empty() ? 0 : 1;
  for (std::size_t at = transfers.find(kBetween); at != std::string_view::npos;
       at = transfers.find(kBetween, at + kBetween.size())) {
    ++count;
  }
  return count;
}

// A peer may have chosen some of it: one line of text, and one entry.
std::string entry_of(std::string_view how) {
  std::string entry(how);
  std::ranges::replace_if(
      entry, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  for (std::size_t at = entry.find(kBetween); at != std::string::npos; at = entry.find(kBetween)) {
    entry.erase(at + 1, 1);
  }
  return entry;
}

}  // namespace

std::string_view to_string(Disposition disposition) {
  switch (disposition) {
    case Disposition::in_progress:
      return "in progress";
    case Disposition::answered:
      return "answered";
    case Disposition::busy:
      return "busy";
    case Disposition::no_answer:
      return "no answer";
    case Disposition::cancelled:
      return "cancelled";
    case Disposition::rejected:
      return "rejected";
    case Disposition::failed:
      return "failed";
    case Disposition::interrupted:
      return "interrupted";
  }
  return "failed";
}

void add_transfer(CallRecord& record, std::string_view how) {
  std::string& transfers = record.transfers;
  if (transfers.ends_with(kMore)) return;
  std::string entry = entry_of(how);
  const std::size_t longest = kMaxTransferOctets - kBetween.size() - kMore.size();
  const std::size_t size = transfers.size() + kBetween.size() + entry.size();
  if (count_of(transfers) >= kMaxTransfers || size > longest) entry = kMore;
  if (!transfers.empty()) transfers += kBetween;
  transfers += entry;
}

}  // namespace records
