// FileReader: reads an update file as it comes, octet by octet if need be, keeps its head only, and
// refuses it as soon as that can be known. Passive; any thread. The file (rootfs/update.py writes
// it):
//
//   "jackfield update" LF                          17 octets
//   signature of the manifest                     384 octets: RSA-3072, PKCS #1 v1.5, SHA-256
//   manifest (manifest.h), its empty line last    at most 1,024 octets
//   payload: the slot's file system               as many octets as the manifest says
//
//            head accepted             all of it has come, and is whole
//   head ────────────────────► payload ────────────────────────────────► done
//     └─────────────────────────────┴────► refused
//
// Nothing of a manifest is believed, nor looked at, before its signature is right.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "firmware/crypto/digest.h"
#include "firmware/update/manifest.h"
#include "firmware/update/refusal.h"

namespace update {

// What an update must fit to.
struct Conditions {
  Release running;
  std::uint64_t data_schema = 0;  // of the store that is here
  std::uint64_t slot_size = 0;    // octets
};

class FileReader {
 public:
  static constexpr std::string_view kMagic = "jackfield update\n";
  static constexpr std::size_t kSignature = 384;
  static constexpr std::size_t kLongestHead = kMagic.size() + kSignature + kLongestManifest;

  enum class State : std::uint8_t { head, payload, done, refused };
  using IsSigned = std::function<bool(std::string_view manifest, std::string_view signature)>;

  FileReader(Conditions conditions, IsSigned is_signed);

  // Takes octets from the front of `octets`, one at least, and gives what of them is payload, if
  // anything. To be called until none is left.
  Result<std::string_view> take(std::string_view& octets);

  // There is no more of the file.
  Result<void> end();

  State state() const { return state_; }
  const Manifest& manifest() const { return manifest_; }  // from State::payload on

 private:
  Result<void> take_head(std::string_view& octets);
  Result<void> accept_head();
  Result<std::string_view> take_payload(std::string_view& octets);
  Refusal refuse(Refusal why);

  const Conditions conditions_;
  const IsSigned is_signed_;
  State state_ = State::head;
  Refusal why_{};  // in State::refused
  std::string head_;
  Manifest manifest_{};
  std::uint64_t received_ = 0;  // of the payload
  crypto::RunningSha256 digest_;
};

}  // namespace update
