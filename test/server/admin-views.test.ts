/**
 * What the console shows of one customer is what clients get: the same bytes but for trace ids, from the same handlers,
 * without a trace in the store. The table of fields is held against docs/mapping/README.md and against real answers.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldTitle } from '../../src/console/pages/views/field-titles.ts'
import { readAnswer } from '../../src/console/pages/views/read-answers.ts'
import type { Customer } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { VIEW_NAMES } from '../../src/dialects/views.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import type { CustomerViewsShown } from '../../src/server/admin/views/customer-views.ts'
import { placesOf } from '../../src/server/admin/views/places.ts'
import { adminParts } from '../support/admin-parts.ts'
import { dump } from '../support/dump.ts'
import { ENGINES } from '../support/engines.ts'
import { plantCustomer } from '../support/plant.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const ORIGIN = 'http://localhost:8080'
const withoutTrace = (body: string) => body.replace(/"trace_id":"[0-9a-f]+"/g, '"trace_id":"…"')

describe.each(ENGINES)('a customer as clients see it on %s', (engine) => {
  let world: World
  let api: ReturnType<typeof createAdminApi>
  let token: string
  const customers: Customer[] = []
  beforeAll(async () => {
    world = await createWorld(engine, { rateLimits: true })
    const { store, services } = world
    ;({ token } = await createAdminToken(
      { ...services, adminTokens: store.adminTokens },
      { name: 't', expiresAt: null },
    ))
    api = createAdminApi(await adminParts(world))
    await store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      for (const word of ['ada', 'bob']) customers.push(await plantCustomer(writer, word, 3))
      const [bare] = await writer.create('customer', [{ phone: '+48601234567' }])
      if (bare) customers.push(bare)
    })
  })
  afterAll(() => world.close())

  async function ask(id: string, query = '', slug = 'acme') {
    const response = await api.handle(
      {
        method: 'GET',
        origin: ORIGIN,
        path: `${ADMIN_PATH}/organizations/${slug}/customers/${id}/views`,
        query,
        headers: { authorization: `Bearer ${token}` },
        body: '',
        address: '127.0.0.1',
        hostLabel: null,
      },
      world.services,
    )
    return { status: response.status, body: JSON.parse(String(response.body)) }
  }
  async function views(id: string, query = ''): Promise<CustomerViewsShown> {
    const { status, body } = await ask(id, query)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  test.each(VIEW_NAMES)('%s: byte for byte what a credential of one’s own gets', async (view) => {
    for (const { uuidId } of customers) {
      const { answers } = await views(uuidId, `view=${view}`)
      expect(answers.map(({ dialect }) => dialect)).toEqual(dialects.map(({ name }) => name))
      for (const answer of answers) {
        const dialect = dialects.find(({ name }) => name === answer.dialect)
        if (!dialect) throw new Error(answer.dialect)
        const printed = await world.credential(dialect.name, { scopes: dialect.demoScopes ?? [] })
        const speaker = await speakAs(world, dialect, printed)
        const own = await speaker.get(answer.request.url.slice(ORIGIN.length))
        expect(answer.status).toBe(200)
        expect(withoutTrace(answer.body)).toBe(withoutTrace(own.body))
        expect(Object.keys(answer.headers)).toEqual(Object.keys(own.headers))
        expect(answer.headers.ETag).toBe(own.headers.ETag)
        expect(answer.curl).toContain(`'${answer.request.url}'`)
        expect(answer.curl).toContain('Bearer $TOKEN')
      }
    }
  })

  test('nothing is written, counted or told to anybody, and no credential is left', async () => {
    const id = customers[0]?.uuidId ?? ''
    const tables = () => dump(world, world.organization.key)
    const [kept, credentials] = [await tables(), await world.services.credentials.list()]
    world.statements()
    for (const view of VIEW_NAMES) await views(id, `view=${view}`)
    const statements = world.statements()
    expect(statements.length).toBeGreaterThan(10)
    expect(statements.filter((text) => /\b(insert|update|delete|truncate)\b/i.test(text))).toEqual([])
    expect(await tables()).toEqual(kept)
    expect(await world.services.credentials.list()).toEqual(credentials)
    // The platforms' limits are on: far more looks than any of them allows.
    for (let look = 0; look < 27; look++)
      expect((await views(id)).answers.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  test('what a throw-away credential could be used for again is nowhere in the answer', async () => {
    const text = JSON.stringify(await views(customers[0]?.uuidId ?? ''))
    expect(text).not.toMatch(/Bearer (?!\$)/)
    expect(text).not.toMatch(/eyJ/)
  })

  test('a live organization can be looked at, and sees its own customers alone', async () => {
    const live = await world.addOrganization({ slug: 'live', mode: 'live', currency: 'EUR' })
    const stranger = customers[0]?.uuidId ?? ''
    expect((await ask(stranger, '', 'live')).status).toBe(404)
    const own = await world.store.records.write(live.key, { kind: 'test' }, async (writer) => {
      return (await writer.create('customer', [{ email: 'cyd@example.com' }]))[0]
    })
    const { status, body } = await ask(own?.uuidId ?? '', '', 'live')
    expect([status, body.currencies]).toEqual([200, ['EUR']])
    expect(body.answers[0].body).toContain('"mode":"live"')
    expect((await ask(own?.uuidId ?? '')).status).toBe(404)
    for (const id of ['nobody', '00000000-0000-4000-8000-000000000000'])
      expect((await ask(id)).body.error.code).toBe('not_found')
    expect((await ask(stranger, 'view=all')).status).toBe(422)
    expect((await ask(stranger, 'currency=XXX')).body.error.message).toBe('currency must be one of USD, EUR')
  })

  test('each field is where the table says, and twins of an address are one', async () => {
    const { records } = world.store
    const organization = world.organization.key
    const [ada] = customers
    const addresses = await records.related(organization, 'customer', 'addresses', [ada?.key ?? 0])
    const found = await views(ada?.uuidId ?? '', 'view=details')
    const answers = found.answers.map(readAnswer)
    const shownIn = (dialect: string, field: string) =>
      (answers.find(({ shown }) => shown.dialect === dialect)?.matches.get(field) ?? []).map(({ node }) =>
        JSON.parse(node.text),
      )
    const [address] = addresses.get(ada?.key ?? 0) ?? []
    expect(address).toBeDefined()
    for (const [field, value] of Object.entries({
      'customer.firstName': ada?.firstName,
      'customer.note': ada?.note,
      'customer.reference': ada?.reference,
      'customer.avatarUrl': ada?.avatarUrl,
      'address.city': address?.city,
      'address.zip': address?.zip,
      'address.company': address?.company,
      'address.line1': address?.line1,
    }))
      for (const { shown } of answers)
        if (shown.places[field])
          expect(shownIn(shown.dialect, field), `${shown.dialect} ${field}`).toContain(value)
    expect(found.records.map((ids) => ids.shopline)).toContain(address?.numberId)
    // Whatever a platform may show is shown of somebody who has all of it; the figures are of a currency.
    for (const { shown, matches } of answers)
      for (const field of Object.keys(shown.places).filter((one) => !one.startsWith('order.')))
        expect([...matches.keys()], shown.dialect).toContain(field)
    const { answers: orders } = await views(ada?.uuidId ?? '', 'view=orders')
    for (const { shown, matches } of orders.map(readAnswer))
      for (const field of Object.keys(shown.places).filter((one) => one.startsWith('order.')))
        expect([...matches.keys()], shown.dialect).toContain(field)
  })
})

const page = readFileSync(new URL('../../docs/mapping/README.md', import.meta.url), 'utf8')
const ROWS = [...page.matchAll(/^\| `(\w+\.\w+)` \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
  ([, field = '', ...cells]) => ({ field: field.replace(/\.(short|number|uuid)Id$/, '.id'), cells }),
)

test.each(dialects.map((dialect, place) => [dialect.name, dialect, place] as const))(
  '%s: the table of fields says what the page of mappings says',
  (_name, { views }, place) => {
    if (!views) throw new Error('it is not compared')
    const places = placesOf(views)
    expect(ROWS.length).toBeGreaterThan(50)
    const said = new Map(
      ROWS.map(({ field, cells }) => [field, cells[place] ?? '–'] as const).filter(
        ([, cell]) => cell !== '–',
      ),
    )
    // Orders, and ids within an address book, are not on that page.
    const named = Object.keys(places).filter((field) => !/^order\.|^address\.id$/.test(field))
    expect(new Set(named)).toEqual(new Set(said.keys()))
    for (const [field, cell] of said) {
      const [head = ''] = /^`[\w.]+`(, `[\w.]+`)*/.exec(cell) ?? []
      const members = head.replaceAll('`', '').split(', ')
      const rest = cell
        .slice(head.length)
        .replace(/^[;:,]?\s*/, '')
        .replaceAll('`', '')
      const { paths, note } = places[field] ?? { paths: [], note: null }
      for (const [at, member] of members.entries())
        expect(`.${paths[at]}`.endsWith(`.${member}`), `${field} at ${paths[at]} is ${member}`).toBe(true)
      expect(note ?? '', field).toBe(rest)
    }
    for (const field of Object.keys(places)) expect(fieldTitle(field)).not.toBe(field)
  },
)
