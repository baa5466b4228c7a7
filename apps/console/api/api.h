// Api: the REST API of the console, as openapi.yaml beside it describes it: HTTP to commands of the
// switchboard and back. Besides it serves what phones fetch (/provisioning/…), /healthz and
// /metrics. Owned by the program; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/console/api/desk.h"
#include "apps/console/api/gate.h"
#include "apps/console/api/options.h"
#include "firmware/web/request.h"
#include "firmware/web/router.h"

namespace console {

class Api {
 public:
  // The gate, and what the options refer to, outlive it.
  Api(Gate& gate, ApiOptions options);

  web::Response answer(const web::Request& request);

  // Whether it is one of its paths; the page has the others.
  static bool has(std::string_view path);

  // For web::Server::stream("/api/v1/events", …): nothing, or how it is refused.
  std::optional<web::Response> may_watch(const web::Request& request);

  // Reads who may sign in, which the first request does otherwise. Waits for the gate; false when
  // it does not answer.
  bool prepare() { return desk_.roll.ready(); }

  // Somebody else has changed these users: they sign in anew, by what the store says then. Does not
  // wait.
  void forget(const std::vector<std::string>& users);

  // It is known that nobody has chosen a password yet.
  bool is_fresh() const { return desk_.roll.is_fresh(); }

  const web::Router& router() const { return router_; }

 private:
  Desk desk_;
  web::Router router_;
};

}  // namespace console
