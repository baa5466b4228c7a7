// ConsoleThread: the page and its API: the door on a thread and an event loop of its own, so that
// neither handshakes nor uploads keep SIP waiting, and behind it the web server with its workers.
// Owned by the program; its functions on the signalling thread.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "apps/console/api/api.h"
#include "apps/console/api/page.h"
#include "apps/jackfield/certificate_store.h"
#include "apps/jackfield/console_gate.h"
#include "apps/jackfield/steward.h"
#include "firmware/base/random.h"
#include "firmware/base/timer_queue.h"
#include "firmware/net/asio/event_loop.h"
#include "firmware/web/door.h"
#include "firmware/web/event_ring.h"
#include "firmware/web/server.h"

namespace jackfield {

struct ConsoleOptions {
  std::vector<net::Endpoint> https;
  std::vector<net::Endpoint> http;  // lead to the first of `https`
  std::string data_folder;
  std::string host_name;                       // the setting, at the start
  std::function<std::uint64_t()> free_octets;  // of its disk
  std::string first_visit_code;                // "": the first to come chooses the password
  std::string steward;                         // the folder of the board's, where there is one
};

class ConsoleThread {
 public:
  // All outlive it; `news` is what the page's watchers hear.
  struct World {
    ConsoleGate& gate;
    web::EventRing& news;
    console::LogRing& log;
    const base::WallClock& wall;
  };

  ConsoleThread(const World& world, ConsoleOptions options);
  ~ConsoleThread();
  ConsoleThread(const ConsoleThread&) = delete;
  ConsoleThread& operator=(const ConsoleThread&) = delete;

  // Opens everything and begins, or says in English why not. Without a port for https there is no
  // page, and nothing is done.
  [[nodiscard]] std::string begin();

  // The box is label.local now: its own certificate is to say so.
  void call_it(const std::string& label);

  // These users were changed beside the page.
  void forget(const std::vector<std::string>& users) { api_.forget(users); }

 private:
  std::string listen();
  console::ApiOptions api_options();
  web::Response answer(const web::Request& request);
  std::vector<console::Metric> metrics() const;

  const World world_;
  const ConsoleOptions options_;
  const std::unique_ptr<base::Random> random_;  // the API's own
  CertificateStore certificate_;
  Steward steward_;
  base::TimerQueue timers_;
  net::EventLoop loop_;
  console::Api api_;
  const console::Page page_;
  web::Door door_;
  web::Server server_;
  std::thread thread_;
};

}  // namespace jackfield
