#include "firmware/update/installation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "firmware/base/random.h"
#include "tests/firmware/update/update_file.h"

namespace update {
namespace {

// A disk in memory whose power can be cut. What was not settled by then is on it or not, a page at
// a time, as chance has it.
class FakeDisk final : public Disk {
 public:
  static constexpr std::size_t kPage = 4096;

  explicit FakeDisk(std::size_t size) : octets_(size, 'o') {}

  std::uint64_t size() const override { return octets_.size(); }
  bool write(std::uint64_t offset, std::string_view octets) override {
    if (!works()) return false;
    for (std::size_t done = 0; done < octets.size(); ++done) {
      const std::size_t at = static_cast<std::size_t>(offset) + done;
      const std::size_t page = at / kPage;
      if (!unsettled_.contains(page)) unsettled_[page] = octets_.substr(page * kPage, kPage);
      octets_.at(at) = octets[done];
    }
    return true;
  }
  bool read(std::uint64_t offset, std::span<char> octets) override {
    if (!works()) return false;
    EXPECT_TRUE(unsettled_.empty()) << "it was not read from the disk";
    const auto at = static_cast<std::size_t>(offset);
    const std::string_view found = std::string_view(octets_).substr(at, octets.size());
    std::copy(found.begin(), found.end(), octets.begin());
    if (rotten_ >= at && rotten_ < at + octets.size()) octets[rotten_ - at] ^= 1;
    return true;
  }
  bool settle() override {
    if (!works()) return false;
    unsettled_.clear();
    return true;
  }

  // What is on it after the power cut.
  std::string after_cut(base::Random& random) {
    for (const auto& [page, before] : unsettled_) {
      if (random.below(2) == 0) octets_.replace(page * kPage, before.size(), before);
    }
    unsettled_.clear();
    return octets_;
  }

  const std::string& octets() const { return octets_; }
  int calls() const { return calls_; }
  void cut_after(int calls) { left_ = calls; }
  void let_rot(std::size_t at) { rotten_ = at; }

 private:
  bool works() {
    ++calls_;
    return left_ < 0 || left_-- > 0;
  }

  std::string octets_;
  std::map<std::size_t, std::string> unsettled_;  // pages, as they were
  int calls_ = 0;
  int left_ = -1;
  std::size_t rotten_ = SIZE_MAX;
};

std::optional<Refusal> install(Disk& disk, std::string_view file, std::size_t step) {
  Installation installation(board(), is_signed, disk);
  for (; !file.empty(); file.remove_prefix(std::min(step, file.size()))) {
    if (const auto taken = installation.take(file.substr(0, step)); !taken) return taken.error();
  }
  const auto done = installation.end();
  return done ? std::nullopt : std::optional(done.error());
}

std::string payload(std::size_t size) {
  std::string made(size, '\0');
  for (std::size_t i = 0; i < size; ++i) made[i] = static_cast<char>('A' + i % 47 % 26);
  return made;
}

bool is_file_system(std::string_view disk) {
  const auto first = disk.substr(0, Installation::kFirstBlock);
  return first != std::string(first.size(), '\0');
}

TEST(Installation, LeavesTheWholePayloadInTheSlot) {
  for (const std::size_t size : {1U, 100U, 4095U, 4096U, 4097U, 70'000U, 200'000U, 1U << 18}) {
    UpdateFile file;
    file.payload = payload(size);
    for (const std::size_t step : {1'000U, 4'096U, 1U << 20}) {
      FakeDisk disk(1 << 18);
      EXPECT_FALSE(install(disk, file.text(), step));
      EXPECT_EQ(disk.octets().substr(0, size), file.payload) << size << " by " << step;
    }
  }
}

TEST(Installation, WritesNothingBeforeTheHeadIsAccepted) {
  UpdateFile file;
  file.signature = 'T';
  FakeDisk disk(1 << 18);
  EXPECT_EQ(install(disk, file.text(), 100), Refusal::wrong_signature);
  file = {};
  file.payload = payload((1 << 18) + 1);
  EXPECT_EQ(install(disk, file.text(), 100), Refusal::too_large);
  EXPECT_EQ(disk.calls(), 0);
}

TEST(Installation, LeavesNoFileSystemOfAFileThatIsRefused) {
  UpdateFile file;
  file.payload = payload(50'000);
  std::string damaged = file.text();
  damaged[30'000] ^= 1;
  for (const auto& text : {damaged, file.text() + "x", file.text().substr(0, 40'000)}) {
    FakeDisk disk(1 << 18);
    EXPECT_TRUE(install(disk, text, 1000));
    EXPECT_FALSE(is_file_system(disk.octets()));
  }
}

TEST(Installation, TrustsNoDiskThatDoesNotGiveBackWhatItWasGiven) {
  UpdateFile file;
  file.payload = payload(50'000);
  for (const std::size_t rotten : {0U, 4'095U, 4'096U, 30'000U, 49'999U}) {
    FakeDisk disk(1 << 18);
    disk.let_rot(rotten);
    EXPECT_EQ(install(disk, file.text(), 1000), Refusal::not_as_written) << rotten;
    EXPECT_FALSE(is_file_system(disk.octets()));
  }
}

TEST(Installation, LeavesNothingOrAllOfItWheneverThePowerGoes) {
  UpdateFile file;
  file.payload = payload(100'000);
  FakeDisk whole(1 << 18);
  ASSERT_FALSE(install(whole, file.text(), 3000));
  for (int calls = 1; calls < whole.calls(); ++calls) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      base::SeededRandom random(seed);
      FakeDisk disk(1 << 18);
      disk.cut_after(calls);
      ASSERT_TRUE(install(disk, file.text(), 3000));
      const std::string left = disk.after_cut(random);
      const bool old = left == std::string(left.size(), 'o');
      ASSERT_TRUE(old || !is_file_system(left) || left.starts_with(file.payload))
          << "cut after " << calls << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace update
