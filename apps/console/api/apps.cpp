// What can be dialled beside people, and what a rule may tell each.
#include "apps/console/api/resources.h"

namespace console {

namespace {

web::Response list_apps(Desk& desk, const Visit& visit) {
  Command command{"app.list", {{"language", std::string(to_string(visit.language))}}};
  return answer_of(desk.gate.execute(std::move(command)), visit.language);
}

}  // namespace

void add_apps(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/apps", list_apps);
}

}  // namespace console
