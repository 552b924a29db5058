/** What a parser owes whoever sends it something: a value or a refusal of its own kind, soon, and nothing else touched. */

export interface Target {
  /** How one calls it: `cl-query`. */
  name: string
  /** Reads; throws only refusals. */
  parse(input: string): unknown
  /** Its own refusals; everything else that it throws is a finding. */
  refusals?: readonly (abstract new (
    ...given: never[]
  ) => Error)[]
  seeds: readonly string[]
  /** For an input of up to `SHORT` characters, milliseconds; default 50. A longer one may take longer in proportion. */
  mostMs?: number
}

/** What was wrong; null: nothing. */
export type Finding = string | null

const SHORT = 4000
/** On a busy machine a pause is not the parser's: what is slow is slow each time. */
const AGAIN = 4

export async function judge(target: Target, input: string): Promise<Finding> {
  const found = await once(target, input)
  const most = (target.mostMs ?? 50) * Math.max(1, input.length / SHORT)
  if (found.wrong !== null || found.ms <= most) return found.wrong
  let least = found.ms
  for (let times = 0; times < AGAIN && least > most; times++)
    least = Math.min(least, (await once(target, input)).ms)
  return least > most ? `took ${Math.round(least)} ms for ${input.length} characters` : null
}

async function once(target: Target, input: string): Promise<{ wrong: Finding; ms: number }> {
  const began = process.cpuUsage()
  try {
    const value = target.parse(input)
    const given = value instanceof Promise ? await value : value
    const ms = sinceOf(began)
    return { wrong: strangeness(given) ?? polluted(), ms }
  } catch (error) {
    const ms = sinceOf(began)
    const isRefusal = target.refusals?.some((kind) => error instanceof kind) ?? false
    return { wrong: isRefusal ? polluted() : ((error as Error).stack ?? String(error)), ms }
  }
}

/** Of the processor, not of the clock: others may be busy on this machine. */
const sinceOf = (began: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

const CLEAN = Object.getOwnPropertyNames(Object.prototype).join()

const polluted = (): Finding =>
  Object.getOwnPropertyNames(Object.prototype).join() === CLEAN ? null : 'Object.prototype has new members'

/** What was read is data: no function of a prototype, no NaN, no prototype of its own making. */
function strangeness(value: unknown, depth = 0): Finding {
  if (typeof value === 'function') return `what was read holds the function ${value.name}`
  if (typeof value === 'number' && Number.isNaN(value)) return 'what was read holds NaN'
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'what was read holds no real date'
  if (typeof value !== 'object' || value === null || depth > 20 || value instanceof Date) return null
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    for (const one of value) {
      const found = strangeness(one, depth + 1)
      if (found) return found
    }
    return null
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return 'what was read has a prototype of its own'
  for (const one of Object.values(value)) {
    const found = strangeness(one, depth + 1)
    if (found) return found
  }
  return null
}
