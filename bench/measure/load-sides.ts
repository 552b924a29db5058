/** Measurements under load: sides take turns, so that a slow moment of the machine hits all of them. */

import { cpuMicroseconds, familyOf } from '../load/cpu.ts'
import type { Fire, Fired, Load } from '../load/fire.ts'
import { type Running, type Side, type SideDeps, startSide } from '../servers/sides.ts'
import { type Measured, median } from './measured.ts'

export interface LoadDeps extends SideDeps {
  fire: Fire
  load: Load
  rounds: number
  say(text: string): void
}

interface Turn extends Fired {
  /** Of the server's own processes, a request; not of the database. */
  cpuMicroseconds: number
}

/** Requests a second of one side ÷ those of the other. */
export async function measureRates(over: Side, under: Side, deps: LoadDeps): Promise<Measured> {
  return withSides([over, under], deps, async ([a, b]) => {
    const turns = await takeTurns([a as Running, b as Running], deps)
    const rates = turns.map((round) => round.map(({ rate }) => rate))
    return {
      values: rates.map(([ours = 0, theirs = 1]) => ours / theirs),
      parts: [a, b].map((side, place) => ({
        name: side?.name ?? '',
        value: median(rates.map((round) => round[place] ?? 0)),
        unit: 'req/s',
      })),
    }
  })
}

/** The slowest answers beside the usual one: p99 ÷ p50. */
export async function measureTail(side: Side, deps: LoadDeps): Promise<Measured> {
  return withSides([side], deps, async ([only]) => {
    const turns = await takeTurns([only as Running], deps)
    const each = (of: 'p50' | 'p99' | 'rate') => turns.map(([turn]) => turn?.[of] ?? 0)
    return {
      values: turns.map(([turn]) => (turn?.p99 ?? 0) / (turn?.p50 || 1)),
      parts: [
        { name: 'p50', value: median(each('p50')), unit: 'ms' },
        { name: 'p99', value: median(each('p99')), unit: 'ms' },
        { name: only?.name ?? '', value: median(each('rate')), unit: 'req/s' },
      ],
    }
  })
}

/** A page of hundreds is asked for a hundred times a second: until then its code is still being compiled. */
const WARM_SECONDS = 15

/** Processor time that the server spends on an answer ÷ that of `JSON.stringify` of what it says. */
export async function measureCpu(side: Side, deps: LoadDeps): Promise<Measured> {
  return withSides([side], deps, async ([only]) => {
    const running = only as Running
    const page = JSON.parse(running.body)
    const pages: number[] = []
    const plain: number[] = []
    // Few at once: what is under way when the time is over costs something, and is no answer.
    const load = { ...deps.load, connections: Math.min(4, deps.load.connections) }
    await deps.fire(running.target, { ...load, seconds: WARM_SECONDS })
    for (let round = 0; round < deps.rounds; round++) {
      pages.push((await fireOnce(running, { ...deps, load })).cpuMicroseconds)
      plain.push(stringifyMicroseconds(page))
    }
    return {
      values: pages.map((spent, round) => spent / (plain[round] ?? 1)),
      parts: [
        { name: 'server CPU a page', value: median(pages), unit: 'µs' },
        { name: 'JSON.stringify', value: median(plain), unit: 'µs' },
        { name: 'page', value: Buffer.byteLength(running.body), unit: 'bytes' },
      ],
      note: 'CPU of the server process by the kernel’s account, without the database’s',
    }
  })
}

export function stringifyMicroseconds(value: unknown, milliseconds = 500): number {
  for (let warm = 0; warm < 50; warm++) JSON.stringify(value)
  const started = process.cpuUsage()
  const until = performance.now() + milliseconds
  let times = 0
  for (; performance.now() < until; times++) JSON.stringify(value)
  const { user, system } = process.cpuUsage(started)
  return (user + system) / times
}

async function withSides<T>(
  sides: readonly Side[],
  deps: LoadDeps,
  work: (running: Running[]) => Promise<T>,
): Promise<T> {
  const started: { side: Side; running: Running }[] = []
  try {
    // A peer works on a copy, which can be made only while nobody uses what is copied.
    const peersFirst = [...sides].sort((a, b) => Number('peer' in b) - Number('peer' in a))
    for (const side of peersFirst) started.push({ side, running: await startSide(side, started, deps) })
    const inOrder = sides.map((side) => started.find((one) => one.side === side)?.running as Running)
    return await work(inOrder)
  } finally {
    for (const { running } of started) await running.stop()
  }
}

/** A warm-up of each, then the rounds: A B A B … */
async function takeTurns(sides: readonly Running[], deps: LoadDeps): Promise<Turn[][]> {
  for (const side of sides)
    await deps.fire(side.target, { ...deps.load, seconds: Math.min(2, deps.load.seconds) })
  const rounds: Turn[][] = []
  for (let round = 0; round < deps.rounds; round++) {
    const turns: Turn[] = []
    for (const side of sides) turns.push(await fireOnce(side, deps))
    rounds.push(turns)
    deps.say(
      `round ${round + 1} of ${deps.rounds}: ${turns.map(({ rate }, place) => `${sides[place]?.name} ${rate.toFixed(0)}/s`).join(', ')}`,
    )
  }
  return rounds
}

async function fireOnce({ name, target, pid }: Running, { fire, load }: LoadDeps): Promise<Turn> {
  const spent = () =>
    familyOf(pid).reduce((total, member) => {
      try {
        return total + cpuMicroseconds(member)
      } catch {
        return total
      }
    }, 0)
  const before = spent()
  let fired = await fire(target, load)
  // A slow server may answer nobody in so short a time; then it gets more of it.
  if (fired.requests === 0) fired = await fire(target, { ...load, seconds: load.seconds * 4 })
  if (fired.requests === 0) throw new Error(`${name} answers nothing in ${load.seconds * 4} s`)
  return { ...fired, cpuMicroseconds: (spent() - before) / Math.max(1, fired.requests) }
}
