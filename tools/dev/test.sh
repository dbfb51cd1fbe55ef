# Part of ./dev: runs the suites of a preset, or those whose name matches.
# shellcheck shell=bash

readonly PRESETS=(release dev tsan fuzz)
readonly FULL_PRESETS=(full full-fuzz)

# Runs ctest; keeps in build/tests what it said, its summary and the seconds of each suite.
run_tests() {
  local preset=$1 kept=build/tests/$1 status=0
  say "testing the preset $preset"
  mkdir -p build/tests
  rm -f "$kept".*
  ctest --preset "$preset" --output-junit "$PWD/$kept.xml" 2>&1 | tee "$kept.log" || status=$?
  sed -n '/tests passed,.*tests* failed out of/,$p' "$kept.log" >"$kept.summary"
  return "$status"
}

# Read ctest's line "98% tests passed, 1 tests failed out of 50": the 1, and the 50.
tests_failed() { sed -nE 's/.*passed, ([0-9]+) tests? failed out of ([0-9]+).*/\1/p' "$1"; }
tests_in_all() { sed -nE 's/.*passed, ([0-9]+) tests? failed out of ([0-9]+).*/\2/p' "$1"; }

run_suites() {
  local preset started=$SECONDS built rows=() failed=0 in_all=0 status=0 now all summary
  for preset in "$@"; do
    summary=build/tests/$preset.summary
    built=$SECONDS
    build "$preset"
    built=$((SECONDS - built))
    now=$SECONDS
    run_tests "$preset" || status=1
    all=$(tests_in_all "$summary")
    [[ -n $all ]] || die "ctest printed no summary for the preset $preset"
    rows+=("$(printf '  %-9s %6ss %6ss %6s %7s' "$preset" "$built" "$((SECONDS - now))" \
      "$((all - $(tests_failed "$summary")))" "$(tests_failed "$summary")")")
    failed=$((failed + $(tests_failed "$summary")))
    in_all=$((in_all + all))
  done
  printf '\n  %-9s %7s %7s %6s %7s\n' preset build test passed failed
  printf '%s\n' "${rows[@]}" ''
  for preset in "$@"; do
    printf '%s:\n' "$preset"
    cat "build/tests/$preset.summary"
  done
  if [[ $status -eq 0 ]]; then
    say "all $in_all suites passed in $((SECONDS - started))s"
  else
    say "failed: $failed of $in_all suites, after $((SECONDS - started))s"
  fi
  printf '%d passed, %d failed\n' "$((in_all - failed))" "$failed"
  return "$status"
}

# The test preset that runs each Catch2 case of a preset by itself; empty if there are none.
cases_of() {
  case $1 in
    release) echo cases ;;
    dev | tsan) echo "$1-cases" ;;
  esac
}

# Builds no more than these suites need. A Catch2 suite is one program of its name; any other suite
# may start all programs.
build_suites() {
  local preset=$1 suite
  shift
  for suite in "$@"; do
    if [[ -z $(find "build/$(folder_of "$preset")/tests" -name "${suite}_cases.cmake") ]]; then
      build "$preset"
      return
    fi
  done
  build "$preset" --target "$@"
}

test_only() {
  local name=$1 preset=${2:-release} suites cases
  [[ " ${PRESETS[*]} ${FULL_PRESETS[*]} " == *" $preset "* ]] || die "there is no preset $preset"
  setup
  configure "$preset"
  mapfile -t suites < <(ctest --preset "$preset" -N -R "$name" | sed -n 's/^ *Test *#[0-9]*: //p')
  if [[ ${#suites[@]} -gt 0 ]]; then
    build_suites "$preset" "${suites[@]}"
    ctest --preset "$preset" -R "$name" || die "see above"
  else
    cases=$(cases_of "$preset")
    [[ -n $cases ]] || die "no suite of the preset $preset matches $name"
    build "$cases"
    ctest --preset "$cases" -R "$name" || die "no suite matches $name; of the cases, see above"
  fi
  say "ok"
}

run_test_command() {
  local preset
  if [[ ${1-} == --only ]]; then
    [[ $# -eq 2 || $# -eq 3 ]] || die "usage: ./dev test --only NAME [PRESET]"
    test_only "${@:2}"
    return
  fi
  if [[ ${1-} == full && $# -eq 1 ]]; then
    ensure_for_tests "${OTHER_BROWSERS[@]}"
    run_suites "${FULL_PRESETS[@]}"
    return
  fi
  for preset in "$@"; do
    [[ " ${PRESETS[*]} " == *" $preset "* ]] ||
      die "there is no preset $preset: ${PRESETS[*]}, or full alone"
  done
  [[ $# -gt 0 ]] || set -- "${PRESETS[@]}"
  ensure_for_tests
  run_suites "$@"
}
