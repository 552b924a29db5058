/** Easycart: the customer API of easy.tools, as it goes over the wire. */
import { uuidFrom } from '../../lib/uuid.ts'
import { describeAssumptions, readAssumptions } from '../assumptions.ts'
import type { Dialect } from '../dialect.ts'
import { BASE, createAnswer } from './answer.ts'
import { client } from './client.ts'
import { conformance } from './conformance.ts'
import { refuse } from './errors.ts'
import { createFail } from './fail.ts'
import { openApi } from './openapi.ts'
import { assumptionTable, defaultSettings, type EasycartSettings } from './settings.ts'
import { createCredential } from './tokens.ts'
import { traps } from './traps.ts'
import { views } from './views.ts'
import { webhooks } from './webhooks/index.ts'

/** The platform with some of its assumptions flipped: `createEasycart({ pageSize: 50 })`. */
export function createEasycart(changes: Partial<EasycartSettings> = {}): Dialect {
  const settings = { ...defaultSettings, ...changes }
  return {
    name: 'easycart',
    title: 'Easycart',
    ids: { form: 'uuid', mint: (_type, _key, random) => uuidFrom(random(16)) },
    mintOrganizationId: (random) => uuidFrom(random(16)),
    owns: (path) => path === BASE || path.startsWith(`${BASE}/`),

    handle: createAnswer(settings),
    refuse,
    fail: createFail(settings),
    credentialOptions: ['furtherOrganizations'],
    createCredential,
    assumptions: describeAssumptions(assumptionTable, defaultSettings),
    assuming: (given) =>
      createEasycart({ ...settings, ...readAssumptions(assumptionTable, 'easycart', given) }),
    client,
    conformance,
    traps,
    openApi,
    webhooks,
    views,
    baseUrl: (origin) => `${origin}${BASE}`,
    exampleCurl: (origin, organization, printed) =>
      `curl -s -H 'Authorization: Bearer ${printed.token}' '${origin}${BASE}/customers?currency=${organization.currency.toLowerCase()}'`,
  }
}

export const easycart: Dialect = createEasycart()
