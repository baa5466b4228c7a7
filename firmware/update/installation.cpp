#include "firmware/update/installation.h"

#include <algorithm>
#include <utility>

#include "firmware/crypto/digest.h"

namespace update {

namespace {

constexpr std::size_t kReadBack = 64 << 10;  // octets at a time

std::size_t at_most(std::size_t most, std::uint64_t octets) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(most, octets));
}

Conditions with_slot(Conditions conditions, const Disk& disk) {
  conditions.slot_size = disk.size();
  return conditions;
}

}  // namespace

Installation::Installation(Conditions conditions, FileReader::IsSigned is_signed, Disk& disk)
    : disk_(disk), reader_(with_slot(std::move(conditions), disk), std::move(is_signed)) {}

Result<void> Installation::take(std::string_view octets) {
  while (!octets.empty()) {
    const auto payload = reader_.take(octets);
    if (!payload) return payload.error();
    if (payload->empty()) continue;
    if (next_ == 0) {
      if (const auto done = blank(); !done) return done;
    }
    if (const auto done = write(*payload); !done) return done;
  }
  return {};
}

Result<void> Installation::blank() {
  const std::string zeros(at_most(kFirstBlock, disk_.size()), '\0');
  if (!disk_.write(0, zeros) || !disk_.settle()) return Refusal::cannot_write;
  return {};
}

Result<void> Installation::write(std::string_view payload) {
  const std::string_view held = payload.substr(0, kFirstBlock - first_.size());
  first_.append(held);
  next_ += held.size();
  payload.remove_prefix(held.size());
  if (!payload.empty() && !disk_.write(next_, payload)) return Refusal::cannot_write;
  next_ += payload.size();
  return {};
}

Result<void> Installation::end() {
  if (const auto whole = reader_.end(); !whole) return whole;
  if (!disk_.settle()) return Refusal::cannot_write;
  if (const auto done = check_rest(); !done) return done;
  return write_first_block();
}

Result<void> Installation::check_rest() {
  crypto::RunningSha256 digest;
  digest.add(first_);
  std::string block(kReadBack, '\0');
  for (std::uint64_t offset = first_.size(); offset < next_; offset += block.size()) {
    block.resize(at_most(kReadBack, next_ - offset));
    if (!disk_.read(offset, block)) return Refusal::not_as_written;
    digest.add(block);
  }
  if (digest.finish() != reader_.manifest().sha256) return Refusal::not_as_written;
  return {};
}

Result<void> Installation::write_first_block() {
  std::string read(first_.size(), '\0');
  const bool written = disk_.write(0, first_) && disk_.settle();
  if (written && disk_.read(0, read) && read == first_) return {};
  if (const auto blanked = blank(); !blanked) return blanked;
  return written ? Refusal::not_as_written : Refusal::cannot_write;
}

}  // namespace update
