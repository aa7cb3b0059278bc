# Sets everything up on Windows, and builds the sample site and PDFs into site\. What you add is passed to `briefings build`.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
if (-not (Test-Path .venv)) { py -3 -m venv .venv; if ($LASTEXITCODE) { exit $LASTEXITCODE } }
$python = ".venv\Scripts\python.exe"
# Not from requirements.txt: its pins and hashes are those of Linux, and Windows needs a package more (colorama).
& $python -m pip install --quiet --disable-pip-version-check -e ".[word]"
if ($LASTEXITCODE) { exit $LASTEXITCODE }
& .venv\Scripts\briefings.exe build @args
exit $LASTEXITCODE
