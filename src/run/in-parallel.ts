/** Does every job, this many at a time, in the order in which they stand. */
export async function inParallel<T>(
  jobs: readonly T[],
  atOnce: number,
  work: (job: T) => Promise<void>,
): Promise<void> {
  const queue = [...jobs]
  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await work(job)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
