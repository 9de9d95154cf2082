# Sourced by run.sh, test.sh and .ci/run from the project's root: sets up tools and packages on first use.
# Everything it prints goes to stderr, so that a command's stdout stays its own.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
# No globalisation library is needed: all text is formatted invariantly.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# The program is compiled for this machine ahead of time, unless the compiler for that could not be restored once.
if [ -e artifacts/no-ahead-of-time ]; then
    export NeurovarietyAheadOfTime=false
else
    export NeurovarietyAheadOfTime=true
fi

setup_fail() {
    printf '%s\n' "$1" >&2
    exit 2
}

# Runs a command quietly; shows what it said only when it fails.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        setup_fail "failed: $*"
    fi
    rm -f "$log"
}

# The package feed is taken from the machine's own NuGet settings; no address is written in this repository.
find_feed() {
    [ -n "${NUGET_SOURCE:-}" ] && return
    NUGET_SOURCE=$(dotnet nuget list source --format short | awk '$1 ~ /^E/ { print $2; exit }')
    [ -n "$NUGET_SOURCE" ] || setup_fail "no NuGet source is enabled: add one with 'dotnet nuget add source', or set NUGET_SOURCE"
    export NUGET_SOURCE
}

setup_packages() {
    command -v dotnet >/dev/null || setup_fail "the .NET 10 SDK is needed: 'dotnet' was not found"
    local stamp=artifacts/setup.stamp packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
    if [ -f "$stamp" ] && [ -f paket.lock ] && [ -f .paket/Paket.Restore.targets ] &&
        [ "$(cat "$stamp")" = "$packages" ] &&
        [ -z "$(find paket.dependencies dotnet-tools.json global.json -newer "$stamp" -print -quit)" ]; then
        return
    fi
    find_feed
    printf 'setting up tools and packages (first use) ...\n' >&2
    quietly dotnet tool restore
    quietly dotnet paket install
    mkdir -p artifacts
    printf '%s\n' "$packages" >"$stamp"
}

# A small chart library that reports carry inside, where npm and a network are to be had: without it they carry a larger one.
setup_charts() {
    local library=build/plotly/node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js
    command -v npm >/dev/null || return 0
    [ -f "$library" ] && [ -z "$(find build/plotly/package-lock.json -newer "$library" -print)" ] && return 0
    if npm ci --prefix build/plotly --ignore-scripts --no-audit --no-fund --fetch-retries 1 --fetch-timeout 30000 \
        >artifacts/npm.log 2>&1 </dev/null; then
        touch "$library"
    fi
}

# True when a source is newer than the given stamp, or the stamp is missing.
stale() {
    [ ! -f "$1" ] && return 0
    [ -n "$(find src build/plotly paket.dependencies global.json Directory.Build.props \( -name bin -o -name obj -o -name node_modules \) -prune \
        -o -type f -newer "$1" -print -quit)" ]
}

# Runs a function while no other shell of this checkout sets up or builds (where flock is to be had).
alone() {
    mkdir -p artifacts
    if command -v flock >/dev/null; then
        exec 9>artifacts/setup.lock
        flock 9
    fi
    "$@"
    exec 9>&-
}

# The program as users start it: Release, compiled ahead of time where the compiler for this machine can be had.
build_program() {
    alone build_program_now
}

build_program_now() {
    setup_packages
    stale artifacts/program.stamp || return 0
    find_feed
    printf 'building the program ...\n' >&2
    setup_charts
    local begun
    begun=$(mktemp)
    # One build compiles each source once: what is published is what scripts and tests load too.
    if ! dotnet publish src/Program.FSharp -c Release -o artifacts/program >artifacts/publish.log 2>&1 </dev/null; then
        grep -q 'error NU1[0-9]*:\|error NETSDK1094' artifacts/publish.log || {
            cat artifacts/publish.log >&2
            setup_fail "failed: dotnet publish src/Program.FSharp"
        }
        printf 'no ahead-of-time compiler for this machine: the program starts more slowly (artifacts/publish.log)\n' >&2
        export NeurovarietyAheadOfTime=false
        touch artifacts/no-ahead-of-time
        quietly dotnet publish src/Program.FSharp -c Release -o artifacts/program
    fi
    touch -r "$begun" artifacts/program.stamp
    rm -f "$begun"
}
