# Part of ./dev: measures.
# shellcheck shell=bash

bench() {
  local name programs=()
  while [[ $# -gt 0 && $1 != -* ]]; do
    [[ -f bench/$1.py ]] || die "there is no bench/$1.py"
    programs+=("$1")
    shift
  done
  [[ ${#programs[@]} -gt 0 ]] || programs=(native)
  setup
  [[ " ${programs[*]} " != *" web "* ]] || ensure_web
  if [[ " ${programs[*]} " == *" schema "* ]]; then
    ensure_web
    ensure_packages libvalijson-dev
  fi
  build release --target godwit-bench
  for name in "${programs[@]}"; do
    say "running bench/$name.py"
    python3 -B "bench/$name.py" --build build/release "$@" || die "bench/$name.py ended with $?"
  done
  say "ok: ${programs[*]}"
}
