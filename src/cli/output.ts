/** Where a command writes what may be long: a file that is put in place when it is whole, or standard output. */
import { open, rename, rm } from 'node:fs/promises'
import { isReplaceable } from '../lib/replaceable.ts'
import { Refusal } from './explain.ts'

export interface Output {
  write(text: string): Promise<void>
  finish(): Promise<void>
  abandon(): Promise<void>
}

/** A file, or standard output. */
export const outputTo = async (file: string | undefined): Promise<Output> =>
  file === undefined ? toStdout() : toFile(file)

/** Writes to a draft beside the file, for its owner alone, and puts it in place only when it is whole. */
async function toFile(file: string): Promise<Output> {
  const replaces = await isReplaceable(file)
  const draft = replaces ? `${file}.draft-${process.pid}` : file
  const handle = await open(draft, 'w', 0o600).catch((error: Error) => {
    throw new Refusal(`${file} cannot be written: ${error.message}`)
  })
  return {
    write: (text) => handle.appendFile(text),
    async finish() {
      await handle.close()
      if (replaces) await rename(draft, file)
    },
    async abandon() {
      await handle.close()
      if (replaces) await rm(draft, { force: true })
    },
  }
}

function toStdout(): Output {
  let failed: Error | undefined
  process.stdout.on('error', (error) => {
    failed = error
  })
  return {
    async write(text) {
      if (failed) throw failed
      await new Promise<void>((resolve, reject) =>
        process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
      )
    },
    finish: async () => {},
    abandon: async () => {},
  }
}
