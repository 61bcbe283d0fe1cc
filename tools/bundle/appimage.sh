#!/bin/sh
# Make an AppImage of the bundle that pyinstaller made: tools/bundle/appimage.sh [FOLDER_OF_THE_BUNDLE]
# It needs appimagetool; without it the folder that this would pack is made all the same.
set -eu
cd "$(dirname "$0")/../.."
bundle=${1:-dist/gmmseg}
[ -x "$bundle/gmmseg" ] || {
    echo "There is no bundle in $bundle: run pyinstaller tools/bundle/gmmseg.spec first." >&2
    exit 1
}
folder=build/gmmseg.AppDir
rm -rf "$folder"
mkdir -p "$folder/usr/lib" "$folder/usr/share/metainfo" "$folder/usr/share/applications"
cp -r "$bundle" "$folder/usr/lib/gmmseg"
cp resources/gmmseg.desktop resources/icons/gmmseg.svg "$folder/"
cp resources/gmmseg.desktop "$folder/usr/share/applications/"
cp resources/io.github.gmmseg.gmmseg.metainfo.xml "$folder/usr/share/metainfo/io.github.gmmseg.gmmseg.appdata.xml"
cat >"$folder/AppRun" <<'EOF'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/usr/lib/gmmseg/gmmseg" "$@"
EOF
chmod +x "$folder/AppRun"
if command -v appimagetool >/dev/null; then
    appimagetool "$folder" dist/gmmseg.AppImage
else
    echo "$folder is ready; appimagetool, which packs it, is not installed." >&2
    exit 2
fi
