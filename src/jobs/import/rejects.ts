/**
 * What an import could not take: `{"line","reason","input"}` a line in a file that only its owner may read, since
 * it holds what people wrote. What waits for a later line is kept beside it until it is clear that none helps.
 */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { isReplaceable } from '../../lib/replaceable.ts'

export interface Reject {
  line: number
  reason: string
  input: string
}

/** An earlier run's file goes when this one rejects nothing. */
export function createRejects(path: string) {
  const rejected = createLines(path)
  const waiting = createLines(`${path}.waiting`)
  return {
    add: rejected.add,
    /** A line that is rejected unless a later pass, which tells so again, can take it. */
    addWaiting: waiting.add,
    forgetWaiting: waiting.remove,
    /** Writes what was added; call it now and then. */
    async flush(): Promise<void> {
      await rejected.flush()
      await waiting.flush()
    },
    /** Adds what still waits; null when there is nothing. */
    async close(): Promise<string | null> {
      await rejected.flush()
      await waiting.flush()
      await waiting.copyTo(rejected)
      await waiting.remove()
      if (await rejected.close()) return path
      await rejected.remove()
      return null
    },
    async abandon(): Promise<void> {
      await rejected.close()
      await waiting.remove()
    },
  }
}

function createLines(path: string) {
  let file: FileHandle | undefined
  let pending: string[] = []
  const write = async (data: string | Buffer) => {
    file ??= await open(path, 'w', 0o600)
    await file.appendFile(data)
  }
  return {
    add(reject: Reject): void {
      pending.push(`${JSON.stringify(reject)}\n`)
    },
    async flush(): Promise<void> {
      const lines = pending
      pending = []
      if (lines.length > 0) await write(lines.join(''))
    },
    write,
    async copyTo(other: { write(data: Buffer): Promise<void> }): Promise<void> {
      if (!file) return
      const reading = await open(path)
      for await (const chunk of reading.createReadStream()) await other.write(chunk as Buffer)
    },
    /** Whether there is a file. */
    async close(): Promise<boolean> {
      const was = file
      await was?.close()
      file = undefined
      return was !== undefined
    },
    async remove(): Promise<void> {
      pending = []
      await file?.close()
      file = undefined
      if (await isReplaceable(path)) await rm(path, { force: true })
    },
  }
}
