# Part of ./dev: looks for faults for a long time: fuzzers, simulator, mutants, coverage.
# shellcheck shell=bash

fuzz_targets() { sed -n 's/^godwit_add_fuzzer(\([a-z_]*\)[.]cpp.*/\1/p' tests/fuzz/CMakeLists.txt; }

# Sums up what the processes that ran side by side printed.
fuzz_executions() {
  sed -n 's/^stat::number_of_executed_units: *//p' "$@" | awk '{ sum += $1 } END { print sum + 0 }'
}

# Copies those inputs of `found` that reach code which the corpus does not reach yet. Without
# counters and comparisons, which would keep thousands of inputs.
fuzz_keep() {
  local program=$1 found=$2 seeds=$3 before after
  before=$(find "$seeds" -type f | wc -l)
  "$program" -set_cover_merge=1 -use_counters=0 -use_cmp=0 -max_len=2048 "$seeds" "$found" \
    >"$found.merge.log" 2>&1 ||
    die "the corpus cannot be merged; see $found.merge.log"
  after=$(find "$seeds" -type f | wc -l)
  say "kept $((after - before)) inputs in tests/fuzz/corpus/$(basename "$seeds")"
}

fuzz() {
  local name=${1-} minutes=5 keep=no status=0
  local folder=build/fuzz/tests/fuzz
  if [[ -z $name || $name == -* ]]; then
    fuzz_targets
    say "ok: name one of these"
    return
  fi
  grep -qx "$name" <<<"$(fuzz_targets)" || die "there is no target $name; ./dev fuzz lists them"
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      --minutes)
        [[ ${2-} =~ ^[1-9][0-9]*$ ]] || die "--minutes takes a whole number from 1"
        minutes=$2
        shift 2
        ;;
      --keep)
        keep=yes
        shift
        ;;
      *) die "there is no option $1" ;;
    esac
  done
  setup
  build fuzz --target "fuzz_$name"
  local program=$PWD/build/fuzz/bin/fuzz_$name seeds=$PWD/tests/fuzz/corpus/$name
  local found=$PWD/$folder/corpus/$name findings=$PWD/$folder/findings/$name
  local logs=$PWD/$folder/logs/$name options
  rm -rf "$logs"
  mkdir -p "$found" "$findings" "$logs"
  mapfile -t options <"$folder/$name.options"
  say "running $name for $minutes min on $(nproc) processors"
  # Its processes write fuzz-N.log where they stand.
  (cd "$logs" && "$program" "${options[@]}" -max_total_time=$((minutes * 60)) \
    -print_final_stats=1 -jobs="$(nproc)" -workers="$(nproc)" "$found" "$seeds" >run.log 2>&1) ||
    status=$?
  say "new inputs: $folder/corpus/$name, findings: $folder/findings/$name, logs: $folder/logs/$name"
  if [[ $status -ne 0 ]]; then
    grep -ahE '^Broken: |ERROR: |runtime error: |Test unit written to' "$logs"/*.log | sort -u >&2
    die "$name found a fault; docs/testing.md says how to go on"
  fi
  if [[ $keep == yes ]]; then fuzz_keep "$program" "$found" "$seeds"; fi
  say "ok: $(fuzz_executions "$logs"/fuzz-*.log) executions of $name in $minutes min, no finding"
}


# Runs the simulator with these flags, from a seed that no run before is likely to have begun with.
simulate() {
  setup
  build release --target godwit_sim
  [[ $* == *--seed* || $* == *--from* ]] || set -- "$@" --from "$(date +%s)00000"
  say "godwit_sim $*"
  build/release/bin/godwit_sim "$@" || die "a promise was broken, see above"
  say "ok"
}


mutants() {
  setup
  ensure_packages "${MUTANTS_PACKAGES[@]}"
  say "trying mutants; this takes hours (tests/mutants/mutants.py --help; build/mutants/report.txt)"
  python3 -B tests/mutants/mutants.py "$@" || die "tests/mutants/mutants.py ended with $?"
  say "ok"
}

coverage() {
  setup
  build coverage
  python3 -B tools/coverage.py --build build/coverage || die "too few lines run, see above"
  say "ok"
}
