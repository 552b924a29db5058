/**
 * The process that starts the others and does nothing else: it has neither the store nor requests, so that what breaks in
 * them cannot break it. It holds the port that they listen on (node:cluster), starts anew what has died, replaces all of them on
 * SIGHUP one by one, and lets them ask each other.
 */
import cluster, { type Worker } from 'node:cluster'
import { setTimeout } from 'node:timers/promises'
import type { Services } from '../../dialects/dialect.ts'
import { type Calls, createCalls } from '../../lib/calls.ts'
import { METRICS } from '../../server/metrics/instruments.ts'
import { addUp, type Counted, onlyKinds } from '../../server/metrics/series.ts'
import { Refusal, SaidAlready } from '../explain.ts'
import { bySignal, type Ending, type StopFlags } from '../stopping.ts'
import { createRestarts } from './restarts.ts'
import { PORT_NAME, ROLE_NAME, type Role, RUN_NAME } from './worker.ts'

/** What is not done by then, after what is waited on purpose, is cut off. */
const END_MS = 20_000

interface Member {
  worker: Worker
  calls: Calls
  startedAt: number
  /** Null until it is ready. */
  facts: { origin: string | null } | null
  /** Its exit code, or the signal that ended it. */
  gone: Promise<number | string>
  /** As far as anybody asked. */
  counted: Counted
}

interface Seat {
  role: Role
  member: Member
}

export interface SuperviseOptions extends StopFlags {
  /** Known beforehand, so that it stays the same when all are replaced. */
  port: number
  workers: number
  log: Services['log']
  print(line: string): void
}

/** There is a worker for each core: threads that clear up beside it would only take it from another worker. */
const OF_WORKERS = ['--single-threaded-gc']

