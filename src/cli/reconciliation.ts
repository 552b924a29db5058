/** What a sync did, for scripts and for people: what is there, what was read, and what became of it. */
import type { Reconciliation, RunCounts } from '../jobs/sync/counts.ts'
import { printJson, printTable } from './print.ts'
import type { ProgressState } from './progress.ts'

export interface Printing {
  seconds: number
  rejectsFile: string | null
  json?: boolean
  dryRun?: boolean
}

export function printReconciliation(
  whole: Reconciliation,
  { seconds, rejectsFile, json = false, dryRun = false }: Printing,
): void {
  if (json) {
    printJson({
      read: whole.read,
      created: whole.created,
      updated: whole.updated,
      unchanged: whole.unchanged,
      rejected: whole.rejected,
      rejects_file: rejectsFile,
      seconds,
      remote_total: whole.remoteTotal,
      deleted: whole.deleted,
      requests: whole.requests,
      retries: whole.retries,
      streams: whole.streams,
      reasons: whole.reasons,
      ...(dryRun ? { dry_run: true } : {}),
    })
    return
  }
  printStreams(whole)
  for (const [reason, count] of Object.entries(whole.reasons))
    process.stdout.write(`${count} rejected: ${reason}\n`)
  const retries = whole.retries > 0 ? `, ${whole.retries} of them again` : ''
  process.stdout.write(
    `${dryRun ? 'Would be: ' : ''}${whole.remoteTotal} there, ${whole.read} read: ${whole.created} created, ${whole.updated} updated, ${whole.unchanged} unchanged, ${whole.rejected} rejected; ${whole.deleted} deleted; ${whole.requests} requests${retries}, in ${seconds} s\n`,
  )
  if (rejectsFile) process.stdout.write(`Rejected items and reasons: ${rejectsFile}\n`)
}

/** A row for each stream that the run read. Columns by name: those of a kept run come from the database in any order. */
export const printStreams = ({ streams }: Pick<RunCounts, 'streams'>): void =>
  printTable(
    Object.entries(streams).map(
      ([stream, { total, read, created, updated, unchanged, rejected, deleted }]) => ({
        stream,
        there: total ?? 'not told',
        read,
        created,
        updated,
        unchanged,
        rejected,
        deleted,
      }),
    ),
  )

export function progressOf(stream: string, { streams }: RunCounts): ProgressState {
  const { total = null, read = 0, rejected = 0 } = streams[stream] ?? {}
  const of = total === null ? '' : ` of ${total}`
  return {
    share: total ? Math.min(1, read / total) : null,
    text: `${stream}: ${read}${of} read${rejected > 0 ? `, ${rejected} rejected` : ''}`,
  }
}
