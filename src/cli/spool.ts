/** Standard input as a file: an import reads its file more than once. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from './explain.ts'

/** Runs `work` on a private copy of what comes in, and removes it; a signal to stop removes it as well. */
export async function withSpooled<T>(
  input: NodeJS.ReadableStream,
  work: (file: string) => Promise<T>,
  onBytes: (bytes: number) => void = () => {},
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-'))
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const file = join(folder, 'standard-input')
    let bytes = 0
    const counting = new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length
        onBytes(bytes)
        done(null, chunk)
      },
    })
    const copy = createWriteStream(file, { mode: 0o600 })
    await pipeline(input, counting, copy, { signal: stopping.signal }).catch((error: Error) => {
      throw stopping.signal.aborted ? new Refusal('stopped before anything was read in') : error
    })
    return await work(file)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await rm(folder, { recursive: true, force: true })
  }
}
