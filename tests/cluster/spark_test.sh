#!/bin/sh
# The recipe of Spark, on two executors of a cluster that Spark makes on this host, with a worker that is killed in the
# middle. Needs PySpark, and Java 17 or newer: Debian's default-jre-headless.
# usage: spark_test.sh PROGRAM ROOT
set -eu
[ $# -eq 2 ] || { echo "usage: spark_test.sh PROGRAM ROOT" >&2; exit 2; }
program=$1 root=$2 recipes="Spark"
. "$root/tests/cluster/cluster.sh"
needs java "apt-get install default-jre-headless"
needs spark-submit "python3 -m venv V && V/bin/pip install pyspark, and V/bin in the PATH"
begin

# Spark of this folder, as its clusters on one host keep what executors do in Spark's own.
spark=$(python3 -c 'import pyspark; print(pyspark.__path__[0])')
mkdir "$scratch/spark" "$scratch/conf"
ln -s "$spark"/* "$scratch/spark"
rm -f "$scratch/spark/work"
export SPARK_HOME="$scratch/spark" SPARK_CONF_DIR="$scratch/conf" SPARK_LOCAL_DIRS="$scratch/local" SPARK_LOCAL_IP=127.0.0.1
cat >"$SPARK_CONF_DIR/spark-defaults.conf" <<'END'
spark.master local-cluster[2,1,1024]
spark.ui.enabled false
END
cp -r "$root/data/models/electra-mini-sst2" small.electra
recipe SPARK 1 | sed 's|, 100)|, 8)|' >label.py
recipe SPARK 2 >commands.sh

kill_workers 1
sh commands.sh >"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log"; fail "exit status other than 0"; }
check_killed killed
[ "$(ls labels/part-* | wc -l)" -eq 8 ] || fail "not of eight parts"
check_same killed
finish
