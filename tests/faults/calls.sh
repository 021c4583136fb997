#!/bin/sh
# Each system call of a run fails in turn: the first, the second … one of each kind, with each of its usual errors; and
# the disk is full from each write on. Needs strace.
# usage: calls.sh PROGRAM ROOT [CASE...]
set -u
program=$1 root=$2
shift 2
. "$root/tests/faults/faults.sh"
if ! strace -o /dev/null true 2>/dev/null; then
  echo "failing system calls: skipped: strace is missing, or may not trace"
  exit 0
fi
scratch=$(mktemp -d) && cd "$scratch" || exit 1
trap 'rm -rf "$scratch"' EXIT
[ $# -gt 0 ] || set -- detect embed qa forward convert convert_zip choose
threads=2

errors_of() {
  case $1 in
    read | pread64 | close | fsync | newfstatat | fstat | statx | ftruncate | getdents64 | unlink | unlinkat | lseek | \
      rename | sync_file_range | readlink | readlinkat) echo EIO ;;
    write) echo EIO ENOSPC ENOSPC+ ;;  # +: from there on
    pwrite64 | writev | pwritev | fallocate | copy_file_range | sendfile) echo EIO ENOSPC ENOSPC+ ;;
    mkdir | mkdirat) echo ENOSPC ;;
    mmap | mprotect | mremap) echo ENOMEM ;;
    open | openat) echo EMFILE EIO ;;
    renameat2) echo EIO EINVAL ;;
    fchmod) echo EPERM ;;
    flock) echo EAGAIN ENOLCK ;;
    madvise | fcntl) echo EINVAL ;;
    clone | clone3) echo EAGAIN ;;
    poll | ppoll) echo EINTR ;;
    sched_getaffinity) echo EPERM ;;
    getcwd) echo ENOENT ;;
    access) echo EACCES ;;
  esac
}

prepare "$@"
for each in "$@"; do
  restore "$each"
  run_case "$each" strace -f -qq -c -o counts
  awk '$1 ~ /^[0-9.]+$/ && $NF != "total" { print $NF, $4 }' counts >calls
  while read -r call count; do
    for error in $(errors_of "$call"); do
      number=1
      while [ "$number" -le "$count" ]; do
        when=$number silent=
        [ "$error" = "${error%+}" ] || when=$number+ silent=yes  # messages are written, too
        attempt "$each" "$call $when: ${error%+}" strace -f -qq -o /dev/null -e "trace=$call" \
          -e "inject=$call:error=${error%+}:when=$when"
        number=$((number + 1))
      done
    done
  done <calls
done
finish "failing system calls"
