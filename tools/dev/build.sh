# Part of ./dev: configures and builds presets, the npm package, and the demo.
# shellcheck shell=bash

# On a terminal ninja keeps to one line by itself; elsewhere ten lines are enough. What the
# compiler says is always shown.
thin_out() {
  awk -F '[][/]' '
    /^\[[0-9]+\/[0-9]+\]/ {
      step = int($2 * 10 / $3)
      if (step != last) { print; fflush() }
      last = step
      next
    }
    { print; fflush() }'
}

# The folder of build/ in which a preset builds: those that have none of their own take another's.
folder_of() {
  case $1 in
    demo | full | cases) echo release ;;
    full-fuzz) echo fuzz ;;
    *-cases) echo "${1%-cases}" ;;
    *) echo "$1" ;;
  esac
}

configure() {
  local preset=$1 log
  log=build/$(folder_of "$preset")/configure.log
  [[ $preset == demo ]] || preset=$(folder_of "$preset")
  mkdir -p "${log%/*}"
  cmake --preset "$preset" >"$log" 2>&1 || {
    cat "$log" >&2
    die "cmake cannot configure the preset $preset"
  }
}

build() {
  local preset=$1
  shift
  say "building the preset $preset"
  configure "$preset"
  if [[ -t 1 ]]; then
    cmake --build --preset "$preset" "$@"
  else
    cmake --build --preset "$preset" "$@" 2>&1 | thin_out
  fi || die "the preset $preset does not build"
}

# The npm package, packed.
build_web() {
  [[ ${1-} == web && $# -eq 1 ]] || die "there is only \`build web\`; the rest are CMake presets"
  setup
  ensure_web
  build release --target godwit_web
  mkdir -p build/web
  npm pack ./build/release/wasm/package --pack-destination build/web --loglevel=error >/dev/null ||
    die "npm cannot pack it"
  say "ok: $(echo build/web/*.tgz)"
}


demo_web() {
  setup
  ensure_web
  build release --target godwit_cli godwit-collector godwit_web
  say "Ctrl-C ends it"
  exec python3 -B tools/shop.py --bin build/release/bin --package build/release/wasm/package
}

# The preset `demo` builds in the folder of `release`, the same objects but those for which packages
# are missing. Where everything is installed, nothing is taken away.
demo() {
  local preset=demo
  if [[ ${1-} == --web && $# -eq 1 ]]; then demo_web; fi
  [[ $# -eq 0 ]] || die "there is no option $1"
  ensure_packages "${DEMO_PACKAGES[@]}"
  ensure_data
  [[ -n $(missing_packages "${BUILD_PACKAGES[@]}") ]] || preset=release
  build "$preset" --target godwit_cli godwit-collector
  exec python3 -B tools/demo --bin build/release/bin --data "$FLIGHTS"
}
