/**
 * Every reader of what comes from outside, on what was found to go where nothing else goes, and on changes of it. The long
 * run looks for new ways as well, more than an hour in all: `npm run fuzz` is how (run.ts).
 */
import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { LONG } from '../support/long.ts'
import { tried } from '../support/tried.ts'
import { readCorpus } from './corpus.ts'
import { fuzz } from './engine.ts'
import { judge } from './judge.ts'
import { targets } from './targets/index.ts'

/** Of each reader. */
const MINUTES = 2

describe('whatever is read', () => {
  test.each(targets)('$name', async (target) => {
    const kept = readCorpus(target.name)
    expect(kept.length).toBeGreaterThan(0)
    for (const input of kept) expect(await judge(target, input), JSON.stringify(input)).toBeNull()
    const { finding } = await fuzz(target, { kept, milliseconds: 50, seed: Date.now() % 1_000_000 })
    expect(finding).toBeNull()
  })

  test.runIf(LONG).each(targets)('$name, for long', { timeout: 10 * 60_000 }, async ({ name }) => {
    const told = await run([name, '--minutes', String(MINUTES)])
    expect(told, told.output).toMatchObject({ found: 0, targets: 1 })
    tried(`minutes of fuzzing ${name}`, MINUTES, `${told.tried} inputs, 0 findings`)
  })
})

/** In a process of its own, whose sources count their branches. */
function run(
  args: readonly string[],
): Promise<{ tried: number; found: number; targets: number; output: string }> {
  const more = ['--import', 'tsx', '--import', './test/fuzz/register.mjs', 'test/fuzz/run.ts', ...args]
  const child = spawn(process.execPath, more, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) =>
    child.on('close', () => {
      try {
        resolve({ ...JSON.parse(output.trim().split('\n').at(-1) ?? ''), output })
      } catch {
        reject(new Error(output))
      }
    }),
  )
}
