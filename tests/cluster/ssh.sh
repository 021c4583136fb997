#!/bin/sh
# ssh [OPTION...] HOST COMMAND for tests where no host lets anybody in: runs the command here, and notes the host.
# SHELL is set as sshd(8) does it. Without it what GNU parallel runs on a host does nothing, and says that all went well.
while :; do
  case $1 in
    -[loip]) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
echo "$1" >>"$ELECTRA_SCRATCH/hosts"
shift
[ "$1" != -- ] || shift
cd && SHELL=/bin/sh exec sh -c "$*"
