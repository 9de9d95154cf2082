# The Windows twin of setup.sh, run.sh and test.sh: sets up tools and packages on first use, builds the program, runs the tests.
param([Parameter(Mandatory)][ValidateSet('build', 'test')][string]$Task, [Parameter(ValueFromRemainingArguments)][string[]]$Names = @())
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
Set-Location $root
$env:NeurovarietyAheadOfTime = 'true'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1'

function Write-Note([string]$Text) { [Console]::Error.WriteLine($Text) }

function Stop-Setup([string]$Text) {
    Write-Note $Text
    exit 2
}

# Runs dotnet quietly; shows what it said only when it fails.
function Invoke-Quietly([string[]]$Arguments) {
    $ErrorActionPreference = 'Continue'
    $said = & dotnet @Arguments 2>&1
    if ($LASTEXITCODE -ne 0) {
        $said | ForEach-Object { Write-Note "$_" }
        Stop-Setup "failed: dotnet $Arguments"
    }
}

# The package feed is taken from the machine's own NuGet settings; no address is written in this repository.
function Find-Feed {
    if ($env:NUGET_SOURCE) { return }
    foreach ($line in (& dotnet nuget list source --format short)) {
        if ($line -match '^E\S*\s+(\S+)') { $env:NUGET_SOURCE = $Matches[1]; return }
    }
    Stop-Setup "no NuGet source is enabled: add one with 'dotnet nuget add source', or set NUGET_SOURCE"
}

# True when a file below the paths is newer than the stamp, or the stamp is missing.
function Test-Stale([string]$Stamp, [string[]]$Paths) {
    if (-not (Test-Path $Stamp)) { return $true }
    $made = (Get-Item $Stamp).LastWriteTimeUtc
    $newer = Get-ChildItem -Path $Paths -Recurse -File |
        Where-Object { $_.FullName -notmatch '[\\/](bin|obj|node_modules)[\\/]' -and $_.LastWriteTimeUtc -gt $made } |
        Select-Object -First 1
    return $null -ne $newer
}

function Install-Packages {
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) { Stop-Setup "the .NET 10 SDK is needed: 'dotnet' was not found" }
    $stamp = 'artifacts/setup.stamp'
    $ready = (Test-Path paket.lock) -and (Test-Path .paket/Paket.Restore.targets)
    if ($ready -and -not (Test-Stale $stamp @('paket.dependencies', 'dotnet-tools.json', 'global.json'))) { return }
    Find-Feed
    Write-Note 'setting up tools and packages (first use) ...'
    Invoke-Quietly @('tool', 'restore')
    Invoke-Quietly @('paket', 'install')
    New-Item -ItemType Directory -Force artifacts | Out-Null
    Set-Content $stamp 'done'
}

# A small chart library that reports carry inside, where npm and a network are to be had: without it they carry a larger one.
function Install-Charts {
    $ErrorActionPreference = 'Continue'
    if (-not (Get-Command npm -ErrorAction SilentlyContinue)) { return }
    if (Test-Path build/plotly/node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js) { return }
    & npm ci --prefix build/plotly --ignore-scripts --no-audit --no-fund *> artifacts/npm.log
}

# Release, compiled ahead of time where the compiler for this machine can be had.
function Build-Program {
    Install-Packages
    $stamp = 'artifacts/program.stamp'
    if (-not (Test-Stale $stamp @('src', 'build/plotly', 'paket.dependencies', 'global.json', 'Directory.Build.props'))) { return }
    Find-Feed
    Write-Note 'building the program ...'
    Install-Charts
    $begun = Get-Date
    $ErrorActionPreference = 'Continue'
    # One build compiles each source once: what is published is what scripts and tests load too.
    & dotnet publish src/Program.FSharp -c Release -o artifacts/program *> artifacts/publish.log
    if ($LASTEXITCODE -ne 0) {
        Write-Note 'no ahead-of-time compiler for this machine: the program starts more slowly (artifacts/publish.log)'
        $env:NeurovarietyAheadOfTime = 'false'
        Invoke-Quietly @('publish', 'src/Program.FSharp', '-c', 'Release', '-o', 'artifacts/program')
    }
    Set-Content $stamp 'done'
}

