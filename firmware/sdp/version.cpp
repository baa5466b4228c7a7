#include "firmware/sdp/version.h"

namespace sdp {
namespace {

bool differs(const SessionDescription& a, const SessionDescription& b) {
  return a.name != b.name || a.lines != b.lines || a.media != b.media;
}

bool is_same_session(const Origin& a, Origin b) {
  b.version = a.version;
  return a == b;
}

}  // namespace

SessionDescription successor(const SessionDescription& previous, SessionDescription next) {
  next.origin = previous.origin;
  if (differs(previous, next)) ++next.origin.version;
  return next;
}

Change compare(const SessionDescription& previous, const SessionDescription& next) {
  if (!is_same_session(previous.origin, next.origin)) return Change::other_session;
  return differs(previous, next) ? Change::changed : Change::unchanged;
}

}  // namespace sdp
