# Part of ./dev: installs missing packages.
# shellcheck shell=bash

readonly FLIGHTS=build/demo/flights-20k.json
# For the programs that the demo runs. Each megabyte is waited for on a new machine.
readonly DEMO_PACKAGES=(g++ cmake ninja-build libcurl4-openssl-dev libsqlite3-dev libdeflate-dev
  zlib1g-dev nlohmann-json3-dev libboost-dev libsystemd-dev python3 ca-certificates)
readonly BUILD_PACKAGES=("${DEMO_PACKAGES[@]}" libicu-dev liburiparser-dev catch2 emscripten
  openssl)
readonly SIGNALS_PACKAGES=(dbus python3-dbusmock)
readonly FUZZ_PACKAGES=(clang libclang-rt-14-dev)
readonly MUTANTS_PACKAGES=(mold)
readonly WEB_PACKAGES=(chromium)
readonly OTHER_BROWSERS=(firefox-esr webkit2gtk-driver xvfb)
readonly DOCS_PACKAGES=(mkdocs mkdocs-material doxygen python3)
readonly LINT_PACKAGES=(clang-format clang-tidy)

# Those of the named packages that are not installed.
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p') || true
  comm -13 <(sort <<<"$installed") <(printf '%s\n' "$@" | sort)
}

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "needs root or sudo for: $*"
  fi
}

# Another apt, such as the one that runs once a day, is waited for.
apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"
}

apt_install() { apt_get update && apt_get install -y --no-install-recommends "$@"; }

ensure_packages() {
  local missing
  command -v dpkg-query >/dev/null ||
    die "this is not Debian; install the equivalents of: $*; then use the CMake presets"
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] && return
  say "installing ${missing[*]}"
  if ! apt_install "${missing[@]}"; then
    say "apt failed; trying once more"
    sleep 5
    apt_install "${missing[@]}" || die "apt cannot install ${missing[*]}"
  fi
  say "installed ${missing[*]}"
}

# Beside another distribution's node, Debian's npm could not be installed: what is there is used.
npm_packages() {
  command -v npm >/dev/null || printf '%s\n' nodejs npm
}

# Installs the modules that the package-lock.json in this folder names.
ensure_modules() {
  local folder=$1 what=$2
  local installed_from=$folder/node_modules/.installed-package-lock.json
  if cmp -s "$folder/package-lock.json" "$installed_from"; then return; fi
  # shellcheck disable=SC2046
  command -v npm >/dev/null || ensure_packages $(npm_packages)
  say "fetching $what"
  npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error ||
    die "npm cannot fetch it"
  cp "$folder/package-lock.json" "$installed_from"
}

ensure_data() { python3 -B tools/demo/flights.py "$FLIGHTS" || exit; }

ensure_web() {
  ensure_packages "${WEB_PACKAGES[@]}"
  ensure_modules wasm "what builds and tests the npm package"
}

# All packages for the tests in one go: each one more costs a look at Debian's lists.
ensure_for_tests() {
  local packages
  mapfile -t packages < <(npm_packages)
  ensure_packages "${BUILD_PACKAGES[@]}" "${FUZZ_PACKAGES[@]}" "${WEB_PACKAGES[@]}" \
    "${SIGNALS_PACKAGES[@]}" "${packages[@]}" "$@"
  ensure_web
}

# If the home directory is not writable, npm and emcc keep their caches in build/.
use_caches() {
  local ccache
  if [[ ! -w ${HOME:-/} ]]; then
    export npm_config_cache=$PWD/build/cache/npm EM_CACHE=$PWD/build/cache/emscripten
  fi
  ccache=$(ccache --get-config cache_dir 2>/dev/null) || return 0
  if mkdir -p "$ccache" 2>/dev/null && [[ -w $ccache ]]; then
    export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
}

setup() {
  ensure_packages "${BUILD_PACKAGES[@]}" "${FUZZ_PACKAGES[@]}"
}
