#!/bin/sh
# Make .venv hold gmmseg with everything it needs to run and be checked; quick when nothing changed.
# Called by make; with "later" where make builds the inner loops itself, with "libraries" by those who only want
# to know which packages of the system are missing. Touches nothing outside this folder but
# missing Debian packages, which it names.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin" # ldconfig lies there and is not on every user's path

# library:Debian package:Fedora package. Qt's own needs: drawing, the X11 window, and OpenMP for the numeric packages.
LIBRARIES="libGL.so.1:libgl1:libglvnd-glx libEGL.so.1:libegl1:libglvnd-egl libglib-2.0.so.0:libglib2.0-0:glib2
libxkbcommon.so.0:libxkbcommon0:libxkbcommon libfontconfig.so.1:libfontconfig1:fontconfig
libdbus-1.so.3:libdbus-1-3:dbus-libs libgomp.so.1:libgomp1:libgomp
libxkbcommon-x11.so.0:libxkbcommon-x11-0:libxkbcommon-x11 libxcb-cursor.so.0:libxcb-cursor0:xcb-util-cursor
libxcb-icccm.so.4:libxcb-icccm4:xcb-util-wm libxcb-keysyms.so.1:libxcb-keysyms1:xcb-util-keysyms
libxcb-shape.so.0:libxcb-shape0:libxcb"

say() { echo "set-up: $*"; }

fail() {
    echo "set-up: $*" >&2
    exit 1
}

install_packages() { # PACKAGE...: with apt-get, as root or through sudo; fails where neither can be
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root="env"
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root="sudo env"
    else
        return 1
    fi
    say "installing the Debian packages $*"
    as_root="$as_root DEBIAN_FRONTEND=noninteractive"
    printed=$({ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "$@"; } 2>&1) || {
        echo "$printed" >&2
        return 1
    }
}

on_fedora() { ! command -v apt-get >/dev/null && command -v dnf >/dev/null; }

missing_libraries() { # the packages of libraries that are not there, by their names here
    command -v ldconfig >/dev/null || return 0 # not Linux: Qt brings what it needs
    present=$(ldconfig -p)
    for entry in $LIBRARIES; do
        names=${entry#*:}
        case "$present" in
        *"${entry%%:*}"*) ;;
        *) if on_fedora; then printf '%s ' "${names#*:}"; else printf '%s ' "${names%:*}"; fi ;;
        esac
    done
}

find_python() { # the first that is new enough and has wheels of the pinned packages
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 to 3.14 is needed and was not found. Install it (Debian, Ubuntu: apt-get install python3; Fedora: dnf install python3; macOS: brew install python), then run make again."
}

make_environment() {
    python=$(find_python)
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then # Debian keeps it in a package of its own
        install_packages "$version-venv" ||
            fail "$python cannot make virtual environments. Install the Debian package $version-venv, then run make again."
    fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    say "installing the packages; this takes a minute or two the first time"
    pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install -qq --no-compile --constraint constraints.txt"
    $pip hatchling # what builds gmmseg, pinned like the rest
    $pip --no-build-isolation --editable '.[dev]'
}

missing=$(missing_libraries)
# shellcheck disable=SC2086 # one word per package
if [ -n "$missing" ] && { [ "${1:-}" = libraries ] || ! install_packages $missing; }; then
    if on_fedora; then how="On Fedora, as root: dnf install"; else how="On Debian, as root: apt-get install"; fi
    say "the window and the tests need libraries that are missing here. $how $missing"
fi
[ "${1:-}" != libraries ] || exit 0

state=$(cat pyproject.toml constraints.txt tools/setup.sh && pwd) # a moved checkout needs a new environment
if [ "$(cat .venv/made-from 2>/dev/null)" != "$state" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    make_environment
    printf '%s\n' "$state" >.venv/made-from
fi
# Nothing to do where the library of compiled inner loops is of these sources already; without one they are compiled on first use.
[ "${1:-}" = later ] || .venv/bin/python tools/build_kernels.py ||
    say "the inner loops could not be built: they will be compiled on first use"
