# What ./run, ./test and .ci/run share: numbered steps, packages, configuring and building.
# Sourced by bash, with $root set to the checkout and $steps to the number of steps.

export LC_ALL=C.UTF-8
step_number=0

step() {
  step_number=$((step_number + 1))
  printf '\n[%d/%d] %s\n' "$step_number" "$steps" "$*"
}

die() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# The packages of the named sections of packages.txt.
packages_of() {
  local section
  for section in "$@"; do
    sed -n "/^\[$section\]/,/^\[/{/^[a-z0-9]/p}" "$root/toolchains/packages.txt"
  done
}

# Those of the packages given that are not installed.
missing_of() {
  local package
  for package in "$@"; do
    if [ "$package" != "${package#*/}" ]; then
      command -v "${package#*/}" >/dev/null && continue
      package=${package%/*}
    fi
    case $(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null) in
      installed) ;;
      *) echo "$package" ;;
    esac
  done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "This needs root or sudo: $*"
  fi
}

# install_packages SECTION…: asks nothing, and touches neither apt nor the network when all are there.
install_packages() {
  local missing
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is no Debian: what the build needs is listed in toolchains/packages.txt."
    return
  fi
  missing=$(missing_of $(packages_of "$@"))
  if [ -z "$missing" ]; then
    echo "All there."
    return
  fi
  echo "Installing with apt:" $missing
  as_root apt-get update --quiet ||
    die "apt-get update failed: check the network and the sources under /etc/apt."
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --quiet --yes --no-install-recommends $missing ||
    die "apt-get could not install what is missing. Debian 12 (bookworm), section main, has it all."
}

# build PRESET [-D NAME=VALUE …] [--target TARGET …]: into build/PRESET.
build() {
  local preset=$1 definitions=()
  shift
  while [ "${1:-}" = -D ]; do
    definitions+=(-D "$2")
    shift 2
  done
  if [ -e "$root/build" ] && [ ! -w "$root/build" ]; then
    die "$root/build belongs to another user: remove it or run this as that user."
  fi
  (cd "$root" && cmake --preset "$preset" "${definitions[@]}" -Wno-dev --log-level=NOTICE) ||
    die "Configuring failed: the reason is above."
  cmake --build "$root/build/$preset" "$@" ||
    die "The build failed: the first error above says where."
}
