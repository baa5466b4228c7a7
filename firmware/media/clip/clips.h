// Clips: the clips that an engine keeps, and who plays them. A clip that is forgotten cannot be
// taken any more, and goes with the last who plays it. Owned by the Engine; media thread.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <utility>

#include "firmware/media/clip/clip.h"

namespace media {

class Clips {
  struct Kept {
    ClipAudio audio;
    std::size_t players = 0;
    bool forgotten = false;
  };
  using Place = std::map<ClipId, Kept>::iterator;

 public:
  // Somebody's playing of a clip; the audio stays for as long. An empty one holds nothing.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept
        : clips_(std::exchange(other.clips_, nullptr)), place_(other.place_) {}
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (clips_ != nullptr) clips_->release(place_);
    }

    explicit operator bool() const { return clips_ != nullptr; }
    std::span<const std::uint8_t> audio() const {
      return clips_ == nullptr ? std::span<const std::uint8_t>() : place_->second.audio;
    }

   private:
    friend class Clips;
    Hold(Clips& clips, Place place) : clips_(&clips), place_(place) {}
    Clips* clips_ = nullptr;
    Place place_{};
  };

  void keep(ClipId id, ClipAudio audio);
  void forget(ClipId id);

  // Empty: it was never kept, or is forgotten.
  Hold take(ClipId id);

  std::size_t size() const { return kept_.size(); }  // with those that are forgotten and play on

 private:
  void release(Place place);

  std::map<ClipId, Kept> kept_;
};

}  // namespace media
