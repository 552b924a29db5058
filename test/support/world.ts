/** A whole Clientele without a socket: a fresh store, an organization, and the dialects over it. */
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { createPasswords } from '../../src/auth/passwords.ts'
import { createSecrets } from '../../src/auth/secrets.ts'
import type { Clock, Organization } from '../../src/core/ports.ts'
import {
  asText,
  type CredentialRequest,
  type Dialect,
  type Services,
  type Settings,
  type WireRequest,
} from '../../src/dialects/dialect.ts'
import { dialects as allDialects } from '../../src/dialects/index.ts'
import { createOrganization, type OrganizationInput } from '../../src/jobs/create-organization.ts'
import { createServices } from '../../src/server/compose.ts'
import { answerWithFault, type FaultFor } from '../../src/server/faults.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { createTopicsOf } from '../../src/server/topics.ts'
import { openStore, type Store, type StoreOptions } from '../../src/store/open-store.ts'
import { type EngineName, emptyStore, type Location } from './engines.ts'
import { expectDocumented } from './expect-documented.ts'
import { expectJsonApi } from './json-api-schema.ts'
import { unbound } from './of-one-organization.ts'
import { isOfTests, ofTests } from './statements-of-tests.ts'

/** Sends a request to the dialect that owns its path, as the host would. Answers must be as documented, Core API's JSON:API. */
export type Send = (
  request: Partial<WireRequest> & { url: string },
) => Promise<ReturnType<typeof asText> & { json(): unknown }>

export interface World {
  store: Store
  /** As the store itself uses it; what goes through `store.database` counts as the test's own. */
  database: Store['database']
  /** Where the store is, and what time it is there: for a second server on it. */
  location: Location
  clock: Clock
  services: Services
  organization: Organization
  /** Sets what the clock shows; without an argument it runs again. */
  setTime(at?: string): void
  addOrganization(input: Partial<OrganizationInput> & { slug: string }): Promise<Organization>
  credential(dialect: string, request?: Partial<CredentialRequest>): Promise<Record<string, string>>
  send: Send
  /** Statements sent to the database since the last call. */
  statements(): string[]
  /** The same with their parameters; each is told of once, by either. */
  asked(): { text: string; values: readonly unknown[] }[]
  /** Fails where a statement touched rows of tenants and did not say whose (of-one-organization.ts). */
  close(): Promise<void>
}

/** A password costs as little as can be: what it really costs is tested beside it. */
const QUICK = { N: 16, r: 8, p: 1 }

export async function createWorld(
  engine: EngineName,
  options: {
    dialects?: readonly Dialect[]
    rateLimits?: boolean
    settings?: Partial<Settings>
    /** How pages are found by their number. */
    ranks?: StoreOptions['ranks']
    /** Statements as for a cluster. */
    spread?: boolean
    /** What the clock shows unless `setTime` says otherwise; default: the real time. */
    clock?: Clock
  } = {},
): Promise<World> {
  const dialects = options.dialects ?? allDialects
  const { location, drop } = await emptyStore(engine)
  let frozen: Date | undefined
  const clock: Clock = () => frozen ?? options.clock?.() ?? new Date()
  const identities = createIdentities(dialects, (count) => randomBytes(count))
  let asked: { text: string; values: readonly unknown[] }[] = []
  const problems = new Set<string>()
  const opened = await openStore({
    ...location,
    ...(options.spread === undefined ? {} : { spread: options.spread }),
    clock,
    mintIds: identities.mintIds,
    topicsOf: createTopicsOf(dialects),
    durable: false,
    // Housekeeping comes when it is due (store/upkeep.ts, store/rank), not with what a test does.
    ranks: { foldAfter: Number.POSITIVE_INFINITY, ...options.ranks },
    onQuery: (text, _, values) => {
      if (!/^(vacuum )?analyze\b|pg_relation_size/.test(text)) asked.push({ text, values })
      const problem = isOfTests(text) ? null : unbound(text)
      if (problem) problems.add(problem)
    },
  })
  // Tests look at all there is: what they ask themselves is known by it.
  const store = { ...opened, database: opened.database.withPlugin(ofTests) }
  const takeAsked = () => {
    const seen = asked
    asked = []
    return seen
  }
  const composed = createServices({
    store,
    dialects,
    secrets: createSecrets('a key for tests only'),
    clock,
    random: (count) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    rateLimits: options.rateLimits ?? false,
    ...(options.settings ? { settings: options.settings } : {}),
    log: () => {},
  })
  const services = { ...composed, passwords: createPasswords(QUICK) }
  const addOrganization = (input: Partial<OrganizationInput> & { slug: string }) =>
    createOrganization(store.organizations, identities, {
      currency: 'USD',
      timeZone: 'UTC',
      mode: 'test',
      ...input,
    })
  const organization = await addOrganization({ slug: 'acme' })
  return {
    store,
    database: opened.database,
    location,
    clock,
    services,
    organization,
    setTime: (at) => {
      frozen = at ? new Date(at) : undefined
    },
    addOrganization,
    async credential(name, request = {}) {
      const dialect = dialects.find((candidate) => candidate.name === name)
      if (!dialect) throw new Error(`No dialect ${name}`)
      const { printed } = await dialect.createCredential(
        {
          organizations: [organization],
          scopes: [],
          kind: null,
          redirectUris: [],
          expiresAt: null,
          ...request,
        },
        services,
      )
      return printed
    },
    send: createSend(dialects, services),
    statements: () => takeAsked().map(({ text }) => text),
    asked: takeAsked,
    async close() {
      await store.close()
      await drop()
      if (problems.size > 0) throw new Error([...problems].join('\n'))
    },
  }
}

/** With `faultFor`, requests fail as it says; a connection that ends is an `ECONNRESET`, as clients see it. */
export function createSend(dialects: readonly Dialect[], services: Services, faultFor?: FaultFor): Send {
  return async ({ url, ...request }) => {
    const [path = '', query = ''] = url.split(/\?(.*)/s)
    const dialect = dialects.find((candidate) => candidate.owns(path))
    if (!dialect) throw new Error(`No dialect owns ${path}`)
    const wire: WireRequest = {
      method: 'GET',
      origin: 'http://localhost:8080',
      path,
      query,
      headers: {},
      body: '',
      address: '127.0.0.1',
      hostLabel: null,
      ...request,
    }
    const fault = await faultFor?.(wire, dialect, services)
    const { response: given, arrives } = fault
      ? await answerWithFault(fault, dialect, wire, services, setTimeout)
      : { response: await dialect.handle(wire, services), arrives: 'all' }
    if (arrives !== 'all') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    const response = asText(given)
    expectDocumented(dialect, wire, response)
    if (dialect.name === 'commerce-layer' && path.startsWith('/api')) expectJsonApi(response)
    return { ...response, json: () => JSON.parse(response.body) }
  }
}
