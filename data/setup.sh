# Installs what is missing and builds: what the scripts share that need a build.
# Sourced, not run. REQUIRES: $root is the project's folder and $me the name to put before messages.

say() { printf '%s: %s\n' "$me" "$*"; }
die() { say "$*" >&2; exit 1; }

# The packages for $1: `build`, or `tests`, which are all.
wanted_packages() {
  case $1 in
    build) sed '/^# Tests only/,$d; s/#.*//' "$root/data/packages.txt" ;;
    tests) sed 's/#.*//' "$root/data/packages.txt" ;;
  esac
}

# Of those for $1.
missing_packages() {
  for package in $(wanted_packages "$1"); do
    # dpkg also knows removed packages that left their settings behind: only "installed" counts.
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf ' %s' "$package"
  done
}

# Runs "$@" and shows what it printed only if it fails.
quietly() {
  log=$(mktemp) || exit 1
  status=0
  "$@" >"$log" 2>&1 || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# Those for $1 that are missing.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "no Debian packages on this system; going on, and hoping for:" $(wanted_packages "$1")
    return
  fi
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  by_hand="as root, run
  apt-get update && apt-get install -y --no-install-recommends$missing"
  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif command -v sudo >/dev/null; then
    as_root=sudo
  else
    die "packages are missing, and there is neither root nor sudo to install them: $by_hand"
  fi
  say "installing$missing"
  # Another apt may hold the lock on a machine that has just started: wait for it.
  apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300"
  quietly $apt update && quietly $apt install --no-install-recommends $missing ||
    die "installing failed; $by_hand"
}

# build PRESET FOLDER [TARGET...]: configures $root/FOLDER, the folder of the preset, and builds the targets there.
build() {
  preset=$1 folder=$root/$2
  shift 2
  # A folder keeps the generator that it was made with. The presets ask for Ninja, but make will do.
  generator=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$folder/CMakeCache.txt" 2>/dev/null) || true
  if [ -z "$generator" ]; then
    if command -v ninja >/dev/null; then generator=Ninja; else generator="Unix Makefiles"; fi
  fi
  # What two folders compile in the same way is compiled once.
  export CCACHE_BASEDIR="${CCACHE_BASEDIR-/}" CCACHE_NOHASHDIR="${CCACHE_NOHASHDIR-true}"
  # What it asks for to keep objects that use precompiled headers.
  export CCACHE_SLOPPINESS="${CCACHE_SLOPPINESS-pch_defines,time_macros}"
  jobs=$(nproc)
  say "configuring into $folder"
  quietly cmake -S "$root" -B "$folder" -G "$generator" --preset "$preset" || die "configuring failed"
  say "building with $jobs jobs (the first time takes a few minutes)"
  if [ -t 1 ]; then
    cmake --build "$folder" --target "$@" -j "$jobs"
  else
    quietly cmake --build "$folder" --target "$@" -j "$jobs"
  fi || die "the build failed"
}
