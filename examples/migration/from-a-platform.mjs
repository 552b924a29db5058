#!/usr/bin/env node
/**
 * From a platform that goes on selling meanwhile, step by step as in docs/migration.md:
 *
 *     node examples/migration/from-a-platform.mjs
 */
import { accessToken, get, only, say, withShell } from '../shell.mjs'

await withShell(import.meta.url, async ({ $, start, env }) => {
  say('The platform that is left: here another Clientele plays SHOPLINE')
  const demo = await start('clientele demo --customers 10 --now 2026-06-01 --port 0 --json')
  const shop = demo.dialects.shopline
  await ask(shop, 'POST', '/customers.json', { customer: { email: 'leaving@example.com' } })
  Object.assign(env, {
    CLIENTELE_DATA: `${env.SCRATCH}/store`,
    SHOP_URL: new URL(shop.base_url).origin,
    CLIENTELE_SYNC_ACCESS_TOKEN: shop.access_token,
  })
  const origin = await start('clientele serve --port 0 --log-level error')
  await $('clientele org create acme --currency EUR')
  await $('clientele sync shopline --from $SHOP_URL --org acme --dry-run')
  await $('clientele sync shopline --from $SHOP_URL --org acme')

  say('Meanwhile somebody changes there, and somebody is deleted')
  const { customers } = await ask(shop, 'GET', '/v2/customers.json?limit=100')
  const zofia = customers.find(({ email }) => email === 'zofia.zolc@example.com')
  const leaving = customers.find(({ email }) => email === 'leaving@example.com')
  await ask(shop, 'PUT', `/customers/${zofia.id}.json`, { customer: { first_name: 'Sophia' } })
  await ask(shop, 'DELETE', `/customers/${leaving.id}.json`)
  await $('clientele sync shopline --org acme')

  say('The day of the move: what is gone there goes here too, and nothing is left to do')
  await $('clientele sync shopline --org acme --full')
  await $('clientele ledger verify --org acme')
  await $('clientele syncs show shopline --org acme')

  say('The same customer here, for integrations with SHOPLINE and with Commerce Layer')
  const token = await $('clientele token create --org acme --dialect shopline --json')
  const path = new URL(shop.base_url).pathname
  const pick = ({ customer }) => only(customer, 'id', 'email', 'first_name', 'orders_count', 'total_spent')
  const theirs = await get(`${shop.base_url}/customers/v2/${zofia.id}.json`, shop.access_token, pick)
  const ours = await get(`${origin}${path}/customers/v2/${zofia.id}.json`, token.access_token, pick)
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error('The two differ')
  const application = await $('clientele token create --org acme --dialect commerce-layer --json')
  await get(
    `${origin}/api/customers?filter[q][email_eq]=zofia.zolc@example.com`,
    await accessToken(origin, application),
    ({ data: [customer] }) => only(customer.attributes, 'email', 'total_orders_count', 'created_at'),
  )
})

async function ask({ base_url, access_token }, method, path, body) {
  const answer = await fetch(`${base_url}${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`)
  return method === 'GET' ? answer.json() : undefined
}
