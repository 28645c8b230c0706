#!/usr/bin/env bash
# Submits a run and its workers: eng/slurm/submit.sh CONFIG.yaml RUN-FOLDER WORKERS [sbatch options for the workers]
#   CONFIG.yaml   the experiment
#   RUN-FOLDER    the run's folder, on a file system that all nodes share; a run that is there is resumed
#   WORKERS       how many jobs play; more can be added at any time, and any of them may be preempted
# GLEANER is the command that all nodes can call; by default gleaner. Options of a site (partition, account, time) go into
# SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT, as for any job.
set -euo pipefail

[[ $# -ge 3 ]] || { sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
config=$(realpath "$1") run=$(realpath -m "$2") workers=$3
shift 3
here=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# What only the user's own jobs may read: where the server is, and the token that it asks for.
mkdir -p "$run.cluster"
chmod 700 "$run.cluster"
[[ -s $run.cluster/token ]] || (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$run.cluster/token")

# The mark of an earlier run that is over would send the workers home.
rm -f "$run.cluster/finished"

coordinator=$(sbatch --parsable --job-name=gleaner --output="$run.cluster/coordinator-%j.log" "$here/coordinator.sbatch" "$config" "$run")
crew=$(sbatch --parsable --job-name=gleaner-workers --output="$run.cluster/worker-%A_%a.log" --array="1-$workers" "$@" "$here/worker.sbatch" "$run")
echo "coordinator $coordinator, workers $crew; logs are in $run.cluster"
