#!/usr/bin/env node
/**
 * Lists customers of a running `clientele demo` through all three platforms:
 *
 *     npm start -- --json | node examples/list-customers.mjs
 *
 * It reads the line that the demo prints, asks each platform for a page and prints what came back.
 */
import { createInterface } from 'node:readline'

const { dialects } = await firstJsonLine(process.stdin)

const clients = {
  'commerce-layer': async ({ base_url, client_id, client_secret }) => {
    const answer = await post(new URL('/oauth/token', base_url), {
      grant_type: 'client_credentials',
      client_id,
      client_secret,
    })
    const page = await get(`${base_url}/customers?page[size]=5`, answer.access_token, {
      accept: 'application/vnd.api+json',
    })
    return page.data.map(({ id, attributes }) => ({
      id,
      email: attributes.email,
      orders: attributes.total_orders_count,
    }))
  },
  shopline: async ({ base_url, access_token }) => {
    const page = await get(`${base_url}/v2/customers.json?limit=5`, access_token)
    return page.customers.map(({ id, email, orders_count, total_spent, currency }) => ({
      id,
      email,
      orders: orders_count,
      spent: `${total_spent} ${currency}`,
    }))
  },
  easycart: async ({ base_url, token }) => {
    const page = await get(`${base_url}/customers?currency=eur`, token)
    return page.items.slice(0, 5).map(({ id, email, orders_count, lifetime_value, currency }) => ({
      id,
      email,
      orders: orders_count,
      spent: `${lifetime_value} ${currency} (minor units)`,
    }))
  },
}

for (const [name, list] of Object.entries(clients)) {
  console.log(`\n${name}  ${dialects[name].base_url}`)
  try {
    console.table(await list(dialects[name]))
  } catch (error) {
    console.log(`  ${error.message}`)
    process.exitCode = 1
  }
}

async function firstJsonLine(stream) {
  for await (const line of createInterface({ input: stream }))
    if (line.startsWith('{')) return JSON.parse(line)
  throw new Error('Nothing to read: pipe the output of `clientele demo --json` in')
}

async function get(url, token, headers = {}) {
  return read(await fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers } }))
}

async function post(url, body) {
  return read(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

async function read(response) {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
