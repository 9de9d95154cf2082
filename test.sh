#!/usr/bin/env bash
# Runs every test, or those whose full name contains every NAME: ./test.sh [NAME...]
# Ends with one line: N passed, N failed[, N skipped].
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. build/setup.sh
build_program
find_feed
quietly dotnet build Research.sln -c Release

passed=0 failed=0 skipped=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# run_tests PROJECT LABEL [NAME...]: runs the tests of a project whose full name contains every NAME and adds its counts to
# the totals. A run must end with its counts: one that breaks off counts as a failure.
run_tests() {
    local project=$1 label=$2 status count
    shift 2
    printf '== %s\n' "$label"
    dotnet "tests/$project/bin/Release/net10.0/$project.dll" "$@" --fail-on-focused-tests </dev/null | tee "$output"
    status=${PIPESTATUS[0]}
    if [[ $(tail -n 1 "$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
        count=$((BASH_REMATCH[1] + BASH_REMATCH[2] + ${BASH_REMATCH[4]:-0}))
        # Status 16: no test has such a name, which is no fault while another project has one.
        if [ "$status" -eq 16 ] && [ "$count" -eq 0 ] && [ "$named" = yes ]; then
            return
        fi
        if [ "$status" -eq 0 ] && [ "$count" -gt 0 ] || [ "${BASH_REMATCH[2]}" -gt 0 ]; then
            return
        fi
    fi
    printf '%s: the run broke off or ran no test (status %d)\n' "$label" "$status"
    failed=$((failed + 1))
}

named=$([ $# -gt 0 ] && printf yes || printf no)
run_tests Core.Tests core "$@"
# The kernels once more without AVX2 (and so without AVX-512), and with the scalar twins only.
DOTNET_EnableAVX2=0 run_tests Core.Tests kernels-without-avx2 .Kernels. "$@"
DOTNET_EnableHWIntrinsic=0 run_tests Core.Tests kernels-scalar .Kernels. "$@"
run_tests Scripts.Tests scripts "$@"

if [ $((passed + failed + skipped)) -eq 0 ]; then
    printf 'no test has a name that contains: %s\n' "$*"
    failed=1
fi
if [ "$skipped" -gt 0 ]; then
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
else
    printf '%d passed, %d failed\n' "$passed" "$failed"
fi
[ "$failed" -eq 0 ]
