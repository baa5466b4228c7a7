// TestLine: the account by which the self-test registers and calls. It is in no list and no store;
// it works while a self-test runs, from this machine alone, and reaches nothing but the echo test.
// What its phone does goes neither to disk nor to whoever watches the office. Owned by Switchboard;
// signalling thread only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "apps/records/call_record.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/location/location_service.h"
#include "firmware/sip/auth/digest_response.h"
#include "firmware/sip/transport/transport_layer.h"

namespace jackfield {

class TestLine {
 public:
  // Longer than any self-test takes.
  static constexpr base::Duration kLifetime = std::chrono::seconds(30);

  // `back` is told when the line has been taken back, or its time is over.
  TestLine(base::TimerQueue& timers, base::Random& random, const sip::TransportLayer& transport,
           std::function<void()> back);

  // Its password, a new one; nothing while somebody else has it.
  std::optional<std::string> lend();
  void take_back();
  bool is_lent() const { return !password_.empty(); }

  // The same for as long as the process runs; no extension can have it.
  const std::string& number() const { return number_; }
  bool is(std::string_view number) const { return number == number_; }

  // For digest, where its phone is on this machine.
  std::optional<sip::Ha1> key(std::string_view realm, const sip::Flow& flow) const;

 private:
  const sip::TransportLayer& transport_;
  base::Random& random_;
  const std::function<void()> back_;
  const std::string number_;
  std::string password_;
  base::MemberTimer<&TestLine::take_back> over_;
};

// Its bindings are never on disk.
class UntestedBindings final : public location::BindingStore {
 public:
  UntestedBindings(const TestLine& line, location::BindingStore& store)
      : line_(line), store_(store) {}
  void save(location::BindingChange change, std::function<void(bool)> done) override {
    if (line_.is(change.aor)) return done(true);
    store_.save(std::move(change), std::move(done));
  }

 private:
  const TestLine& line_;
  location::BindingStore& store_;
};

// Nor are its calls.
class UntestedRecords final : public records::RecordStore {
 public:
  UntestedRecords(const TestLine& line, records::RecordStore& store) : line_(line), store_(store) {}
  void save(records::CallRecord record, std::function<void(bool)> done) override {
    if (line_.is(record.caller)) return done(true);
    store_.save(std::move(record), std::move(done));
  }

 private:
  const TestLine& line_;
  records::RecordStore& store_;
};

}  // namespace jackfield
