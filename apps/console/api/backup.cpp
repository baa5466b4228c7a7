// The whole configuration with users and tokens, to be kept and to be restored.
#include "apps/console/api/resources.h"

namespace console {

namespace {

constexpr std::size_t kLongestBackup = 24 << 20;  // half of it sounds

web::Response get_backup(Desk& desk, const Visit& visit) {
  web::Response response = answer_of(desk.gate.execute({"backup.export", {}}), visit.language);
  if (response.status != 200) return response;
  return response.set("Content-Disposition", "attachment; filename=\"jackfield-backup.json\"");
}

bool may_restore(const Caller& caller) {
  if (caller.by == Caller::By::token) return caller.scopes.has(Scope::system);
  return caller.is_administrator();
}

web::Response put_backup(Desk& desk, const Visit& visit) {
  const bool allowed = may_restore(visit.caller);
  if (!allowed && desk.roll.has_administrator()) {
    return visit.caller.is_known() ? visit.refuse(403, say::kNotAllowed)
                                   : visit.refuse(401, say::kSignIn);
  }
  // The body is the backup as it was kept: the code comes beside it.
  if (!allowed) {
    if (auto wrong = desk.prove_code(visit.request.field("X-Jackfield-Code"), visit)) {
      return std::move(*wrong);
    }
  }
  Body body = read_body(visit, kLongestBackup);
  if (body.refused) return std::move(*body.refused);
  Command command{"backup.import", {{"document", visit.request.body}}};
  if (!allowed) command.arguments["only_new"] = "yes";
  Outcome done = desk.gate.execute(std::move(command));
  if (done.kind == Outcome::Kind::conflict) done.kind = Outcome::Kind::invalid;
  if (done.kind != Outcome::Kind::done) return problem(done, visit.language);
  // Who was signed in may be somebody else by now, or nobody.
  desk.sessions.close_all();
  desk.tickets.forget_all();
  if (desk.options.on_claimed) desk.options.on_claimed();
  if (!desk.roll.reload()) return visit.refuse(503, say::kBusy);
  return web::Response::json(done.json);
}

}  // namespace

void add_backup(web::Router& router, Desk& desk) {
  desk.serve(router, "GET", "/api/v1/backup", get_backup);
  desk.serve(router, "PUT", "/api/v1/backup", put_backup);
}

}  // namespace console
