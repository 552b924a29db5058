#!/usr/bin/env node
/**
 * Three platforms synced into one organization, step by step as in docs/hub.md:
 *
 *     node examples/hub/hub.mjs
 */
import { accessToken, createAdmin, get, only, say, withShell } from '../shell.mjs'

await withShell(import.meta.url, async ({ $, start, env }) => {
  say('Three shops on three platforms: one Clientele plays them all')
  env.SHOPS = `${env.SCRATCH}/shops`
  const { url, admin: access } = await start('clientele demo --customers 1 --port 0 --data $SHOPS --json')
  const admin = createAdmin(access)
  const credentials = {}
  for (const [slug, dialect] of [
    ['shop', 'shopline'],
    ['store', 'commerce-layer'],
    ['academy', 'easycart'],
  ]) {
    await admin('POST', '/organizations', { slug, currency: 'EUR' })
    await $(`clientele import ${slug}.ndjson --org ${slug} --format ndjson --data $SHOPS`)
    credentials[slug] = await admin('POST', `/organizations/${slug}/credentials`, { dialect })
  }

  say('The hub')
  Object.assign(env, {
    CLIENTELE_DATA: `${env.SCRATCH}/hub`,
    SHOP_URL: url,
    STORE_URL: url,
    ACADEMY_URL: url,
    CLIENTELE_SYNC_ACCESS_TOKEN: credentials.shop.access_token,
    CLIENTELE_SYNC_CLIENT_ID: credentials.store.client_id,
    CLIENTELE_SYNC_CLIENT_SECRET: credentials.store.client_secret,
    CLIENTELE_SYNC_TOKEN: credentials.academy.token,
  })
  const hub = await start('clientele serve --port 0 --log-level error')
  await $('clientele org create hub --currency EUR')
  await $('clientele sync shopline --name shop --from $SHOP_URL --org hub')
  await $('clientele sync commerce-layer --name store --from $STORE_URL --org hub --link-by email --dry-run')
  await $('clientele sync commerce-layer --name store --from $STORE_URL --org hub --link-by email')
  await $('clientele sync easycart --name academy --from $ACADEMY_URL --org hub --link-by email')

  say('Who is who, who says so, and who shall')
  await $('clientele links show ada@example.com --org hub')
  await $('clientele sync shopline --name shop --org hub --rules rules.json --schedule 15m')
  await $('clientele links undo store family@example.net --org hub')
  await $('clientele links add academy 5d3c1a52-6b1f-4c57-9a43-000000000002 chi@example.org --org hub')
  await $('clientele links show chi@example.org --org hub')
  await $('clientele syncs list --org hub')

  say('One customer through three APIs')
  const token = await $('clientele admin-token create --name example --json')
  const hubAdmin = createAdmin({ base_url: `${hub}/clientele/v1`, token: token.token })
  const credential = (dialect) => hubAdmin('POST', '/organizations/hub/credentials', { dialect })
  await get(
    `${hub}/admin/openapi/v20260301/customers/v2/4201000000000000001.json`,
    (await credential('shopline')).access_token,
    ({ customer }) =>
      only(customer, 'id', 'email', 'first_name', 'last_name', 'tags', 'orders_count', 'total_spent'),
  )
  await get(
    `${hub}/api/customers/storeAda01?include=customer_group`,
    await accessToken(hub, await credential('commerce-layer')),
    ({ data, included: [group] }) => ({
      id: data.id,
      ...only(data.attributes, 'email', 'reference', 'total_orders_count', 'metadata'),
      customer_group: group.attributes.name,
    }),
  )
  await get(
    `${hub}/api/v1/customers/5d3c1a52-6b1f-4c57-9a43-000000000001?currency=eur`,
    (await credential('easycart')).token,
    (customer) => only(customer, 'id', 'email', 'name', 'orders_count', 'lifetime_value', 'currency'),
  )
})
