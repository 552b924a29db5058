/** Traps for sync code: armed here, sprung while a client walks, judged by what it was shown (server/traps). */
import { Type } from 'typebox'
import type { Dialect } from '../../../dialects/dialect.ts'
import { TRAP_NAMES } from '../../../dialects/traps.ts'
import { type Traps, TrapsRefused } from '../../traps/index.ts'
import type { RunState } from '../../traps/run.ts'
import { listOf, oneOf, required, text } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminAsked, type AdminParts, made, ok, param, route } from '../route.ts'

const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()])
const TIME = Type.String({ format: 'date-time' })
const STEP = Type.Union([Type.Literal('full'), Type.Literal('incremental'), Type.Literal('finished')])
const STATUS = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('walking'),
  Type.Literal('passed'),
  Type.Literal('caught'),
  Type.Literal('untried'),
])
const DESCRIBED = {
  name: Type.String(),
  title: Type.String(),
  about: Type.String(),
  scenes: Type.Array(Type.String()),
  advice: Type.String(),
}
const COUNTS = Type.Object({ full: Type.Integer(), incremental: Type.Integer() })

const RUN = Type.Object({
  dialect: Type.String(),
  step: STEP,
  armed_at: TIME,
  customers: Type.Integer(),
  pages: Type.Integer(),
  requests: COUNTS,
  customers_seen: COUNTS,
  last_request_at: Type.Union([TIME, Type.Null()]),
  verdict: Type.Union([
    Type.Literal('running'),
    Type.Literal('passed'),
    Type.Literal('caught'),
    Type.Literal('untried'),
  ]),
  caught: Type.Integer(),
  traps: Type.Array(Type.Object({ ...DESCRIBED, status: STATUS, did: TEXT_OR_NULL, evidence: TEXT_OR_NULL })),
})
export type TrapRunShown = Type.Static<typeof RUN>

const ALL = Type.Object({
  platforms: Type.Array(
    Type.Object({
      dialect: Type.String(),
      title: Type.String(),
      base_url: Type.String(),
      traps: Type.Array(Type.Object(DESCRIBED)),
    }),
  ),
  run: Type.Union([RUN, Type.Null()]),
})
export type TrapsShown = Type.Static<typeof ALL>

/** Of a client that met no trap nothing is known. */
function verdictOf({ step, traps }: RunState, caught: number): TrapRunShown['verdict'] {
  if (caught > 0) return 'caught'
  if (step !== 'finished') return 'running'
  return traps.some(({ status }) => status === 'passed') ? 'passed' : 'untried'
}

function presentRun(run: RunState): TrapRunShown {
  const caught = run.traps.filter(({ status }) => status === 'caught').length
  return {
    dialect: run.dialect,
    step: run.step,
    armed_at: run.armedAt.toISOString(),
    customers: run.customers,
    pages: run.pages,
    requests: run.requests,
    customers_seen: run.seen,
    last_request_at: run.lastRequestAt?.toISOString() ?? null,
    verdict: verdictOf(run, caught),
    caught,
    traps: run.traps.map(({ trap, status, did, evidence, advice }) => ({
      ...{ name: trap.name, title: trap.title, about: trap.about, scenes: [...trap.scenes] },
      ...{ advice, status, did, evidence },
    })),
  }
}

const described = (traps: Traps, dialect: Dialect) =>
  traps.of(dialect).map(({ name, title, about, scenes }) => ({
    ...{ name, title, about, scenes: [...scenes] },
    advice: dialect.traps?.advice[name] ?? '',
  }))

/** The traps and the organization. Throws where the server is no sandbox. */
async function trapsAnd(asked: AdminAsked, { traps, organizations }: AdminParts) {
  const organization = await organizations.get(param(asked, 'slug'))
  if (!traps)
    throw new AdminRefusal('not_found', 'this server is no sandbox: start it with --sandbox, or use the demo')
  return { traps, organization }
}

async function refusable<T>(work: () => Promise<T>, code: 'invalid' | 'conflict'): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TrapsRefused) throw new AdminRefusal(code, error.message)
    throw error
  }
}

export const showTraps = route({
  method: 'GET',
  path: '/organizations/:slug/traps',
  about: 'Show the traps for sync code, and how the client under test does',
  answers: ALL,
  async answer(asked, parts) {
    const { traps, organization } = await trapsAnd(asked, parts)
    const run = traps.state(organization.key)
    const platforms = parts.dialects
      .map((dialect) => ({
        dialect: dialect.name,
        title: dialect.title,
        base_url: dialect.baseUrl(asked.request.origin, organization),
        traps: described(traps, dialect),
      }))
      .filter((platform) => platform.traps.length > 0)
    return ok({ platforms, run: run && presentRun(run) })
  },
})

export const armTraps = route({
  method: 'POST',
  path: '/organizations/:slug/traps',
  about: 'Set traps for a client of one platform: all there are, or those that are named',
  body: { dialect: required(text), traps: listOf(oneOf(...TRAP_NAMES)) },
  answers: RUN,
  status: 201,
  async answer(asked, parts) {
    const { traps, organization } = await trapsAnd(asked, parts)
    const { body } = asked
    const dialect = parts.dialects.find(({ name }) => name === body.dialect)
    if (!dialect)
      throw new AdminRefusal(
        'invalid',
        `dialect must be one of ${parts.dialects.map(({ name }) => name).join(', ')}`,
      )
    return made(
      presentRun(await refusable(() => traps.arm(organization, dialect, body.traps ?? null), 'invalid')),
    )
  },
})

export const endTrapStep = route({
  method: 'POST',
  path: '/organizations/:slug/traps/done',
  about: 'Say that the client has ended its full sync, or its incremental one',
  body: { step: required(oneOf('full', 'incremental')) },
  answers: RUN,
  async answer(asked, parts) {
    const { traps, organization } = await trapsAnd(asked, parts)
    return ok(presentRun(await refusable(() => traps.done(organization.key, asked.body.step), 'conflict')))
  },
})

export const disarmTraps = route({
  method: 'DELETE',
  path: '/organizations/:slug/traps',
  about: 'Take the traps away',
  answers: Type.Object({ disarmed: Type.Boolean() }),
  async answer(asked, parts) {
    const { traps, organization } = await trapsAnd(asked, parts)
    return ok({ disarmed: traps.disarm(organization.key) })
  },
})
