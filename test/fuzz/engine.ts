/**
 * Looks for inputs that take branches which no input before took, from those that did. Branches are counted where
 * register.mjs has put counters in; without them inputs are only tried.
 */
import { type Finding, judge, type Target } from './judge.ts'
import { createRandom, mutate, type Random } from './mutate.ts'

export interface Fuzzed {
  tried: number
  /** Inputs that are worth keeping: every branch that was taken is taken by one of them. */
  corpus: string[]
  branches: number
  finding: { input: string; wrong: string } | null
}

const counters = globalThis as { fuzzHits?: Uint8Array; fuzzWords?: Set<string> }
/** Longer ones find the same with less: they are tried, not kept. */
const LONGEST_KEPT = 600

export async function fuzz(
  target: Target,
  { kept, milliseconds, seed }: { kept: readonly string[]; milliseconds: number; seed: number },
): Promise<Fuzzed> {
  const random = createRandom(seed)
  const hits = counters.fuzzHits
  const words = [...(counters.fuzzWords ?? [])]
  const known = new Set<number>()
  const corpus: string[] = []
  let tried = 0

  /** Which branches the input takes. */
  async function run(input: string): Promise<{ wrong: Finding; taken: number[] }> {
    hits?.fill(0)
    tried++
    const wrong = await judge(target, input)
    return { wrong, taken: hits ? takenOf(hits) : [] }
  }
  async function look(input: string): Promise<Fuzzed['finding']> {
    const { wrong, taken } = await run(input)
    if (wrong !== null)
      return { input: await shorter(input, async (one) => (await run(one)).wrong !== null, random), wrong }
    const fresh = taken.filter((branch) => !known.has(branch))
    if (fresh.length === 0) return null
    const small = await shorter(
      input,
      async (one) => {
        const again = await run(one)
        return again.wrong === null && fresh.every((branch) => again.taken.includes(branch))
      },
      random,
    )
    for (const branch of fresh) known.add(branch)
    if (small.length <= LONGEST_KEPT) corpus.push(small)
    return null
  }

  const end = performance.now() + milliseconds
  for (const input of [...kept, ...target.seeds]) {
    const finding = await look(input)
    if (finding) return { tried, corpus, branches: known.size, finding }
  }
  const seeds = () => (corpus.length > 0 ? corpus : kept.length > 0 ? kept : target.seeds)
  while (performance.now() < end) {
    const from = seeds()
    const finding = await look(mutate(from[random(from.length)] ?? '', random, from, words))
    if (finding) return { tried, corpus, branches: known.size, finding }
  }
  return { tried, corpus, branches: known.size, finding: null }
}

function takenOf(hits: Uint8Array): number[] {
  const taken: number[] = []
  // By four at once: most are zero.
  const wide = new Uint32Array(hits.buffer)
  for (let at = 0; at < wide.length; at++)
    if (wide[at] !== 0) for (let one = at * 4; one < at * 4 + 4; one++) if (hits[one]) taken.push(one)
  return taken
}

/** Leaves out whatever can be left out, in a bounded number of tries. */
async function shorter(
  input: string,
  still: (one: string) => Promise<boolean>,
  random: Random,
): Promise<string> {
  let best = input
  for (
    let size = Math.floor(input.length / 2), tries = 0;
    size >= 1 && tries < 200;
    size = Math.floor(size / 2)
  )
    for (let at = random(size); at < best.length && tries < 200; tries++) {
      const one = best.slice(0, at) + best.slice(at + size)
      if (await still(one)) best = one
      else at += size
    }
  return best
}
