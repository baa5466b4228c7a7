#include "apps/console/api/sentences.h"

#include <utility>

namespace console {

namespace {

constexpr Sentence kAll[] = {
    say::kSignIn,        say::kWrongPassword,   say::kWrongCode,
    say::kTooManyTries,  say::kNotAllowed,      say::kNoScope,
    say::kNoCsrf,        say::kForeignOrigin,   say::kMayNotChange,
    say::kNoSuchThing,   say::kOtherMethods,    say::kNeedsJson,
    say::kNotJson,       say::kTooLong,         say::kFaulty,
    say::kBusy,          say::kChanged,         say::kThereAlready,
    say::kFailed,        say::kUnknownField,    say::kMissing,
    say::kNeedsText,     say::kNeedsNumber,     say::kNeedsBoolean,
    say::kNeedsObject,   say::kNeedsList,       say::kTextLength,
    say::kOneOf,         say::kUserName,        say::kNoSuchUser,
    say::kUserExists,    say::kTooManyUsers,    say::kLastAdministrator,
    say::kUserExtension, say::kCurrentPassword, say::kNoSuchToken,
    say::kTooManyTokens, say::kNumber,          say::kPersonName,
    say::kNumberTwice,   say::kPhoneThere,      say::kPhoneAway,
    say::kTicketSpent,   say::kStrangeHost,     say::kNoSuchRecording,
    say::kNotRemoved,    say::kNoCertificate,   say::kNeedsSound,
    say::kNoSoundFile,   say::kDamagedSound,    say::kUnknownEncoding,
    say::kLongSound,     say::kSilentSound,     say::kNoUpdate,
    say::kNeedsUpdate,   say::kUpdateUnderWay,  say::kNoSteward,
};

std::string filled(std::string_view text, const std::vector<std::string>& values) {
  std::string made;
  for (const std::string& value : values) {
    const std::size_t place = text.find("{}");
    if (place == std::string_view::npos) break;
    made.append(text.substr(0, place)).append(value);
    text.remove_prefix(place + 2);
  }
  return made.append(text);
}

}  // namespace

std::span<const Sentence> all_sentences() {
  return kAll;
}

Fault fault(std::string field, const Sentence& sentence, const std::vector<std::string>& values) {
  return {std::move(field), filled(sentence.english, values), filled(sentence.chinese, values)};
}

}  // namespace console
