/** What a background job did when it was woken: `done` things; null where it was not through in time. */
export interface JobRun {
  job: string
  done: number | null
}

/**
 * Lets every job look at once what is due, and gives what each did. Resolves when all are through, or after `patience`
 * milliseconds.
 */
export type WakeJobs = (patience: number) => Promise<readonly JobRun[]>
