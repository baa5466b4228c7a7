#include "apps/jackfield/trace_text.h"

#include <nlohmann/json.hpp>

#include "apps/records/call_records_csv.h"
#include "firmware/sip/message/mask.h"

namespace jackfield {

std::string to_line(const TracedMessage& message) {
  const nlohmann::json line = {{"at", records::to_string(message.at)},
                               {"direction", message.sent ? "sent" : "received"},
                               {"flow", message.flow},
                               {"call_id", message.call_id},
                               {"text", sip::mask_credentials(message.text)}};
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace jackfield