# The chart library that reports carry inside, where npm and a network are to be had: a report works without it too.
function Install-Charts {
    $ErrorActionPreference = 'Continue'
    if (-not (Get-Command npm -ErrorAction SilentlyContinue)) { return }
    if (Test-Path build/plotly/node_modules/plotly.js-dist-min/plotly.min.js) { return }
    & npm ci --prefix build/plotly --ignore-scripts --no-audit --no-fund *> artifacts/npm.log
}

# Release, compiled ahead of time where the compiler for this machine can be had.
function Build-Program {
    Install-Packages
    $stamp = 'artifacts/program.stamp'
    if (-not (Test-Stale $stamp @('src', 'build/plotly', 'paket.dependencies', 'global.json', 'Directory.Build.props'))) { return }
    Find-Feed
    Write-Note 'building the program ...'
    Install-Charts
    $begun = Get-Date
    Invoke-Quietly @('build', 'src/Scripts.FSharp', '-c', 'Release')
    $rid = ((& dotnet --info) -match '^\s*RID:' | Select-Object -First 1) -replace '.*RID:\s*', ''
    $ErrorActionPreference = 'Continue'
    & dotnet publish src/Scripts.FSharp -c Release -r $rid --self-contained false '-p:PublishReadyToRun=true' -o artifacts/program *> artifacts/publish.log
    if ($LASTEXITCODE -ne 0) {
        Write-Note "no ahead-of-time compiler for ${rid}: the program starts more slowly (artifacts/publish.log)"
        Invoke-Quietly @('publish', 'src/Scripts.FSharp', '-c', 'Release', '--no-build', '-o', 'artifacts/program')
    }
    Set-Content $stamp 'done'
    (Get-Item $stamp).LastWriteTime = $begun
}

# Runs the tests of a project whose full name contains every name, and returns its counts. A run must end with its counts: one
# that breaks off counts as a failure, and so does one without a test unless the user gave names (status 16).
function Measure-Tests([string]$Project, [string]$Label, [string[]]$Filter) {
    $ErrorActionPreference = 'Continue'
    Write-Host "== $Label"
    $said = @()
    & dotnet "tests/$Project/bin/Release/net10.0/$Project.dll" @Filter --fail-on-focused-tests | Tee-Object -Variable said | Out-Host
    $status = $LASTEXITCODE
    $broken = @{ Passed = 0; Failed = 1; Skipped = 0 }
    $last = "$($said | Select-Object -Last 1)"
    if ($last -match '^(\d+) passed, (\d+) failed(, (\d+) skipped)?$') {
        $skipped = if ($Matches[4]) { [int]$Matches[4] } else { 0 }
        $counts = @{ Passed = [int]$Matches[1]; Failed = [int]$Matches[2]; Skipped = $skipped }
        $ran = $counts.Passed + $counts.Failed + $counts.Skipped
        if ($status -eq 16 -and $ran -eq 0 -and $Names.Count -gt 0) { return $counts }
        if (($status -eq 0 -and $ran -gt 0) -or $counts.Failed -gt 0) { return $counts }
        $broken.Passed = $counts.Passed
        $broken.Skipped = $counts.Skipped
    }
    Write-Host "${Label}: the run broke off or ran no test (status $status)"
    return $broken
}

Build-Program
if ($Task -eq 'build') { exit 0 }
Find-Feed
Invoke-Quietly @('build', 'Research.sln', '-c', 'Release')
$runs = @()
$runs += Measure-Tests 'Core.Tests' 'core' $Names
# The kernels once more without AVX2 (and so without AVX-512), and with the scalar twins only.
$env:DOTNET_EnableAVX2 = '0'
$runs += Measure-Tests 'Core.Tests' 'kernels-without-avx2' (@('.Kernels.') + $Names)
$env:DOTNET_EnableAVX2 = $null
$env:DOTNET_EnableHWIntrinsic = '0'
$runs += Measure-Tests 'Core.Tests' 'kernels-scalar' (@('.Kernels.') + $Names)
$env:DOTNET_EnableHWIntrinsic = $null
$runs += Measure-Tests 'Scripts.Tests' 'scripts' $Names
$passed = 0
$failed = 0
$skipped = 0
foreach ($run in $runs) { $passed += $run.Passed; $failed += $run.Failed; $skipped += $run.Skipped }
if ($passed + $failed + $skipped -eq 0) {
    Write-Host "no test has a name that contains: $Names"
    $failed = 1
}
if ($skipped -gt 0) { Write-Host "$passed passed, $failed failed, $skipped skipped" } else { Write-Host "$passed passed, $failed failed" }
exit [int]($failed -ne 0)
