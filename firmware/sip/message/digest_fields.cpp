// The fields of a digest challenge or of digest credentials (RFC 3261 section 25.1, RFC 7616).
#include "firmware/sip/message/fields.h"
#include "firmware/sip/message/scan.h"

namespace sip {
namespace {

std::string_view* field_of(DigestFields& fields, std::string_view name) {
  struct Field {
    std::string_view name;
    std::string_view DigestFields::*member;
  };
  static constexpr Field kFields[] = {
      {"username", &DigestFields::username}, {"realm", &DigestFields::realm},
      {"nonce", &DigestFields::nonce},       {"uri", &DigestFields::uri},
      {"response", &DigestFields::response}, {"algorithm", &DigestFields::algorithm},
      {"cnonce", &DigestFields::cnonce},     {"opaque", &DigestFields::opaque},
      {"qop", &DigestFields::qop},           {"nc", &DigestFields::nc},
      {"stale", &DigestFields::stale},       {"userhash", &DigestFields::userhash},
      {"domain", &DigestFields::domain}};
  for (const Field& field : kFields) {
    if (scan::same_name(field.name, name)) return &(fields.*field.member);
  }
  return nullptr;
}

}  // namespace

Result<DigestFields> DigestFields::parse(std::string_view text) {
  DigestFields fields;
  scan::Cursor cursor(text);
  fields.scheme = cursor.take(scan::kToken);
  if (fields.scheme.empty() || !cursor.skip_space()) return ParseError::bad_value;
  do {
    cursor.skip_space();
    const std::string_view name = cursor.take(scan::kToken);
    cursor.skip_space();
    if (name.empty() || !cursor.skip('=')) return ParseError::bad_value;
    cursor.skip_space();
    std::string_view value;
    if (cursor.peek() == '"') {
      value = cursor.take_quoted();
      if (value.data() == nullptr) return ParseError::bad_value;
    } else {
      value = cursor.take(scan::kValue);
    }
    cursor.skip_space();
    std::string_view* const field = field_of(fields, name);
    if (field != nullptr && field->data() != nullptr) return ParseError::bad_value;  // twice
    if (field != nullptr) *field = value;
  } while (cursor.skip(','));
  if (!cursor.at_end()) return ParseError::bad_value;
  return fields;
}

}  // namespace sip
