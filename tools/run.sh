#!/bin/sh
# The main job on a sample picture: segments, files, and the window where there is a display.
set -eu
cd "$(dirname "$0")/.."
picture=sample_images/coffee.png

.venv/bin/gmmseg segment "$picture" --output out --overwrite

if [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
    echo "No display here, so no window. Where there is one: .venv/bin/gmmseg $picture"
    exit
fi
.venv/bin/gmmseg "$picture" >out/window.log 2>&1 &
sleep 3
if kill -0 $! 2>/dev/null; then
    echo "The window is open on $picture (what it has to say: out/window.log)."
else
    wait $! || { cat out/window.log >&2 && exit 1; }
fi
