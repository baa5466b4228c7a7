// ConsoleNews: what happens in the office, told to those who watch the page. Signalling thread.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "apps/jackfield/live_office.h"
#include "firmware/web/event_ring.h"

namespace jackfield {

class ConsoleNews final : public OfficeWatcher {
 public:
  explicit ConsoleNews(web::EventRing& events) : events_(events) {}

  // Hears of users that were changed beside the page, while it is set.
  using Users = std::function<void(const std::vector<std::string>& names)>;
  void set_users(Users users) { users_ = std::move(users); }

  // Hears what the local network calls us, while it is set.
  using Named = std::function<void(const std::string& label)>;
  void set_named(Named named) { named_ = std::move(named); }

  void on_phones_changed(std::string_view number, std::size_t phones) override;
  void on_call(const LiveCall& call) override;
  void on_call_over(std::string_view id) override;
  void on_applied(const Changes& changes) override;
  void on_named(const std::string& label) override;

 private:
  web::EventRing& events_;
  Users users_;
  Named named_;
};

}  // namespace jackfield
