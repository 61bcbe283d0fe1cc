#!/bin/bash
# A batch as an array of 200 jobs without a driver: sbatch slurm_array.sh IN OUT MODEL; then, when all have ended:
#   gmmseg batch IN OUT --model MODEL --join
#SBATCH --job-name=gmmseg
#SBATCH --array=1-200
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=04:00:00
#SBATCH --requeue
set -euo pipefail
exec gmmseg batch "$1" "$2" --model "$3" --quiet \
    --workers "${SLURM_CPUS_PER_TASK:-1}" --shard "${SLURM_ARRAY_TASK_ID}/${SLURM_ARRAY_TASK_COUNT}"
