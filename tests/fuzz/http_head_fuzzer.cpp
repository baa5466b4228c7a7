// The head of a request: the same whatever pieces it comes in; sound, what goes on to the server is
// one head that reads the same again.
#include "firmware/web/forwarding.h"
#include "firmware/web/grammar.h"
#include "firmware/web/request_head.h"
#include "tests/fuzz/fuzz.h"

namespace {

using State = web::RequestHeadReader::State;

web::RequestHeadReader reading(std::string_view octets, std::size_t step) {
  web::RequestHeadReader reader;
  for (std::size_t at = 0; at < octets.size(); at += step) reader.read(octets.substr(at, step));
  return reader;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Octets octets(data, size);
  const web::RequestHeadReader reader = reading(octets.view(), size + 1);
  const web::RequestHeadReader again = reading(octets.view(), 1);
  ASSERT(reader.state() == again.state());
  ASSERT(reader.refusal().status == again.refusal().status);
  web::ResponseHeadReader response;
  (void)response.read(octets.view());
  if (reader.state() != State::complete) return 0;

  const web::RequestHead& head = reader.head();
  ASSERT(head.path().starts_with('/') && head.fields.size() <= web::RequestHeadReader::kMaxFields);
  const std::string passed = web::print_request(head);
  // Fields that go to the server can have grown beyond the limit only by those the door adds.
  const web::RequestHeadReader behind = reading(passed, passed.size());
  if (behind.state() == State::refused) {
    ASSERT(behind.refusal().status == 431);
    return 0;
  }
  ASSERT(behind.state() == State::complete);
  ASSERT(passed.find("\r\n\r\n") == passed.size() - 4);
  ASSERT(behind.head().target == head.target && behind.head().method == head.method);
  ASSERT(behind.head().content_length.value_or(0) == head.content_length.value_or(0));
  ASSERT(behind.head().is_websocket == head.is_websocket && !behind.head().expects_continue);
  ASSERT(head.is_websocket || !behind.head().keeps_alive);
  return 0;
}
