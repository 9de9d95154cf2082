@echo off
rem Runs every test, or those whose full name contains every NAME (test.cmd [NAME...]), and ends with one line: N passed, N failed[, N skipped].
setlocal
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0build\setup.ps1" test %*
exit /b %errorlevel%
