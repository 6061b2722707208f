#!/bin/sh
# What the tests need from the system besides Python: says nothing and exits 0 when all is there. Missing packages are
# installed where that is possible (Debian and its kin, as root); elsewhere it prints what to do and exits 2.
set -u

there() { # there PATTERN...: is any of these a file?
    for path in "$@"; do [ -e "$path" ] && return 0; done
    return 1
}
command_there() { command -v "$1" >/dev/null 2>&1; }
library_there() { there /usr/lib/*/"$1" /usr/lib/"$1" /usr/lib64/"$1" /usr/local/lib/"$1" /opt/homebrew/lib/"$1"; }

find_missing() {
    missing=""
    { command_there pdftotext && command_there pdfinfo; } || missing="$missing poppler-utils"
    command_there tesseract || missing="$missing tesseract-ocr"
    { command_there chromium || command_there google-chrome; } || missing="$missing chromium"
    { command_there initdb || there /usr/lib/postgresql/*/bin/initdb; } || missing="$missing postgresql"
    library_there libpango-1.0.so.0 || missing="$missing libpango-1.0-0"
    library_there libpangoft2-1.0.so.0 || missing="$missing libpangoft2-1.0-0"
    there /usr/share/fonts/*/liberation*/LiberationSans-Regular.ttf \
        /usr/share/fonts/liberation*/LiberationSans-Regular.ttf || missing="$missing fonts-liberation"
}

find_missing
[ -z "$missing" ] && exit 0

if ! command_there apt-get; then
    echo "The tests need these, by their Debian names; install what your system calls them:$missing" >&2
    exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need a few packages of the system. Run this, then try again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends -y$missing" >&2
    exit 2
fi

echo "Installing for the tests:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -q </dev/null >&2 || exit 2
# shellcheck disable=SC2086  (a list of package names)
apt-get install --no-install-recommends -y -q $missing </dev/null >&2 || exit 2
find_missing
[ -z "$missing" ] && exit 0
echo "Installed, and yet not found:$missing" >&2
exit 2
