/** Apps in every state, with what they sign: the facts that the cases of apps and of webhooks rely on. */
import type { Organization } from '../../src/core/ports.ts'
import type { Facts } from '../../src/dialects/case.ts'
import { appOf, hmac } from '../support/shopline-app.ts'
import type { World } from '../support/world.ts'

const BOTH = 'read_customers,write_customers'

import { RUN } from './shopline-writing.fixture.ts'

const ADDRESS = `https://app.example/${RUN}/hooks`

/** `app`: the token that the cases are run with. */
export async function appFacts(world: World, store: Organization, app: string): Promise<Facts> {
  const apps = appOf(world)
  const facts: Record<string, string> = { oauth_timestamp: String(world.services.clock().getTime()) }
  const make = (more = {}) =>
    apps.make({
      organizations: [store],
      scopes: ['read_customers', 'write_customers', 'read_store_information'],
      ...more,
    })
  type App = Awaited<ReturnType<typeof make>>

  const sign = (name: string, { key, secret }: App, body = '') => {
    facts[`oauth_${name}_key`] = key
    facts[`oauth_${name}_sign`] = hmac(body + facts.oauth_timestamp, secret)
  }
  const code = async (name: string, app: App) => {
    const given = apps.codeOf(await apps.approve(app, { scope: BOTH }))
    facts[`oauth_${name}_code`] = given
    sign(name, app, JSON.stringify({ code: given }))
    return given
  }
  await code('new', await make())
  const used = await make()
  await apps.exchange(used, await code('used', used))
  const installed = await make()
  await apps.install(installed, { scope: BOTH })
  sign('installed', installed)
  sign('waiting', await make())
  sign('far', await make({ allowedAddresses: ['203.0.113.7'] }))

  const tokenFor = async (name: string, scope: string) => {
    const token = await apps.install(await make(), { scope })
    facts[`${name}_token`] = token
    return token
  }
  const send = async (token: string, path: string, body: object) => {
    const answer = await world.send({
      url: `/admin/openapi/v20260301${path}`,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json() as { webhook?: { id: number } }
  }
  const subscribe = async (name: string, token: string) => {
    const webhook = { address: ADDRESS, topic: 'customers/update', api_version: 'v20260301' }
    facts[`${name}_webhook`] = String((await send(token, '/webhooks.json', { webhook })).webhook?.id)
  }
  await tokenFor('reader', 'read_customers')
  await tokenFor('writer', 'write_customers')
  await subscribe('kept', app)
  await subscribe('changed', app)
  await subscribe('removed', app)
  await subscribe('listed', await tokenFor('lister', BOTH))
  for (const login of [
    { login_channel: 'line', third_app_id: '101.apps', third_key: 'k-1' },
    {
      login_channel: 'line',
      login_platform_type: 'app',
      third_app_id: '101.apps',
      third_key: 'k-1',
      third_rsa_key: 'rsa',
    },
    { login_channel: 'facebook', third_key: 'f-1' },
  ])
    await send(app, '/customers_social_login.json', login)
  return facts
}
