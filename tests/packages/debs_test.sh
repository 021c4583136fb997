#!/bin/sh
# Makes the .deb packages and looks into them.
# usage: debs_test.sh SOURCE_FOLDER BUILD_FOLDER CONFIG CPACK
set -eu
source=$1 build=$2 config=$3 cpack=$4
command -v dpkg-shlibdeps >/dev/null || { echo "skipped: no dpkg-shlibdeps"; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
fail() { echo "FAILED: $*"; failed=1; }

umask 077  # as whoever makes them may have it
"$cpack" --config "$build/CPackConfig.cmake" -C "$config" -G DEB -B "$scratch" -D CPACK_DEBIAN_COMPRESSION_TYPE=none \
  >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }

# field PACKAGE FIELD PATTERN: what the control file says.
field() {
  dpkg-deb --field "$scratch/$1"_*.deb "$2" | grep -qE "$3" ||
    fail "$1: $2: $(dpkg-deb --field "$scratch/$1"_*.deb "$2"), expected $3"
}
# holds PACKAGE FILE...: below /usr.
holds() {
  package=$1
  shift
  dpkg-deb --contents "$scratch/$package"_*.deb >"$scratch/contents"
  for file in "$@" "share/doc/$package/copyright" "share/doc/$package/changelog.gz"; do
    grep -qE " \./usr/$file( ->.*)?$" "$scratch/contents" || fail "$package: no $file"
  done
  ! grep -vE ' root/root ' "$scratch/contents" || fail "$package: files that are not root's"
  ! grep -vE '^(.......r|l)' "$scratch/contents" || fail "$package: files that not everybody may read"
}

version=$(dpkg-deb --field "$scratch"/electra_*.deb Version)
field electra Depends 'libc6.*libdnnl.*libfmt.*libsentencepiece'
field electra Recommends '^electra-models \(= '
field electra Suggests '^libhdf5'
holds electra bin/electra share/bash-completion/completions/electra share/zsh/vendor-completions/_electra \
  share/fish/vendor_completions.d/electra.fish share/doc/electra/README.md share/doc/electra/FORMAT.md
for page in "$source"/man/*.[17]; do holds electra "share/man/man${page##*.}/${page##*/}.gz"; done

field electra-models Architecture '^all$'
holds electra-models share/electra/samples/qa.json
for model in "$source"/data/models/*; do holds electra-models "share/electra/models/${model##*/}/model.safetensors"; done

holds libelectra-dev include/electra/electra.h 'lib/([^/]*/)?cmake/electra/electraConfig.cmake' \
  'lib/([^/]*/)?pkgconfig/electra.pc' 'lib/([^/]*/)?pkgconfig/electra-converters.pc'
if [ -e "$scratch/libelectra0_${version}_$(dpkg --print-architecture).deb" ]; then
  field libelectra0 Depends 'libc6.*libdnnl'
  holds libelectra0 'lib/([^/]*/)?libelectra.so.0' 'lib/([^/]*/)?libelectra-converters.so.0'
  field libelectra-dev Depends "^libelectra0 \(= $version\)$"
  holds libelectra-dev 'lib/([^/]*/)?libelectra.so'
else  # of a static build
  field libelectra-dev Depends 'libdnnl-dev'
  holds libelectra-dev 'lib/([^/]*/)?libelectra.a' 'lib/([^/]*/)?libelectra-converters.a'
fi
exit "$failed"
