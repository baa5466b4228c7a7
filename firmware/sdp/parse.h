// Octets → SessionDescription (RFC 8866 section 9; what RFC 4566 allows and 8866 dropped is kept).
//
// Lenient where phones err and no harm comes of it: bare LF as line end, no line end at the end,
// empty lines behind the last, blanks at line ends, s= or t= missing (put in as "s=-" and "t=0 0"),
// blanks in or a missing username of o=, several blanks in m=, lines in an unusual order, no format
// in an m= line of port 0, unknown line types.
//
// Strict where two readers could understand two things, or media would go nowhere: NUL, a CR that
// ends no line, an empty line before the last, a second v=, o= or s=, a second c= in one level, o=
// or v= behind an m= line, ports above 65535, a c= whose address is not of its family, an m= line
// that is not rejected without a c= that holds for it, and every limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firmware/base/result.h"
#include "firmware/sdp/session_description.h"

namespace sdp {

enum class Fault : std::uint8_t {
  too_long,             // more than kMaxOctets
  too_many_lines,       // more than kMaxLines
  too_many_media,       // more than kMaxMedia
  too_many_formats,     // more than kMaxFormats
  too_many_attributes,  // more than kMaxAttributes
  bad_octet,            // NUL, or a CR that ends no line
  bad_line,             // not of the form x=...
  bad_version,          // the first line is not v=0
  bad_origin,           // malformed
  bad_connection,       // malformed
  bad_media,            // malformed m= line
  repeated,             // a line that may stand once only
  misplaced,            // v= or o= behind an m= line
  no_origin,
  no_connection,  // an m= line for which no c= holds
};

std::string_view to_string(Fault fault);

struct ParseError {
  Fault fault;
  std::uint32_t line;  // 1 is the first; 0: the description as a whole
};

// "line 7: malformed m= line".
std::string to_string(const ParseError& error);

JACKFIELD_RESULT_ERROR(ParseError)

base::Result<SessionDescription, ParseError> parse(std::string_view octets);

}  // namespace sdp
