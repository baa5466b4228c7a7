// Installation: writes an update to a slot as it comes, so that the slot is no file system, or the
// whole new one, whenever the power goes: its first block, with the superblock, is blank before
// anything else is written, and comes last of all, when the rest has been read back from the disk
// and was what the signed manifest says. It is as long as what a disk writes whole or not at all.
// Passive but for the disk; any thread that may wait for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/update/disk.h"
#include "firmware/update/file_reader.h"
#include "firmware/update/refusal.h"

namespace update {

class Installation {
 public:
  static constexpr std::size_t kFirstBlock = 4096;

  // Both as for FileReader, but that the slot is as large as the disk is.
  Installation(Conditions conditions, FileReader::IsSigned is_signed, Disk& disk);

  // The next octets of the file. After a refusal nothing more is written.
  Result<void> take(std::string_view octets);

  // There are no more. Without an error the slot holds the update.
  Result<void> end();

 private:
  Result<void> blank();
  Result<void> write(std::string_view payload);
  Result<void> check_rest();
  Result<void> write_first_block();

  Disk& disk_;
  FileReader reader_;
  std::string first_;       // octets of the first block
  std::uint64_t next_ = 0;  // of the payload, where the next octets belong
};

}  // namespace update
