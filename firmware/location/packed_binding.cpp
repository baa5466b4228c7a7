#include "firmware/location/packed_binding.h"

#include <algorithm>

namespace location {
namespace {

char* append(char* to, std::string_view text) {
  return std::copy(text.begin(), text.end(), to);
}

std::uint32_t size_of(std::string_view text) {
  return static_cast<std::uint32_t>(text.size());
}

std::uint32_t size_of(const std::vector<std::string>& path) {
  std::uint32_t size = 0;
  for (const std::string& value : path) size += size_of(value) + 1;
  return size;
}

}  // namespace

PackedBinding::PackedBinding(const Binding& binding, base::Instant durable_until)
    : expires_(binding.expires),
      durable_until_(durable_until),
      registered_at_(binding.registered_at),
      contact_size_(size_of(binding.contact)),
      call_id_size_(size_of(binding.call_id)),
      instance_size_(size_of(binding.instance)),
      user_agent_size_(size_of(binding.user_agent)),
      path_size_(size_of(binding.path)),
      cseq_(binding.cseq),
      reg_id_(binding.reg_id),
      granted_(static_cast<std::uint32_t>(
          std::chrono::duration_cast<std::chrono::seconds>(binding.granted).count())),
      q_(static_cast<std::int16_t>(binding.q)),
      flow_(binding.flow) {
  const std::size_t size =
      std::size_t{contact_size_} + call_id_size_ + instance_size_ + user_agent_size_ + path_size_;
  text_ = std::make_unique_for_overwrite<char[]>(size);
  char* end = append(text_.get(), binding.contact);
  end = append(end, binding.call_id);
  end = append(end, binding.instance);
  end = append(end, binding.user_agent);
  for (const std::string& value : binding.path) end = append(append(end, value), "\n");
}

std::string_view PackedBinding::take(std::size_t& at, std::uint32_t size) const {
  const std::string_view text(text_.get() + at, size);
  at += size;
  return text;
}

Binding PackedBinding::unpack() const {
  Binding binding;
  std::size_t at = 0;
  binding.contact = take(at, contact_size_);
  binding.call_id = take(at, call_id_size_);
  binding.instance = take(at, instance_size_);
  binding.user_agent = take(at, user_agent_size_);
  for (std::string_view path = take(at, path_size_); !path.empty();) {
    const std::size_t end = path.find('\n');
    binding.path.emplace_back(path.substr(0, end));
    path.remove_prefix(end + 1);
  }
  binding.cseq = cseq_;
  binding.q = q_;
  binding.reg_id = reg_id_;
  binding.flow = flow_;
  binding.granted = std::chrono::seconds(granted_);
  binding.expires = expires_;
  binding.registered_at = registered_at_;
  return binding;
}

}  // namespace location
