import { stat } from 'node:fs/promises'

/**
 * Whether a file may be put in the place of what is there, or that be removed: nothing, or a plain file. A device or a pipe
 * (`/dev/null`, `/dev/stdout`) is written to as it is; whoever replaced it would take it from everybody.
 * `await isReplaceable('/dev/null')`: false.
 */
export async function isReplaceable(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => null)
  return there === null || there.isFile()
}
