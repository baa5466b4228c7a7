// What both request and response builders need: header lines handed down as text.
#pragma once

#include <cstddef>
#include <string_view>

#include "firmware/base/assert.h"
#include "firmware/sip/dialog/body.h"

namespace sip {

// `lines` holds whole lines, "Name: value" with their CRLF.
template <class Builder>
void add_lines(Builder& builder, std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find("\r\n");
    ASSERT(end != std::string_view::npos);
    const std::string_view line = lines.substr(0, end);
    const std::size_t colon = line.find(": ");
    ASSERT(colon != std::string_view::npos);
    builder.header(line.substr(0, colon), line.substr(colon + 2));
    lines.remove_prefix(end + 2);
  }
}

// The builder keeps a view of the body until take().
template <class Builder>
void add_body(Builder& builder, const Body& body) {
  if (!body.empty()) builder.body(body.type, body.text);
}

}  // namespace sip
