@echo off
rem Runs a command of the program; sets everything up on first use and rebuilds when a source is newer than the build.
setlocal
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\setup.ps1" build
if errorlevel 1 exit /b 2
dotnet "%~dp0artifacts\program\Neurovariety.Cli.dll" %*
exit /b %errorlevel%
