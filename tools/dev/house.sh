# Part of ./dev: keeps the tree in order: documents, editors, style, releases.
# shellcheck shell=bash

# The warnings are those of strict mode, of doxygen and of typedoc; any of them is a failure.
docs() {
  local pages=build/docs-pages config=build/docs-mkdocs.yml
  ensure_packages "${DOCS_PACKAGES[@]}"
  ensure_modules tools/docs "what makes the reference of the npm package"
  mkdir -p build
  python3 -B tools/docs/pages.py . "$pages" build/docs "$config" &&
    python3 -B tools/docs/measured.py . "$pages/measured.md" &&
    python3 -B tools/docs/reference.py . "$pages/api" "$(project_version)" &&
    mkdocs --quiet build --clean -f "$config" &&
    python3 -B tools/docs/links.py build/docs || die "see above"
  say "ok: python3 -m http.server --directory build/docs"
}

project_version() { sed -n 's/^project(godwit VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt; }


# Each file's own command: the builds compile many files at a time, which no editor understands.
editor() {
  setup
  configure editor
  configure editor-fuzz
  python3 -B tools/compile_database.py . build/compile_commands.json \
    build/editor build/editor-fuzz ||
    die "some sources have no command, see above"
  say "ok"
}


own_sources() {
  find sdk platform collector-stub schema-compiler energy cli examples tests bench \
    \( -name '*.cpp' -o -name '*.h' -o -name '*.c' \) -print | sort
}

# Fails if clang-format would change one of these files.
check_format() {
  local file differing=()
  for file in "$@"; do
    clang-format --style=file "$file" | cmp -s - "$file" || differing+=("$file")
  done
  [[ ${#differing[@]} -eq 0 ]] && return
  printf '  %s\n' "${differing[@]}"
  say "${#differing[@]} files are not formatted: clang-format -i FILE"
  return 1
}

check_deep() {
  local files=("$@")
  configure editor
  [[ ${#files[@]} -gt 0 ]] ||
    mapfile -t files < <(find sdk/src platform collector-stub/src schema-compiler/src energy/src \
      cli -name '*.cpp' | sort)
  say "clang-tidy on ${#files[@]} files"
  printf '%s\0' "${files[@]}" |
    xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p build/editor \
      --config-file=tools/clang-tidy.yaml --warnings-as-errors='*'
}

# The files that git would commit now, as they are in its index: what is only in the working tree
# does not count.
staged_files() { git diff --cached --name-only --no-renames --diff-filter=ACM -z -- "$@"; }

# Installs nothing: a commit should not wait for apt.
lint_staged() {
  local status=0 tree formatted=() pretty=()
  mapfile -d '' formatted < <(staged_files '*.cpp' '*.h' '*.c')
  mapfile -d '' pretty < <(staged_files 'wasm/src/*' 'wasm/*.mjs' 'tests/web/*')
  tree=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$tree'" EXIT
  git checkout-index --all --prefix="$tree/"
  python3 -B tests/tidy/tidy.py "$tree" || status=1
  if [[ ${#formatted[@]} -gt 0 ]]; then
    command -v clang-format >/dev/null || die "clang-format is missing; ./dev lint installs it"
    (cd "$tree" && check_format "${formatted[@]}") || status=1
  fi
  if [[ ${#pretty[@]} -gt 0 ]]; then
    [[ -x wasm/node_modules/.bin/prettier ]] || die "prettier is missing; ./dev lint installs it"
    wasm/node_modules/.bin/prettier --check "${pretty[@]/#/$tree/}" || status=1
  fi
  [[ $status -eq 0 ]] || die "see above; git commit --no-verify commits all the same"
  say "ok"
}

lint() {
  local status=0 deep=no sources
  if [[ ${1-} == --staged ]]; then
    lint_staged
    return
  fi
  if [[ ${1-} == --deep ]]; then
    deep=yes
    shift
  fi
  setup
  ensure_packages "${LINT_PACKAGES[@]}"
  python3 -B tests/tidy/tidy.py . || status=1
  mapfile -t sources < <(own_sources)
  check_format "${sources[@]}" || status=1
  ensure_modules wasm "what builds and tests the npm package"
  wasm/node_modules/.bin/prettier --check wasm/src wasm/*.mjs tests/web || status=1
  if [[ $deep == yes ]]; then check_deep "$@" || status=1; fi
  [[ $status -eq 0 ]] || die "see above"
  say "ok"
}


release_check() {
  [[ $# -eq 0 || $* == --final ]] || die "usage: ./dev release-check [--final]"
  setup
  configure release
  python3 -B tools/release_check.py . --build build/release "$@" || die "see above"
  say "ok"
}
