/** Asks before data goes. */
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { Refusal, WrongUsage } from './explain.ts'

export const yesFlag = () => new Option('--yes', 'do it without asking')

/** Resolves when whoever is at the terminal agrees, or `--yes` did. */
export async function confirm({ yes }: { yes?: boolean }, what: string): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY) throw new WrongUsage(`${what} Say --yes to do it`)
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const said = await ask.question(`${what} Go on? [y/N] `)
    if (!/^y(es)?$/i.test(said.trim())) throw new Refusal('nothing was changed')
  } finally {
    ask.close()
  }
}
