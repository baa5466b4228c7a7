# Debian packages of another architecture, fetched from this machine's own mirrors and unpacked into a
# folder. apt does it with a state of its own under build/debian: nothing is installed, nothing the
# machine's own apt knows is changed, no foreign code runs, and none of it needs root.
# Sourced by bash after setup.sh.

# The mirrors of this machine's own release, a line `URI RELEASE` each.
mirrors() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 'Origin: Debian' |
    grep -v backports | sort -u
}

# sources SUITE COMPONENT: apt's lines for them; SUITE is `own`, or another whose COMPONENT holds data
# only, such as firmware newer than our own release has.
sources() {
  if [ -z "$(mirrors)" ]; then
    as_root apt-get update --quiet >&2 || return 1
  fi
  if [ "$1" = own ]; then
    mirrors | sed "s|.*|deb & $2|"
  else
    mirrors | sed -n "s|^\([^ ]*\) bookworm$|deb \1 $1 $2|p"
  fi
}

# debian STATE COMMAND…: an apt command on the state of open_debian.
debian() {
  local state=$root/build/debian/$1
  shift
  "$@" -o APT::Architecture="$(cat "$state/architecture")" \
    -o APT::Architectures="$(cat "$state/architecture")" \
    -o APT::Install-Recommends=false -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 \
    -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" \
    -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
}

# open_debian ARCHITECTURE [SUITE COMPONENT]: what there is; leaves the name of the state in $opened.
# Asks the mirror once: remove build/debian to take what is newer.
open_debian() {
  local suite=${2:-own} component=${3:-main}
  opened=$1-$suite-$component
  local state=$root/build/debian/$opened
  [ ! -e "$state/asked" ] || return 0
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  : >"$state/status"
  echo "$1" >"$state/architecture"
  sources "$suite" "$component" >"$state/sources.list" ||
    die "apt-get update failed: check the network and the sources under /etc/apt."
  [ -s "$state/sources.list" ] || die "No mirror of Debian 12 is among the sources under /etc/apt."
  debian "$opened" apt-get --quiet=2 --error-on=any update ||
    debian "$opened" apt-get --quiet=2 --error-on=any update ||  # a mirror in the middle of its own
    echo "Some of the lists for $1 cannot be had, apt says above which: going on without them." >&2
  debian "$opened" apt-cache stats | grep -q '^Total package names: [1-9]' ||
    die "The packages for $1 ($suite, $component) cannot be listed: apt says why above."
  touch "$state/asked"
}

# unpack FOLDER FILE.deb…: their files. FOLDER.packages gets a line `package version source
# source-version` each, FOLDER.files a line `package /path` for each file: the bill of materials is made
# of them.
unpack() {
  local into=$1 file package
  shift
  for file in "$@"; do
    package=$(dpkg-deb --field "$file" Package)
    dpkg-deb --vextract "$file" "$into" | sed -n "s|^\.\(.*[^/]\)$|$package \1|p" >>"$into.files"
    dpkg-deb --show --showformat '${Package} ${Version} ${source:Package} ${source:Version}\n' \
      "$file" >>"$into.packages"
  done
}
