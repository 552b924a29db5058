/** SHOPLINE: the customer part of its Admin REST API, as it goes over the wire. */
import { randomBytes } from 'node:crypto'
import { describeAssumptions, readAssumptions } from '../assumptions.ts'
import type { Dialect } from '../dialect.ts'
import { answerActivation, isActivation } from './activation/answer-activation.ts'
import { createAnswer } from './answer.ts'
import { callerOf } from './caller-of.ts'
import { client } from './client.ts'
import { conformance } from './conformance.ts'
import { refuse } from './errors.ts'
import { fail } from './fail.ts'
import { mintId, mintStoreId } from './ids.ts'
import { APP_KINDS } from './oauth/apps.ts'
import { answerOAuth, isOAuthPath } from './oauth/web-routes.ts'
import { openApiOf } from './openapi.ts'
import { readsOnly } from './reads-only.ts'
import { assumptionTable, defaultSettings, type ShoplineSettings } from './settings.ts'
import { createCredential, renewCredential } from './tokens.ts'
import { traced, traceId } from './trace-id.ts'
import { traps } from './traps.ts'
import { createViews } from './views.ts'
import { createWebhooks } from './webhooks/index.ts'

/** The dialect under other assumptions: `createShopline({ ...defaultSettings, sinceIdMode: 'resume' })`. */
export function createShopline(settings: ShoplineSettings): Dialect {
  const answer = createAnswer(settings)
  const base = `/admin/openapi/${settings.version}`
  return {
    name: 'shopline',
    title: 'SHOPLINE',
    ids: { form: 'number', mint: mintId },
    mintOrganizationId: mintStoreId,
    owns: (path) => path.startsWith('/admin/openapi/') || isOAuthPath(path) || isActivation(path),
    readsOnly,
    async handle(request, services) {
      if (isActivation(request.path)) return answerActivation(request, services)
      const next = () => traceId(services.clock(), services.random)
      const id = next()
      const response = isOAuthPath(request.path)
        ? await answerOAuth({ request, services, rateLimit: settings.rateLimit, traceId: id })
        : await answer(request, services)
      return traced(response, id, next)
    },
    // The host refuses on its own, without services; a trace id is due all the same.
    refuse: (status) => traced(refuse(status), traceId(new Date(), randomBytes)),
    async fail(failure, request, services) {
      const id = traceId(services.clock(), services.random)
      const response = fail(failure, request, id)
      return response && traced(response, id)
    },
    callerOf,
    credentialKinds: APP_KINDS,
    credentialOptions: ['scope', 'redirectUri', 'appUrl', 'allowedAddresses'],
    // Several clients ask for the store to test their connection (section 8.3).
    demoScopes: ['read_customers', 'write_customers', 'read_store_information'],
    createCredential,
    webhooks: createWebhooks(settings),
    renewCredential,
    assumptions: describeAssumptions(assumptionTable, defaultSettings),
    assuming: (given) =>
      createShopline({ ...settings, ...readAssumptions(assumptionTable, 'shopline', given) }),
    client,
    conformance,
    traps,
    openApi: () => openApiOf(settings),
    views: createViews(settings),
    baseUrl: (origin) => `${origin}${base}`,
    exampleCurl: (origin, _organization, printed) =>
      `curl -s -H 'Authorization: Bearer ${printed.access_token}' '${origin}${base}/v2/customers.json?limit=5'`,
  }
}

export const shopline = createShopline(defaultSettings)