/** Ends when it was told to and all others have ended. Throws where they cannot be started, or die again and again. */
export async function supervise({
  port,
  workers,
  log,
  print,
  stopDelay,
  stopGrace,
}: SuperviseOptions): Promise<void> {
  // Workers take connections themselves: what is handed to one that has just died would be lost, and its client would wait
  // for ever (Node 20, lib/internal/cluster/round_robin_handle.js: no reply, no other turn).
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({ serialization: 'advanced', execArgv: [...process.execArgv, ...OF_WORKERS] })
  const run = Date.now().toString(36)
  const seats: Seat[] = []
  const leaving = new Set<Member>()
  let past: Counted = {}
  let isEnding = false
  let tellEnd: (error?: Error) => void = () => {}
  const ended = new Promise<void>((resolve, reject) => {
    tellEnd = (error) => (error ? reject(error) : resolve())
  })
  ended.catch(() => {})

  /** One that is ready. Rejects with the exit code of one that ends before. */
  async function start(role: Role): Promise<Member> {
    const worker = cluster.fork({ [ROLE_NAME]: role, [RUN_NAME]: run, [PORT_NAME]: String(port) })
    let isReady = () => {}
    const ready = new Promise<void>((resolve) => {
      isReady = resolve
    })
    const gone = new Promise<number | string>((resolve) => {
      worker.once('exit', (code, signal) => resolve(signal ?? code))
    })
    const member: Member = {
      worker,
      startedAt: performance.now(),
      facts: null,
      gone,
      counted: {},
      calls: createCalls(sendTo(worker), {
        /** What it had counted when it ended. */
        left(counted: Counted) {
          member.counted = counted
        },
        ready(facts: { origin: string | null }) {
          member.facts = facts
          isReady()
        },
        admin: (request: unknown) => besideOf().calls.ask('admin', request),
        everyone: ({ name, argument }: { name: string; argument: unknown }) => everyone(name, argument),
        counted: () => allCounted(),
      }),
    }
    worker.on('message', (message) => member.calls.take(message))
    worker.on('error', () => {})
    void gone.then(() => member.calls.end())
    const end = await Promise.race([ready.then(() => null), gone])
    if (end !== null) throw new SaidAlready(Number(end) || 1)
    return member
  }

  function besideOf(): Member {
    const found = seats.find(({ role }) => role === 'beside')
    if (!found) throw new Error('the process for that is being started')
    return found.member
  }

  /** Whoever does not answer in time, or at all, is left out. */
  async function everyone(name: string, argument: unknown): Promise<unknown[]> {
    const asked = seats.map(({ member }) => within(member.calls.ask(name, argument)))
    return (await Promise.allSettled(asked)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  }

  async function allCounted(): Promise<Counted> {
    const members = [...seats.map(({ member }) => member), ...leaving]
    await Promise.all(members.map(ask))
    return addUp([past, ...members.map(({ counted }) => counted)])
  }
  async function ask(member: Member): Promise<void> {
    member.counted = await within(member.calls.ask<Counted>('counted')).catch(() => member.counted)
  }

  function sit(role: Role, member: Member): void {
    const seat: Seat = { role, member }
    seats.push(seat)
    void keep(seat, createRestarts())
  }

  /** As long as the server runs, somebody sits there. */
  async function keep(seat: Seat, restarts: ReturnType<typeof createRestarts>): Promise<void> {
    while (!isEnding) {
      const { member } = seat
      const end = await member.gone
      if (seat.member !== member) continue
      forget(member)
      if (isEnding) return
      log('error', 'a worker has ended', { role: seat.role, pid: member.worker.process.pid, end })
      const next = await anew(seat.role, performance.now() - member.startedAt, restarts)
      if (!next) return
      // A reload may have been quicker.
      if (seat.member === member) seat.member = next
      else void retire(next, 'replaced')
    }
  }

  async function anew(
    role: Role,
    lived: number,
    restarts: ReturnType<typeof createRestarts>,
  ): Promise<Member | null> {
    for (let last = lived; !isEnding; ) {
      const wait = restarts.next(last)
      if (wait === null) {
        tellEnd(
          new Refusal(
            'workers end as soon as they have started: the log above says why; the server gives up',
          ),
        )
        return null
      }
      await setTimeout(wait)
      if (isEnding) return null
      const began = performance.now()
      try {
        const member = await start(role)
        log('info', 'a worker was started', { role, pid: member.worker.process.pid })
        return member
      } catch {
        last = performance.now() - began
      }
    }
    return null
  }

  /** What it counted stays counted. */
  function forget(member: Member): void {
    past = addUp([past, onlyKinds(METRICS, member.counted, ['counter', 'histogram'])])
    member.counted = {}
    leaving.delete(member)
  }

  async function retire(member: Member, how: Ending): Promise<void> {
    leaving.add(member)
    await member.calls.ask('end', how).catch(() => {})
    const cut = new AbortController()
    const late = setTimeout(stopDelay + stopGrace + END_MS, 'late', { signal: cut.signal }).catch(
      () => 'gone',
    )
    if ((await Promise.race([member.gone, late])) === 'late') member.worker.process.kill('SIGKILL')
    cut.abort()
    await member.gone
    forget(member)
  }

  let reloading: Promise<void> | null = null
  let again = false
  function reload(): void {
    again = reloading !== null
    reloading ??= reloadAll()
      .catch((error) =>
        log('error', 'reload stopped: the others stay as they are', { reason: error.message }),
      )
      .finally(() => {
        reloading = null
        if (again && !isEnding) reload()
      })
  }

  async function reloadAll(): Promise<void> {
    log('info', 'reload: workers are replaced one by one', { workers })
    for (const seat of seats) {
      if (isEnding) return
      const old = seat.member
      seat.member = await start(seat.role)
      await retire(old, 'replaced')
    }
    log('info', 'reloaded', { workers })
  }

  async function end(how: Ending): Promise<void> {
    if (isEnding) return
    isEnding = true
    const by = (role: Role) =>
      seats.filter((seat) => seat.role === role).map(({ member }) => retire(member, how))
    await Promise.all(by('answers'))
    await Promise.all(by('beside'))
    tellEnd()
  }

  // A second signal ends it at once, and with it the others: their channel is gone.
  bySignal((how) => void end(how))
  process.on('SIGHUP', reload)
  try {
    sit('beside', await start('beside'))
    // The first by itself: what is wrong with the port or the certificate is said once.
    const first = await start('answers')
    sit('answers', first)
    for (const member of await Promise.all(Array.from({ length: workers - 1 }, () => start('answers'))))
      sit('answers', member)
    const origin = first.facts?.origin ?? ''
    for (const line of await besideOf().calls.ask<string[]>('announce', origin)) print(line)
    await ended
  } catch (error) {
    // It was told to end while it started.
    if (!isEnding) throw error
  } finally {
    process.off('SIGHUP', reload)
    isEnding = true
    await Promise.all(
      [...seats.map(({ member }) => member), ...leaving].map((member) => retire(member, 'stop')),
    )
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL')
  }
}

const sendTo = (worker: Worker) => (message: unknown) => {
  if (!worker.isConnected()) throw new Error('the process is gone')
  worker.send(message as never)
}

const ANSWER_MS = 5000

async function within<T>(answer: Promise<T>): Promise<T> {
  const cut = new AbortController()
  try {
    return await Promise.race([
      answer,
      setTimeout(ANSWER_MS, undefined, { signal: cut.signal }).then(() => {
        throw new Error('no answer in time')
      }),
    ])
  } finally {
    cut.abort()
  }
}
