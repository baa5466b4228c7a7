#include "firmware/update/file_reader.h"

#include <algorithm>
#include <utility>

#include "firmware/base/assert.h"

namespace update {

namespace {

constexpr std::size_t kManifestAt = FileReader::kMagic.size() + FileReader::kSignature;

// Whether the head begins as one does, as far as it has come.
bool begins_right(std::string_view head) {
  const std::size_t known = std::min(head.size(), FileReader::kMagic.size());
  return head.substr(0, known) == FileReader::kMagic.substr(0, known);
}

}  // namespace

FileReader::FileReader(Conditions conditions, IsSigned is_signed)
    : conditions_(std::move(conditions)), is_signed_(std::move(is_signed)) {}

Refusal FileReader::refuse(Refusal why) {
  state_ = State::refused;
  why_ = why;
  return why;
}

Result<std::string_view> FileReader::take(std::string_view& octets) {
  ASSERT(!octets.empty() && state_ != State::done);
  if (state_ == State::refused) return why_;
  if (state_ == State::payload) return take_payload(octets);
  if (const auto taken = take_head(octets); !taken) return taken.error();
  return std::string_view();
}

Result<void> FileReader::take_head(std::string_view& octets) {
  const std::size_t before = head_.size();
  head_.append(octets.substr(0, kLongestHead - before));
  if (!begins_right(head_)) return refuse(Refusal::not_an_update);
  const std::size_t empty_line = head_.find("\n\n", kManifestAt);
  if (empty_line == std::string::npos) {
    octets.remove_prefix(head_.size() - before);
    if (head_.size() == kLongestHead) return refuse(Refusal::wrong_signature);
    return {};
  }
  head_.resize(empty_line + 2);  // what comes behind it is payload, and stays in `octets`
  octets.remove_prefix(head_.size() - before);
  return accept_head();
}

Result<void> FileReader::accept_head() {
  const std::string_view head = head_;
  const std::string_view text = head.substr(kManifestAt);
  if (!is_signed_(text, head.substr(kMagic.size(), kSignature))) {
    return refuse(Refusal::wrong_signature);
  }
  auto manifest = parse_manifest(text);
  if (!manifest) return refuse(Refusal::unknown_format);
  const Release& offered = manifest->release;
  if (offered.board != conditions_.running.board) return refuse(Refusal::other_board);
  if (offered.built < conditions_.running.built) return refuse(Refusal::older);
  if (offered.schema < conditions_.data_schema) return refuse(Refusal::older_schema);
  if (manifest->size > conditions_.slot_size) return refuse(Refusal::too_large);
  manifest_ = std::move(*manifest);
  state_ = State::payload;
  return {};
}

Result<std::string_view> FileReader::take_payload(std::string_view& octets) {
  if (received_ == manifest_.size) return refuse(Refusal::too_long);
  const std::uint64_t size = std::min<std::uint64_t>(octets.size(), manifest_.size - received_);
  const std::string_view piece = octets.substr(0, static_cast<std::size_t>(size));
  octets.remove_prefix(piece.size());
  received_ += piece.size();
  digest_.add(piece);
  return piece;
}

Result<void> FileReader::end() {
  ASSERT(state_ != State::done);
  if (state_ == State::refused) return why_;
  if (state_ == State::head || received_ < manifest_.size) return refuse(Refusal::truncated);
  if (digest_.finish() != manifest_.sha256) return refuse(Refusal::damaged);
  state_ = State::done;
  return {};
}

}  // namespace update
