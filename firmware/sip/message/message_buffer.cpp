#include "firmware/sip/message/message_buffer.h"

#include <array>
#include <cstring>
#include <new>

namespace sip {

// The head of a block; the octets follow it.
class MessageBuffer {
 public:
  explicit MessageBuffer(std::size_t size_class) : size_class_(size_class) {}

  char* octets() { return reinterpret_cast<char*>(this + 1); }
  Message& message() { return message_; }
  std::size_t size_class() const { return size_class_; }
  void acquire() { ++references_; }
  bool release() { return --references_ == 0; }

 private:
  std::size_t size_class_;
  std::size_t references_ = 1;
  Message message_;
};

namespace {

// Blocks of a few sizes. A few of each are kept for re-use, so that steady traffic allocates
// nothing; what a burst took beyond that goes back.
constexpr std::array<std::size_t, 6> kBlockSizes = {
    2048, 4096, 8192, 16384, 32768, sizeof(MessageBuffer) + Message::kMaxOctets};
constexpr std::size_t kMaxPooledOctets = 512 * 1024;

struct FreeBlock {
  FreeBlock* next;
};

// The signalling thread's. Trivial, so that it needs no order of destruction.
struct Pool {
  std::array<FreeBlock*, kBlockSizes.size()> free{};
  MessagePoolUse use;
};
constinit thread_local Pool pool;

MessageBuffer* take_block(std::size_t octets) {
  std::size_t size_class = 0;
  while (kBlockSizes[size_class] < sizeof(MessageBuffer) + octets) ++size_class;
  void* block = pool.free[size_class];
  if (block != nullptr) {
    pool.free[size_class] = pool.free[size_class]->next;
    pool.use.pooled_octets -= kBlockSizes[size_class];
  } else {
    block = ::operator new(kBlockSizes[size_class]);
  }
  ++pool.use.live;
  return new (block) MessageBuffer(size_class);
}

void give_back(MessageBuffer* buffer) {
  const std::size_t size_class = buffer->size_class();
  buffer->~MessageBuffer();
  --pool.use.live;
  if (pool.use.pooled_octets + kBlockSizes[size_class] > kMaxPooledOctets) {
    ::operator delete(buffer);
    return;
  }
  pool.free[size_class] = new (buffer) FreeBlock{pool.free[size_class]};
  pool.use.pooled_octets += kBlockSizes[size_class];
}

}  // namespace

MessageRef::MessageRef(const MessageRef& other) : buffer_(other.buffer_) {
  if (buffer_ != nullptr) buffer_->acquire();
}

MessageRef::~MessageRef() {
  if (buffer_ != nullptr && buffer_->release()) give_back(buffer_);
}

const Message& MessageRef::operator*() const {
  return buffer_->message();
}

Result<MessageRef> MessageRef::parse(std::string_view octets) {
  if (octets.size() > Message::kMaxOctets) return ParseError::too_long;
  MessageRef ref;
  ref.buffer_ = take_block(octets.size());
  std::memcpy(ref.buffer_->octets(), octets.data(), octets.size());
  const Result<void> parsed =
      sip::parse({ref.buffer_->octets(), octets.size()}, ref.buffer_->message());
  if (!parsed) return parsed.error();
  return ref;
}

MessagePoolUse message_pool_use() {
  return pool.use;
}

}  // namespace sip
