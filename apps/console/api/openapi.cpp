// The description of the API, for programs that read such.
#include "apps/console/api/openapi_text.h"
#include "apps/console/api/resources.h"

namespace console {

namespace {

web::Response get_openapi(Desk&, const Visit&) {
  return {200, {{"Content-Type", "application/yaml"}}, std::string(kOpenapi)};
}

}  // namespace

void add_openapi(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/openapi.yaml", get_openapi);
}

}  // namespace console
