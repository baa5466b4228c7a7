#include "apps/jackfield/install_update.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ostream>
#include <string_view>

#include "firmware/crypto/signature.h"
#include "firmware/store/kept_file.h"
#include "firmware/update/disk.h"
#include "firmware/update/installation.h"
#include "firmware/update/manifest.h"
#include "firmware/update/refusal.h"

namespace jackfield {

namespace {

constexpr std::size_t kLongestKey = 8 << 10;
constexpr std::size_t kPiece = 64 << 10;

// The stream an update comes by.
class Stream {
 public:
  // O_NONBLOCK: a FIFO opens although its writer is not there yet, and poll() waits for him.
  Stream(const std::string& path, int patience)
      : file_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)), patience_(patience) {}
  ~Stream() {
    if (file_ >= 0) ::close(file_);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // What has come; empty at the end.
  update::Result<std::string_view> next() {
    for (;;) {
      pollfd waited{file_, POLLIN, 0};
      const int ready = ::poll(&waited, 1, patience_ * 1000);
      if (ready == 0) return update::Refusal::stalled;
      const ssize_t got = ready < 0 ? -1 : ::read(file_, piece_.data(), piece_.size());
      if (got >= 0) return std::string_view(piece_.data(), static_cast<std::size_t>(got));
      if (errno != EINTR && errno != EAGAIN) return update::Refusal::truncated;
    }
  }

 private:
  const int file_;
  const int patience_;
  std::array<char, kPiece> piece_{};
};

update::Result<void> install(const InstallOptions& options) {
  const auto key = store::read_file(options.key, kLongestKey);
  if (!key || crypto::check_signature(*key, "", "") == crypto::Signature::no_key) {
    return update::Refusal::no_key;
  }
  const auto text = store::read_file(options.release, update::kLongestManifest);
  auto running = text ? update::parse_release(*text) : std::nullopt;
  if (!running) return update::Refusal::no_release;
  auto slot = update::BlockDevice::open(options.into);
  if (!slot) return slot.error();
  update::Installation installation(
      {std::move(*running), options.data_schema},
      [&key](std::string_view manifest, std::string_view signature) {
        return crypto::check_signature(*key, manifest, signature) == crypto::Signature::good;
      },
      *slot);
  Stream stream(options.from, options.patience);
  for (;;) {
    const auto piece = stream.next();
    if (!piece) return piece.error();
    if (piece->empty()) return installation.end();
    if (const auto taken = installation.take(*piece); !taken) return taken;
  }
}

}  // namespace

ExitCode install_update(const InstallOptions& options, std::ostream& out) {
  const auto installed = install(options);
  if (installed) return ExitCode::ok;
  out << to_string(installed.error()) << "\n";
  return ExitCode::invalid;
}

}  // namespace jackfield
