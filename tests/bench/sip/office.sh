# Sourced by the scripts beside it: a Jackfield on 127.0.0.2 and Debian's Kamailio on 127.0.0.1, under the load
# harness. Sets: harness jackfield scratch ours theirs pid.
#   . office.sh HARNESS [JACKFIELD]
# HARNESS is the folder of the load harness (its `run` and `peers/start`); JACKFIELD the program, by default
# build/host/jackfield. Needs kamailio, kamailio-sqlite-modules, sip-tester, python3; the media cases rtpengine-daemon.
set -eu

harness=$(readlink -f "$1")
root=$(cd "$(dirname "$(readlink -f "$0")")/../../.." && pwd)
jackfield=$(readlink -f "${2:-$root/build/host/jackfield}")
scratch=$(mktemp -d)
ours=127.0.0.2:5060
theirs=127.0.0.1:5060
pid=

cleanup() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  "$harness/peers/stop" kamailio || true
  [ ! -s /tmp/sipbench/rtpengine/pid ] || "$harness/peers/stop" rtpengine || true
  rm -rf "$scratch"
}
trap cleanup EXIT

# start USERS AUTHENTICATE ACTION: a new Jackfield with that many extensions, run by the words of `under` if there are
# any. Calls between them are its own (action `extension`) or pass it (`proxy`).
start() {
  [ -z "$pid" ] || { kill "$pid"; wait "$pid" || true; }
  rm -rf "$scratch/data"
  { echo number,name,password; for i in $(seq 0 $(($1 - 1))); do printf 'u%05d,,pwu%05d\n' "$i" "$i"; done; } >"$scratch/users.csv"
  "$jackfield" import extensions "$scratch/users.csv" --data "$scratch/data" >"$scratch/log"
  "$jackfield" setting set accept_host_digest yes --data "$scratch/data" >>"$scratch/log"
  "$jackfield" setting set authenticate_calls "$2" --data "$scratch/data" >>"$scratch/log"
  "$jackfield" rule remove 100 --data "$scratch/data" >>"$scratch/log"
  "$jackfield" rule add --position 100 --name extensions --action "$3" --data "$scratch/data" >>"$scratch/log"
  "$jackfield" rule add --position 50 --name room --user 8000 --action app --argument conference --data "$scratch/data" >>"$scratch/log"
  ${under:-} "$jackfield" serve --data "$scratch/data" --sip "$ours" 2>"$scratch/serve.log" &
  pid=$!
  until grep -qs ready "$scratch/serve.log"; do kill -0 "$pid"; sleep 0.05; done
}

peer() { "$harness/peers/start" "$@" >/dev/null; }
unpeer() { "$harness/peers/stop" "$1"; }
bench() { "$harness/run" "$@"; }

# Both in turn, three rounds; Jackfield only. `both` names the processes of the peer.
both=kamailio=@/tmp/sipbench/kamailio/pid
ab() { bench ab "$@" --a "jackfield $ours $pid" --b "kamailio $theirs $both" --rounds 3; }
alone() { bench "$@" --label jackfield --target "$ours" --pid "$pid"; }
