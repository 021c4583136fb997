# The tarball: unpacked where nothing else is, used. Sourced by run.sh.
make_packages TGZ
cp "$scratch"/packages/*.tar.gz "$debian/root/"
cp -R "$root/tests/golden/hf/formats/disc-h5" "$debian/root/disc-h5"

start=$(seconds)
unpack=$(sh "$root/tests/readme/block.sh" "$root/README.md" 2)
in_debian sh -euc "$unpack
  echo 'The plane landed safely at the soup.' | electra detect-replaced --quiet"
say "from nothing to the first flagged word: $(since "$start")"
in_debian sh -c 'cd /root/electra-*/ && du -m -s bin lib share'
in_debian sh -c 'sh try.sh /root/electra-*/'
# HDF5 is inside, and may be opened in the program's sandbox too, as far as this kernel has one.
in_debian sh -c '/root/electra-*/bin/electra convert --quiet disc-h5 h5.electra && ls h5.electra/model.safetensors'
say "and as a part of /usr/local"
in_debian sh -c 'cp -R /root/electra-*/bin /root/electra-*/lib /root/electra-*/share /usr/local/ && rm -r /root/electra-*/'
in_debian sh try.sh /usr/local
