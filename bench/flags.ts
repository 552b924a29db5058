/** What `npm run bench -- …` takes. */
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Engine } from './data/stores.ts'

export const HELP = `npm run bench -- [flags]

Measures Clientele beside others on the same data and writes bench/RESULTS.md and bench/results.svg. Build first
(npm run build). The first run writes its stores (20 k, 200 k, 2 M customers; the last takes about ten minutes) and installs the
peers; both stay in the data folder, so that a run that was stopped goes on from there.

  --only <ids>         only these rows, parted by commas; the others' last figures stay in the results
  --quick              about five minutes: two rounds of 2 s, without rows that need 2 M customers or ten minutes
  --without-long       all but the rows that need 2 M customers or ten minutes
  --rounds <n>         rounds in which the sides take turns (5)
  --seconds <n>        how long each side is loaded in a round (4)
  --minutes <n>        of mixed load, for the memory row (10)
  --connections <n>    at once (32)
  --size <n>           customers instead of 200,000, for all rows of that size
  --data-dir <folder>  prepared databases and installed peers (${join(tmpdir(), 'clientele-bench')})
  --prepare <list>     only write stores, such as postgres:20000,embedded:200000, and stop
  --verify             with --prepare: let the product verify what is kept with the ledger
  --json               print the outcomes as JSON
  --no-write           leave bench/RESULTS.md and bench/results.svg as they are
`

export interface Flags {
  only: readonly string[]
  long: boolean
  rounds: number
  seconds: number
  minutes: number
  connections: number
  size: number | null
  dataDir: string
  prepare: readonly (readonly [Engine, number])[]
  verify: boolean
  json: boolean
  write: boolean
  help: boolean
}

export function readFlags(given: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...given],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'without-long': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      minutes: { type: 'string' },
      connections: { type: 'string', default: '32' },
      size: { type: 'string' },
      'data-dir': { type: 'string', default: join(tmpdir(), 'clientele-bench') },
      prepare: { type: 'string' },
      verify: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  const whole = (
    name: 'rounds' | 'seconds' | 'minutes' | 'connections' | 'size',
    fallback: number,
  ): number => {
    const value = Number(values[name] ?? fallback)
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`--${name} ${values[name]}: use a whole number`)
    return value
  }
  return {
    only: values.only?.split(',') ?? [],
    long: !quick && !values['without-long'],
    rounds: whole('rounds', quick ? 2 : 5),
    seconds: whole('seconds', quick ? 2 : 4),
    minutes: whole('minutes', 10),
    connections: whole('connections', 32),
    size: values.size === undefined ? null : whole('size', 0),
    dataDir: resolve(values['data-dir']),
    prepare: values.prepare?.split(',').map(readStore) ?? [],
    verify: values.verify,
    json: values.json,
    write: !values['no-write'],
    help: values.help,
  }
}

/** `postgres:20000` */
function readStore(text: string): readonly [Engine, number] {
  const [, engine, customers] = /^(postgres|embedded):(\d+)$/.exec(text) ?? []
  if (!engine) throw new Error(`--prepare ${text}: use postgres:20000 or embedded:20000`)
  return [engine as Engine, Number(customers)]
}
