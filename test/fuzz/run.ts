/**
 * `npm run fuzz -- [target …] [--minutes N] [--seed N]`: looks for inputs that a parser cannot take, N minutes in all
 * (default: 1 for each target), and keeps those that go where none went before. Ends with 1 at the first finding of a target.
 */
import { parseArgs } from 'node:util'
import { readCorpus, writeCorpus } from './corpus.ts'
import { fuzz } from './engine.ts'
import { targets } from './targets/index.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
})
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
if (chosen.length < Math.max(1, positionals.length))
  throw new Error(`targets are ${targets.map(({ name }) => name).join(', ')}`)
const minutes = Number(values.minutes ?? chosen.length)
let tried = 0
let found = 0
for (const target of chosen) {
  const told = await fuzz(target, {
    kept: readCorpus(target.name),
    milliseconds: (minutes * 60_000) / chosen.length,
    seed: Number(values.seed),
  })
  tried += told.tried
  const line = `${target.name.padEnd(28)} ${told.tried} inputs, ${told.branches} branches, ${told.corpus.length} kept`
  process.stdout.write(
    `${line}${told.finding ? `\n  ${JSON.stringify(told.finding.input)}\n  ${told.finding.wrong}` : ''}\n`,
  )
  if (told.finding) found++
  else writeCorpus(target.name, told.corpus)
}
// The last line is for programs.
process.stdout.write(
  `${JSON.stringify({ targets: chosen.length, tried, found, minutes, seed: Number(values.seed) })}\n`,
)
process.exitCode = found > 0 ? 1 : 0
