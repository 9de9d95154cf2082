#!/usr/bin/env bash
# Runs every test project and ends with one line: N passed, N failed[, N skipped].
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. build/setup.sh
build_program
find_feed
quietly dotnet build Research.sln -c Release

passed=0 failed=0 skipped=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# run_tests PROJECT LABEL [dotnet test arguments...]: adds its counts to the totals.
run_tests() {
    local project=$1 label=$2 trx
    shift 2
    printf '== %s\n' "$label"
    dotnet test "$project" -c Release --no-build --nologo -v quiet \
        --logger "trx;LogFileName=$label.trx" --results-directory "$results" "$@"
    local status=$?
    trx="$results/$label.trx"
    if [ ! -f "$trx" ]; then
        printf '%s: no test ran\n' "$label"
        failed=$((failed + 1))
        return
    fi
    local counters
    counters=$(grep -o '<Counters [^>]*>' "$trx" | head -n 1)
    count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
    [ "$(count executed)" -gt 0 ] || failed=$((failed + 1))
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed) + $(count error) + $(count timeout) + $(count aborted)))
    skipped=$((skipped + $(count total) - $(count executed)))
    # Why tests failed: the quiet console names them only.
    grep -A 3 -h '<Message>' "$trx" | sed -E 's/<[^>]*>//g; s/&#xD;//g' | head -n 40 || true
    if [ "$status" -ne 0 ] && [ "$(count failed)" -eq 0 ]; then
        failed=$((failed + 1))
    fi
}

run_tests tests/Core.Tests core "$@"
# The kernels once more without AVX2 (and so without AVX-512), and with the scalar twins only.
DOTNET_EnableAVX2=0 run_tests tests/Core.Tests kernels-without-avx2 --filter "FullyQualifiedName~.Kernels."
DOTNET_EnableHWIntrinsic=0 run_tests tests/Core.Tests kernels-scalar --filter "FullyQualifiedName~.Kernels."
run_tests tests/Scripts.Tests scripts "$@"

if [ "$skipped" -gt 0 ]; then
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
else
    printf '%d passed, %d failed\n' "$passed" "$failed"
fi
[ "$failed" -eq 0 ]
