# The Windows twin of setup.sh, run.sh and test.sh: sets up tools and packages on first use, builds the program, runs the tests.
param([Parameter(Mandatory)][ValidateSet('build', 'test')][string]$Task)
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

# Runs one test project and returns its counts.
function Measure-Tests([string]$Project, [string]$Label, [string]$Filter) {
    $ErrorActionPreference = 'Continue'
    Write-Host "== $Label"
    $folder = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
    $arguments = @('test', $Project, '-c', 'Release', '--no-build', '--nologo', '-v', 'quiet',
        '--logger', "trx;LogFileName=$Label.trx", '--results-directory', $folder)
    if ($Filter) { $arguments += @('--filter', $Filter) }
    & dotnet @arguments | Out-Host
    $status = $LASTEXITCODE
    $trx = Join-Path $folder "$Label.trx"
    if (-not (Test-Path $trx)) { return @{ Passed = 0; Failed = 1; Skipped = 0 } }
    $counters = ([xml](Get-Content $trx -Raw)).TestRun.ResultSummary.Counters
    Remove-Item -Recurse -Force $folder
    $failed = [int]$counters.failed + [int]$counters.error + [int]$counters.timeout + [int]$counters.aborted
    if ($status -ne 0 -and $failed -eq 0) { $failed = 1 }
    return @{ Passed = [int]$counters.passed; Failed = $failed; Skipped = [int]$counters.total - [int]$counters.executed }
}

Build-Program
if ($Task -eq 'build') { exit 0 }
Find-Feed
Invoke-Quietly @('build', 'Research.sln', '-c', 'Release')
$runs = @()
$runs += Measure-Tests 'tests/Core.Tests' 'core' ''
# The kernels once more without AVX2 (and so without AVX-512), and with the scalar twins only.
$env:DOTNET_EnableAVX2 = '0'
$runs += Measure-Tests 'tests/Core.Tests' 'kernels-without-avx2' 'FullyQualifiedName~.Kernels.'
$env:DOTNET_EnableAVX2 = $null
$env:DOTNET_EnableHWIntrinsic = '0'
$runs += Measure-Tests 'tests/Core.Tests' 'kernels-scalar' 'FullyQualifiedName~.Kernels.'
$env:DOTNET_EnableHWIntrinsic = $null
$runs += Measure-Tests 'tests/Scripts.Tests' 'scripts' ''
$passed = 0
$failed = 0
$skipped = 0
foreach ($run in $runs) { $passed += $run.Passed; $failed += $run.Failed; $skipped += $run.Skipped }
if ($skipped -gt 0) { Write-Host "$passed passed, $failed failed, $skipped skipped" } else { Write-Host "$passed passed, $failed failed" }
exit [int]($failed -ne 0)
