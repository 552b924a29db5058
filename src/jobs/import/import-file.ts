/**
 * Imports a file in batches, each one transaction, so that a run that is cut off anywhere is finished by
 * running it again: what is there already is `unchanged`. Input records that point to one that only comes
 * later in the file are tried again in further passes, until a pass brings nothing new.
 */

import { stat } from 'node:fs/promises'
import { CoreError } from '../../core/errors.ts'
import type { RecordStore } from '../../core/ports.ts'
import type { InputRecord } from './draft.ts'
import { importBatch, type Outcome, type ReadRecord, type RunMemory } from './import-batch.ts'
import { createRejects } from './rejects.ts'
import { createSeenKeys, type SeenKeys } from './seen-keys.ts'

/** Reads a file into input records; `onBytes` hears how far it is. */
export type FormatReader = (file: string, onBytes: (bytes: number) => void) => AsyncIterable<InputRecord>

export interface ImportCounts {
  read: number
  created: number
  updated: number
  unchanged: number
  rejected: number
}

export interface ImportProgress extends ImportCounts {
  bytes: number
  totalBytes: number
}

export interface ImportOptions {
  records: RecordStore
  organization: number
  file: string
  reader: FormatReader
  /** Default: `<file>.rejects.ndjson`. */
  rejectsFile?: string
  onProgress?: (progress: ImportProgress) => void
  /** Input records a transaction, at most; default 250. */
  batchSize?: number
  /** Once it is aborted no further batch is begun: the import fails with its reason, what is written stays. */
  signal?: AbortSignal
}

/** The numbers of lines, in a bit each: all of a file's lines may have to wait. */
interface Lines {
  lines: SeenKeys
  count: number
}

const TRIES = 5
/** A batch is smaller where its records are very long. */
const MOST_CHARACTERS = 4_000_000

/** Every input record is counted once; those that could not be taken are in `rejectsFile`, null when there are none. */
export async function importFile(
  options: ImportOptions,
): Promise<ImportCounts & { rejectsFile: string | null }> {
  const { file, reader, batchSize = 250 } = options
  const totalBytes = (await stat(file)).size
  const counts: ImportCounts = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 }
  const memory: RunMemory = { seen: createSeenKeys(), timed: createSeenKeys() }
  const rejects = createRejects(options.rejectsFile ?? `${file}.rejects.ndjson`)
  let bytes = 0
  const report = () => options.onProgress?.({ ...counts, bytes, totalBytes })
  const reject = ({ line, input }: InputRecord, reason: string) => {
    counts.rejected++
    rejects.add({ line, reason, input })
  }

  /** One reading of the file, or of the lines that an earlier one put off; gives what it put off itself. */
  async function pass(only: Lines | null): Promise<Lines> {
    const deferred: Lines = { lines: createSeenKeys(), count: 0 }
    let batch: ReadRecord[] = []
    let records = 0
    let characters = 0
    if (only) await rejects.forgetWaiting()
    const flush = async () => {
      options.signal?.throwIfAborted()
      records = 0
      characters = 0
      const outcomes = batch.length > 0 ? await writeBatch(options, batch, memory) : []
      for (const [record, outcome] of outcomes)
        if (typeof outcome === 'string') counts[outcome]++
        else if ('deferred' in outcome) {
          deferred.lines.add(record.line)
          deferred.count++
          if (only) rejects.addWaiting({ line: record.line, reason: outcome.deferred, input: record.input })
        } else reject(record, outcome.rejected)
      batch = []
      await rejects.flush()
      report()
    }
    for await (const record of reader(file, (read) => {
      bytes = only ? totalBytes : read
    })) {
      // What cannot be read is told of in the first pass.
      if (only && !('drafts' in record && only.lines.has(record.line))) continue
      if (!only) counts.read++
      if ('drafts' in record) batch.push(record)
      else reject(record, record.reason)
      records++
      characters += record.input.length
      if (records >= batchSize || characters >= MOST_CHARACTERS) await flush()
    }
    await flush()
    return deferred
  }

  try {
    let waiting = await pass(null)
    for (let stuck = false; waiting.count > 0 && !stuck; ) {
      const left = await pass(waiting)
      stuck = left.count === waiting.count
      waiting = left
    }
    counts.rejected += waiting.count
    bytes = totalBytes
    report()
    return { ...counts, rejectsFile: await rejects.close() }
  } catch (error) {
    await rejects.abandon()
    throw error
  }
}

/**
 * One batch in one transaction. Another writer may take a name between our look and our write: then the
 * batch is tried again, and at last record by record, so that one bad record costs no other.
 */
async function writeBatch(
  { records, organization }: ImportOptions,
  batch: readonly ReadRecord[],
  memory: RunMemory,
): Promise<Map<ReadRecord, Outcome>> {
  for (let tries = 1; ; tries++) {
    try {
      const { outcomes, remember } = await records.write(
        organization,
        { kind: 'import' },
        (writer) => importBatch(writer, organization, batch, memory),
        { silent: true },
      )
      remember()
      return outcomes
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (tries < TRIES && error instanceof CoreError) continue
      const [only] = batch
      if (batch.length === 1 && only)
        return new Map<ReadRecord, Outcome>([[only, { rejected: (error as Error).message }]])
      break
    }
  }
  const outcomes = new Map<ReadRecord, Outcome>()
  for (const record of batch)
    for (const [each, outcome] of await writeBatch(
      { records, organization } as ImportOptions,
      [record],
      memory,
    ))
      outcomes.set(each, outcome)
  return outcomes
}

/** The store refused the values; anything else (a lost connection, a full disk) ends the import. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof CoreError
    ? error.code === 'not-unique' || error.code === 'invalid-value' || error.code === 'record-not-found'
    : /^2[23]/.test((error as { code?: string }).code ?? '')
