/** SHOPLINE: the customer part of its Admin REST API, as it goes over the wire. */
import { randomBytes } from 'node:crypto'
import type { Dialect } from '../dialect.ts'
import { answerActivation, isActivation } from './activation/answer-activation.ts'
import { createAnswer } from './answer.ts'
import { client } from './client.ts'
import { refuse } from './errors.ts'
import { mintId, mintStoreId } from './ids.ts'
import { defaultSettings, type ShoplineSettings } from './settings.ts'
import { createCredential } from './tokens.ts'
import { traced } from './trace-id.ts'

/** The dialect under other assumptions: `createShopline({ ...defaultSettings, sinceIdMode: 'resume' })`. */
export function createShopline(settings: ShoplineSettings): Dialect {
  const answer = createAnswer(settings)
  const base = `/admin/openapi/${settings.version}`
  return {
    name: 'shopline',
    title: 'SHOPLINE',
    ids: { form: 'number', mint: mintId },
    mintOrganizationId: mintStoreId,
    owns: (path) =>
      path.startsWith('/admin/openapi/') || path.startsWith('/admin/oauth/') || isActivation(path),
    handle: async (request, services) =>
      isActivation(request.path)
        ? answerActivation(request, services)
        : traced(await answer(request, services), services.clock(), services.random),
    // The host refuses on its own, without services; a trace id is due all the same.
    refuse: (status) => traced(refuse(status), new Date(), randomBytes),
    credentialOptions: ['scope'],
    createCredential,
    client,
    baseUrl: (origin) => `${origin}${base}`,
    exampleCurl: (origin, _organization, printed) =>
      `curl -s -H 'Authorization: Bearer ${printed.access_token}' '${origin}${base}/v2/customers.json?limit=5'`,
  }
}

export const shopline = createShopline(defaultSettings)
