#!/bin/sh
# The recipe of Slurm, with daemons of its own on this host, and workers that are killed in the middle.
# Needs Debian's slurmctld, slurmd and slurm-client; no munge, no cgroups, and root only if they shall run as root.
# usage: slurm_test.sh PROGRAM ROOT
set -eu
[ $# -eq 2 ] || { echo "usage: slurm_test.sh PROGRAM ROOT" >&2; exit 2; }
program=$1 root=$2 recipes="Slurm"
. "$root/tests/cluster/cluster.sh"
PATH=$PATH:/usr/sbin
needs slurmctld "apt-get install slurmctld slurmd slurm-client"
needs slurmd "apt-get install slurmd"
needs sbatch "apt-get install slurm-client"
begin

host=$(hostname -s) user=$(id -un) port=$((20000 + $$ % 10000))
export SLURM_CONF="$scratch/slurm.conf"
cat >"$SLURM_CONF" <<END
ClusterName=scratch
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
CredType=cred/none
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MailProg=/bin/true
KillWait=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc)
PartitionName=all Nodes=ALL Default=YES State=UP
END
mkdir "$scratch/state" "$scratch/spool"

daemons=
stop_all() {
  [ -z "$daemons" ] || kill $daemons 2>/dev/null || :
  wait
}
slurmctld -D >"$scratch/slurmctld.log" 2>&1 &
daemons=$!
slurmd -D >"$scratch/slurmd.log" 2>&1 &
daemons="$daemons $!"
seconds=0
until sinfo -h -o %t 2>/dev/null | grep -qx idle; do
  sleep 1
  [ "$((seconds += 1))" -lt 60 ] || { tail -n 20 "$scratch"/slurm*.log; fail "no node after a minute"; finish; }
done

recipe SLURM 1 >job.sh
recipe SLURM 2 | sed 's|l/100|l/4|; s|sbatch|sbatch --quiet --array=0-3 --cpus-per-task=1|' >commands.sh

# Every worker is killed, and the array is sent once more.
kill_workers 4
! sh commands.sh || fail "done, although workers were killed"
check_killed killed
[ ! -e labels.tsv ] || fail "results, although parts are missing"
sh commands.sh || fail "exit status $? of the second run"
check_same killed

# A task that loses its node is queued again by itself. Here it is taken from its node, and need not wait in the queue for
# the two minutes that Slurm gives a node to come back.
rm parts/*.tsv
rm "$scratch/bin/electra"
cat >"$scratch/bin/electra" <<'END'
#!/bin/sh
mkdir "$ELECTRA_SCRATCH/hangs" 2>/dev/null || exec "$ELECTRA_PROGRAM" "$@"
echo "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" >"$ELECTRA_SCRATCH/hanging"
exec sleep 600
END
chmod +x "$scratch/bin/electra"
# soon COMMAND: within two minutes.
soon() {
  seconds=0
  until sh -c "$1"; do
    sleep 1
    [ "$((seconds += 1))" -lt 120 ] || { fail "not within two minutes: $1"; finish; }
  done
}
sbatch --quiet --array=0-3 --cpus-per-task=1 job.sh
soon "[ -s '$scratch/hanging' ]"
task=$(cat "$scratch/hanging")
scontrol requeue "$task"
soon "squeue -h -t pending -o %i | grep -qx '$task'"
scontrol update JobId="$task" StartTime=now
soon "[ \$(ls parts/part???.tsv | wc -l) -eq 4 ]"
cat parts/part???.tsv >labels.tsv
check_same requeued
finish
