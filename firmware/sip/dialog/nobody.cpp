#include "firmware/sip/dialog/nobody.h"

namespace sip {

namespace {

class NoDialogUser final : public DialogUser {
  void on_offer(Dialog&, const Inbound&, const Body&) override {}
  void on_offer_wanted(Dialog&, const Inbound&) override {}
  void on_offer_withdrawn(Dialog&) override {}
  void on_answer(Dialog&, const Inbound&, const Body&) override {}
  void on_modification_failed(Dialog&, Method, int, const MessageRef&) override {}
  void on_updated(Dialog&) override {}
  void on_request(Dialog&, ServerTransaction& request) override { request.respond_with(481); }
  void on_response(Dialog&, RequestSerial, int, const MessageRef&) override {}
  bool on_other_source(Dialog&, const Inbound&, ServerTransaction* transaction) override {
    if (transaction != nullptr) transaction->respond_with(481);
    return false;
  }
  std::string on_challenge(Dialog&, Method, std::string_view, const Message&) override {
    return {};
  }
};

NoDialogUser no_dialog_user;

}  // namespace

DialogUser& nobody() {
  return no_dialog_user;
}

}  // namespace sip
