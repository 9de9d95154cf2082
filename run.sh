#!/usr/bin/env bash
# Runs a command of the program; sets everything up on first use and rebuilds when a source is newer than the build.
set -euo pipefail
here=$(pwd)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
. build/setup.sh
build_program
cd "$here"
exec dotnet "$root/artifacts/program/Neurovariety.Cli.dll" "$@"
