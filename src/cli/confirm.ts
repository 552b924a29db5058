/** Asks before data goes: on a terminal in words, elsewhere by `--yes`. */
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { Refusal, WrongUsage } from './explain.ts'

export const yesFlag = () => new Option('--yes', 'do it without asking')

/** Returns when it is agreed to; refuses otherwise. `confirm(flags, 'Ada is erased, which cannot be undone.')` */
export async function confirm({ yes }: { yes?: boolean }, what: string): Promise<void> {
  if (yes) return
  if (process.stdin.isTTY !== true) throw new WrongUsage(`${what} Give --yes to do it`)
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl-C and Ctrl-D end the reading without an answer.
  const unanswered = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([reader.question(`${what} Go on? [y/N] `), unanswered])
    if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal('nothing was changed')
  } finally {
    reader.close()
  }
}
