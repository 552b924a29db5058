import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'

const page = readFileSync(new URL('../../docs/mapping/commerce-layer-orders.md', import.meta.url), 'utf8')
const sections = page.split(/^## /m).slice(1)

test.each([
  ['Orders', 'orders'],
  ['Order subscriptions', 'order_subscriptions'],
  ['Returns', 'returns'],
])('%s: a row for each trigger, in their order', (title, type) => {
  const section = sections.find((one) => one.startsWith(title)) ?? ''
  const rows = [...section.matchAll(/^\| `(_\w+)` \|/gm)].map(([, name]) => name)
  const triggers = resources.get(type)?.attributes.filter(({ trigger }) => trigger) ?? []
  expect(rows).toEqual(triggers.map(({ name }) => name))
})
