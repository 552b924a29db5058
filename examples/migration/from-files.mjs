#!/usr/bin/env node
/**
 * From the files of one platform to the API of another, step by step as in docs/migration.md:
 *
 *     node examples/migration/from-files.mjs
 */
import { accessToken, get, only, say, withShell } from '../shell.mjs'

await withShell(import.meta.url, async ({ $, start, env }) => {
  env.CLIENTELE_DATA = `${env.SCRATCH}/store`
  env.REJECTS = `${env.SCRATCH}/rejects.ndjson`
  const origin = await start('clientele serve --port 0 --log-level error')
  await $('clientele org create acme --currency EUR')
  const customers = 'clientele import customers_export.csv --org acme --format shopify-customers-csv'
  await $(`${customers} --mapping mapping.json --rejects $REJECTS`)
  await $('cat $REJECTS')
  await $('clientele import orders.csv --org acme --format orders-csv')
  await $(`${customers} --mapping mapping.json --rejects $REJECTS`)

  say('An integration with Commerce Layer reads them')
  const application = await $('clientele token create --org acme --dialect commerce-layer --json')
  const token = await accessToken(origin, application)
  await get(
    `${origin}/api/customers?filter[q][email_eq]=ada@example.com&include=tags`,
    token,
    ({ data: [ada], included }) => ({
      ...only(ada.attributes, 'email', 'reference', 'reference_origin', 'metadata', 'total_orders_count'),
      tags: included.map(({ attributes }) => attributes.name),
    }),
  )

  if (!process.env.POSTGRES_URL)
    return say('POSTGRES_URL is not set: the way to a PostgreSQL server is left out')
  say('The same store on a PostgreSQL server, and the proof that it is the same')
  Object.assign(env, {
    POSTGRES_URL: process.env.POSTGRES_URL,
    CLIENTELE_SECRET_KEY: 'an-example-key-of-32-characters-or-more',
  })
  await $('clientele export --org acme --out $SCRATCH/acme.ndjson')
  await $('clientele migrate --database-url $POSTGRES_URL')
  await $('clientele org create acme --currency EUR --database-url $POSTGRES_URL')
  await $('clientele import $SCRATCH/acme.ndjson --org acme --format ndjson --database-url $POSTGRES_URL')
  await $('clientele export --org acme --out $SCRATCH/again.ndjson --database-url $POSTGRES_URL')
  await $('cmp $SCRATCH/acme.ndjson $SCRATCH/again.ndjson && echo equal')
})
