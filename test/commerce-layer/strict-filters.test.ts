/** With strict filters a name that the platform would ignore is refused; everything else stays as it is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commerceLayer } from '../../src/dialects/commerce-layer/index.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

let lenient: { world: World; speaker: Speaker; id: string }
let strict: typeof lenient
beforeAll(async () => {
  lenient = await open(false)
  strict = await open(true)
})
afterAll(() => Promise.all([lenient.world.close(), strict.world.close()]))

async function open(strictFilters: boolean) {
  const world = await createWorld('embedded', { settings: { strictFilters } })
  const [customer] = await world.store.records.write(world.organization.key, {}, (writer) =>
    writer.create('customer', [{ email: 'a@example.com' }]),
  )
  const speaker = await speakAs(world, commerceLayer, await world.credential('commerce-layer'))
  return { world, speaker, id: customer!.shortId }
}

const ask = ({ speaker, id }: typeof lenient, path: string) => speaker.get(`/api${path.replace('{id}', id)}`)

test.each([
  ['/customers?filter[q][no_such_name_eq]=x', 'no_such_name_eq'],
  ['/customers?filter[q][email_no_such_matcher]=x', 'email_no_such_matcher'],
  ['/customers?filter[q][orders_number_eq]=x', 'orders_number_eq'],
  ['/customers?filter[q][email_or_reference_and_status_eq]=x', 'email_or_reference_and_status_eq'],
  // An unknown name is refused even where its value is empty.
  ['/customers?filter[q][nothing_eq]=', 'nothing_eq'],
  ['/customers?filter[q][email_eq]=a&filter[q][nothing_eq]=b', 'nothing_eq'],
  ['/customers/{id}/orders?filter[q][nothing_eq]=x', 'nothing_eq'],
  ['/customers/XXXXXXXXXX/orders?filter[q][nothing_eq]=x', 'nothing_eq'],
  ['/sku_lists?filter[sku_code_eq]=x', 'sku_code_eq'],
])('%s', async (path, name) => {
  const refused = await ask(strict, path)
  expect(refused.status).toBe(400)
  expect(JSON.parse(String(refused.body))).toEqual({
    errors: [
      {
        title: 'Filter not allowed',
        detail: `${name} is not allowed.`,
        code: 'FILTER_NOT_ALLOWED',
        status: '400',
      },
    ],
  })
  expect((await ask(lenient, path)).status).toBe(path.includes('XXX') ? 404 : 200)
})

test.each([
  '/customers?filter[q][email_eq]=a@example.com',
  '/customers?filter[q][email_eq]=',
  '/customers?filter[email]=a@example.com',
  '/customers?filter[q][customer_payment_sources_id_eq]=x',
  '/customers/{id}?filter[q][nothing_eq]=x',
  '/customers/{id}/customer_group?filter[q][nothing_eq]=x',
  '/customers/{id}/relationships/tags?filter[q][nothing_eq]=x',
])('%s is answered as ever', async (path) => {
  expect((await ask(strict, path)).status).toBe(200)
})

test.each([
  ['/customers?filter=abc', 'INVALID_FILTERS_SYNTAX'],
  ['/customers?filter[q]=abc', 'INVALID_FILTERS_SYNTAX'],
  ['/customers?filter[nothing]=abc', 'FILTER_NOT_ALLOWED'],
  ['/customers?filter[q][created_at_eq]=abc', 'INVALID_FILTER_VALUE'],
])('%s is refused either way', async (path, code) => {
  for (const either of [strict, lenient])
    expect(JSON.parse(String((await ask(either, path)).body)).errors[0].code).toBe(code)
})
