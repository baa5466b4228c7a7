// Disk: what an update is written to, a partition with room for a file system. BlockDevice is the
// real one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "firmware/update/refusal.h"

namespace update {

class Disk {
 public:
  virtual ~Disk() = default;
  virtual std::uint64_t size() const = 0;  // octets
  // All of it, or false.
  [[nodiscard]] virtual bool write(std::uint64_t offset, std::string_view octets) = 0;
  [[nodiscard]] virtual bool read(std::uint64_t offset, std::span<char> octets) = 0;
  // On return all that was written would survive a power cut, and what is read next comes from the
  // disk itself.
  [[nodiscard]] virtual bool settle() = 0;
};

// A partition that is not mounted; or a file, which is as large as it is. May wait for the disk.
class BlockDevice final : public Disk {
 public:
  static Result<BlockDevice> open(const std::string& path);

  BlockDevice(BlockDevice&& other) noexcept;
  BlockDevice& operator=(BlockDevice&&) = delete;
  ~BlockDevice() override;

  std::uint64_t size() const override { return size_; }
  bool write(std::uint64_t offset, std::string_view octets) override;
  bool read(std::uint64_t offset, std::span<char> octets) override;
  bool settle() override;

 private:
  BlockDevice(int file, std::uint64_t size) : file_(file), size_(size) {}

  int file_;
  std::uint64_t size_;
};

}  // namespace update
