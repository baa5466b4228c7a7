// Update files for tests, signed with an S in every octet.
#pragma once

#include <string>
#include <string_view>

#include "firmware/base/ascii.h"
#include "firmware/crypto/digest.h"
#include "firmware/update/file_reader.h"

namespace update {

// What runs where the tests install.
inline Conditions board() {
  return {{"qemu/virt", "1.0", 1000, 7}, 7, 1 << 20};
}

inline bool is_signed(std::string_view, std::string_view signature) {
  return signature == std::string(FileReader::kSignature, 'S');
}

struct UpdateFile {
  std::string board = "qemu/virt";
  std::uint64_t built = 1000;
  std::uint64_t schema = 7;
  std::string payload = std::string(10'000, 'p');
  char signature = 'S';

  std::string manifest() const {
    return "format=1\nboard=" + board + "\nversion=1.1\nbuilt=" + std::to_string(built) +
           "\nschema=" + std::to_string(schema) + "\nsize=" + std::to_string(payload.size()) +
           "\nsha256=" + base::to_hex(crypto::as_view(crypto::sha256({payload}))) + "\n\n";
  }
  std::string head() const {
    return std::string(FileReader::kMagic) + std::string(FileReader::kSignature, signature) +
           manifest();
  }
  std::string text() const { return head() + payload; }
};

}  // namespace update
