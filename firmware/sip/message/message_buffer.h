// The one counted object of the house: a received message, octets and index in one block of memory
// from a pool. Transactions, dialogs and forks share it. Signalling thread only.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "firmware/sip/message/message.h"

namespace sip {

class MessageBuffer;

class MessageRef {
 public:
  MessageRef() = default;
  MessageRef(const MessageRef& other);
  MessageRef(MessageRef&& other) noexcept : buffer_(std::exchange(other.buffer_, nullptr)) {}
  MessageRef& operator=(MessageRef other) noexcept {
    std::swap(buffer_, other.buffer_);
    return *this;
  }
  ~MessageRef();

  explicit operator bool() const { return buffer_ != nullptr; }
  const Message& operator*() const;
  const Message* operator->() const { return &**this; }

  // Copies `octets` into a block and parses them there.
  static Result<MessageRef> parse(std::string_view octets);

 private:
  MessageBuffer* buffer_ = nullptr;
};

// Blocks in use, and kept for re-use, now. For leak tests and `status`.
struct MessagePoolUse {
  std::size_t live = 0;
  std::size_t pooled_octets = 0;
};
MessagePoolUse message_pool_use();

}  // namespace sip
