// Where the switchboard listens, as people write it: "0.0.0.0:5060", "[::]:5060",
// "192.0.2.1:5060=pbx.example.com" (the name that phones shall see).
#pragma once

#include <optional>
#include <string_view>

#include "firmware/sip/transport/transport_layer.h"

namespace jackfield {

std::optional<sip::InterfaceSettings> parse_interface(std::string_view text);

}  // namespace jackfield
