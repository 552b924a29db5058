/** Asks before what cannot be undone: on a terminal in words, elsewhere by `--yes`. */
import { createInterface } from 'node:readline/promises'
import { Refusal, WrongUsage } from './explain.ts'

/** Returns when it is agreed to; refuses otherwise. `confirm('Erase ada@example.com?', flags.yes)` */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  if (process.stdin.isTTY !== true)
    throw new WrongUsage('this cannot be undone: give --yes (or --dry-run first, to see what would go)')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl-C and Ctrl-D end the reading without an answer.
  const unanswered = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([
      reader.question(`${question} This cannot be undone. [y/N] `),
      unanswered,
    ])
    if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal('nothing was changed')
  } finally {
    reader.close()
  }
}
