// All resources of the API, each in the file of its name. A new one: a file, a line here and in
// api.cpp, its routes in access.cpp, and its description in openapi.yaml.
#pragma once

#include "apps/console/api/desk.h"
#include "firmware/web/router.h"

namespace console {

void add_setup(web::Router& router, Desk& desk);
void add_session(web::Router& router, Desk& desk);
void add_users(web::Router& router, Desk& desk);
void add_tokens(web::Router& router, Desk& desk);
void add_extensions(web::Router& router, Desk& desk);
void add_connection(web::Router& router, Desk& desk);
void add_provisioning(web::Router& router, Desk& desk);
void add_registrations(web::Router& router, Desk& desk);
void add_rules(web::Router& router, Desk& desk);
void add_rooms(web::Router& router, Desk& desk);
void add_apps(web::Router& router, Desk& desk);
void add_explain(web::Router& router, Desk& desk);
void add_calls(web::Router& router, Desk& desk);
void add_recordings(web::Router& router, Desk& desk);
void add_sounds(web::Router& router, Desk& desk);
void add_settings(web::Router& router, Desk& desk);
void add_status(web::Router& router, Desk& desk);
void add_log(web::Router& router, Desk& desk);
void add_certificate(web::Router& router, Desk& desk);
void add_backup(web::Router& router, Desk& desk);
void add_factory_reset(web::Router& router, Desk& desk);
void add_update(web::Router& router, Desk& desk);
void add_openapi(web::Router& router, Desk& desk);
void add_health(web::Router& router, Desk& desk);
void add_metrics(web::Router& router, Desk& desk);

}  // namespace console
