// Prompts and music that people bring. A file is read here, on the worker's thread, and goes on to
// the switchboard as the clip that it makes of it.
#include <nlohmann/json.hpp>
#include <utility>

#include "apps/console/api/resources.h"
#include "firmware/base/ascii.h"
#include "firmware/base/base64.h"
#include "firmware/media/clip/clip.h"
#include "firmware/media/file/sound_file.h"
#include "firmware/media/file/wav_writer.h"

namespace console {

namespace {

using nlohmann::json;

// What is in the file is looked at, whatever of these it calls itself.
bool is_sound(std::string_view content_type) {
  const std::string type =
      base::to_lower(base::trim(content_type.substr(0, content_type.find(';'))));
  return type.starts_with("audio/") || type == "application/ogg" ||
         type == "application/octet-stream";
}

const Sentence& sentence_of(media::SoundFileError error) {
  switch (error) {
    case media::SoundFileError::unknown:
      return say::kNoSoundFile;
    case media::SoundFileError::damaged:
      return say::kDamagedSound;
    case media::SoundFileError::unsupported:
      return say::kUnknownEncoding;
    case media::SoundFileError::too_long:
      return say::kLongSound;
    case media::SoundFileError::without_sound:
      return say::kSilentSound;
  }
  return say::kDamagedSound;
}

// The clip as a command takes it, or how the file is refused.
std::variant<std::string, web::Response> clip_of(Desk& desk, const Visit& visit) {
  const std::string& file = visit.request.body;
  // It takes tens of megabytes for a second.
  const std::unique_lock turn(desk.converting, std::try_to_lock);
  if (!turn) return visit.refuse(503, say::kBusy);
  const std::span octets(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  const auto pcm = media::read_sound_file(octets, desk.options.longest_sound);
  if (!pcm) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(desk.options.longest_sound);
    return visit.refuse(422, sentence_of(pcm.error()), {std::to_string(minutes.count())});
  }
  return base::to_base64(media::pack(*pcm));
}

web::Response list_sounds(Desk& desk, const Visit& visit) {
  return answer_of(desk.gate.execute({"sound.list", {}}), visit.language);
}

web::Response add_sound(Desk& desk, const Visit& visit) {
  if (visit.request.body.size() > desk.options.longest_sound_file) {
    return visit.refuse(413, say::kTooLong, {std::to_string(desk.options.longest_sound_file)});
  }
  if (!is_sound(visit.request.field("Content-Type"))) return visit.refuse(415, say::kNeedsSound);
  auto clip = clip_of(desk, visit);
  if (auto* refused = std::get_if<web::Response>(&clip)) return std::move(*refused);
  Command command{"sound.add", {{"name", std::string(visit.request.argument("name"))}}};
  command.arguments["audio"] = std::move(std::get<std::string>(clip));
  const Outcome done = desk.gate.execute(std::move(command));
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return web::Response::json(done.json, 201);
}

// Some octets of the WAV file that a clip makes. Four of them are one of the clip.
std::string piece_of(const media::ClipAudio& clip, std::size_t first, std::size_t length) {
  static constexpr std::size_t kOctets = 4;
  const auto all = static_cast<std::uint32_t>(kOctets * clip.size());
  std::string file = media::wav_header_of({media::kClipRateHz, 1}, all);
  if (first < file.size()) return file.substr(first, length);
  first -= file.size();
  const std::size_t begin = first / kOctets;
  const std::size_t end = std::min((first + length + kOctets - 1) / kOctets, clip.size());
  file = media::wav_sound_of(media::unpack(clip, begin, end - begin));
  return file.substr(first % kOctets, length);
}

web::Response get_sound(Desk& desk, const Visit& visit) {
  const Outcome found = desk.gate.execute({"sound.show", {{"name", visit.parts[0]}}});
  if (found.kind != Outcome::Kind::done) return problem(found, visit.language);
  auto clip =
      base::from_base64(json::parse(found.json, nullptr, false).value("audio", std::string()));
  if (!clip) return visit.refuse(503, say::kFailed);
  const std::size_t size =
      media::wav_header_of({media::kClipRateHz, 1}, 0).size() + 4 * clip->size();
  web::Response response;
  response.made = {size, [audio = std::move(*clip)](std::size_t first, std::size_t length) {
                     return piece_of(audio, first, length);
                   }};
  return response.set("Content-Type", "audio/wav");
}

web::Response remove_sound(Desk& desk, const Visit& visit) {
  const Outcome done = desk.gate.execute({"sound.remove", {{"name", visit.parts[0]}}});
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  return web::Response::empty();
}

}  // namespace

void add_sounds(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/sounds", list_sounds);
  desk.serve(router, "POST", "/api/v1/sounds", add_sound);
  desk.serve(router, "GET", "/api/v1/sounds/{name}", get_sound);
  desk.serve(router, "DELETE", "/api/v1/sounds/{name}", remove_sound);
}

}  // namespace console
