// A binding as the location service keeps it: numbers beside one block of text, about a hundred
// octets and the text itself. Private to firmware/location; signalling thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "firmware/location/binding.h"

namespace location {

class PackedBinding {
 public:
  // `durable_until` is the expiry that stands in the store's row.
  PackedBinding(const Binding& binding, base::Instant durable_until);

  Binding unpack() const;

  base::Instant expires() const { return expires_; }
  base::Instant durable_until() const { return durable_until_; }
  const sip::Flow& flow() const { return flow_; }
  bool has_path() const { return path_size_ != 0; }
  void expire_at(base::Instant instant) { expires_ = instant; }

 private:
  std::string_view take(std::size_t& at, std::uint32_t size) const;

  // contact, call_id, instance, user_agent and the path's values, each with a newline behind it.
  std::unique_ptr<char[]> text_;
  base::Instant expires_;
  base::Instant durable_until_;
  base::WallTime registered_at_;
  std::uint32_t contact_size_, call_id_size_, instance_size_, user_agent_size_, path_size_;
  std::uint32_t cseq_;
  std::uint32_t reg_id_;
  std::uint32_t granted_;  // seconds
  std::int16_t q_;
  sip::Flow flow_;
};

}  // namespace location
