// What a fresh box says to who comes by plain HTTP: that the page is behind TLS, and that the
// browser will warn of a certificate nobody has signed yet. Pure.
#pragma once

#include <cstdint>

#include "firmware/web/request.h"

namespace console {

// A document in English and Chinese without scripts. `port`: of the page.
web::Response welcome(const web::Request& request, std::uint16_t port);

}  // namespace console
