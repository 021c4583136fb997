# The tarball: unpacked where nothing else is, used. Sourced by run.sh.
make_packages TGZ
cp "$scratch"/packages/*.tar.gz "$debian/root/electra.tar.gz"
cp -R "$root/tests/golden/hf/formats/disc-h5" "$debian/root/disc-h5"

flag='echo "The plane landed safely at the soup." | /opt/electra-*/bin/electra detect-replaced --quiet'
start=$(seconds)
in_debian tar -C /opt -xzf electra.tar.gz
in_debian sh -c "$flag"
say "from nothing to the first flagged word: $(since "$start")"
in_debian sh -c 'cd /opt/electra-* && du -m -s bin lib share'
in_debian sh -c 'sh try.sh /opt/electra-*'
# HDF5 is inside, and may be opened in the program's sandbox too, as far as this kernel has one.
in_debian sh -c '/opt/electra-*/bin/electra convert --quiet disc-h5 h5.electra && ls h5.electra/model.safetensors'
say "and as a part of /usr/local"
in_debian sh -c 'cp -R /opt/electra-*/bin /opt/electra-*/lib /opt/electra-*/share /usr/local/ && rm -r /opt/electra-*'
in_debian sh try.sh /usr/local
