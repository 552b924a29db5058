/** Makes through the API whom and what SHOPLINE's writing cases change, and takes it away again. */
import { randomBytes, randomInt } from 'node:crypto'
import type { JsonObject } from '../../../core/schema.ts'
import type { Facts } from '../../case.ts'
import type { ClientRequest } from '../../client.ts'
import type { CheckSend, Prepared, WriteDone } from '../../conformance.ts'
import { listIn, type Members, objectOf } from '../../learn.ts'
import { ask, BASE, read } from './wire.ts'

const SOCIAL = '/customers_social_login.json'
/** Channel and platform of the social logins that the cases make. */
const LOGINS = ['line web', 'line app', 'facebook web', 'google web', 'google app']

interface Made {
  customers: Set<string>
  groups: Set<string>
  webhooks: Set<string>
  /** The store had no social logins: those that are there are the run's. */
  social: boolean
}

/** The run's own word and phone numbers keep its customers apart from those of the store and of other runs. */
export async function prepare(send: CheckSend, found: Facts): Promise<Prepared> {
  const made: Made = { customers: new Set(), groups: new Set(), webhooks: new Set(), social: false }
  const cleanUp = (done: readonly WriteDone[]) => takeAway(send, made, done)
  try {
    const facts = await makeAll(send, made)
    const { currency = '', time_zone: zone } = found
    return { facts: { ...facts, currency, ...(zone ? { time_zone: zone } : {}) }, cleanUp }
  } catch (error) {
    await cleanUp([])
    throw error
  }
}

async function makeAll(send: CheckSend, made: Made): Promise<Facts> {
  const run = randomBytes(4).toString('hex')
  const digits = `9${String(randomInt(100_000)).padStart(5, '0')}`
  const phones = `00852${digits}`
  const facts: Record<string, string> = {
    run,
    phones,
    phones_plus: `+852${digits}`,
    taken_phone: `${phones}05`,
    taken_phone_spelled: `+852 ${digits.slice(0, 4)} ${digits.slice(4)}05`,
  }
  for (const [name, customer] of Object.entries(peopleOf(run, phones))) {
    const { customer: answer } = await ask(send, 'POST', '/customers.json', { customer })
    const { id = '', addresses } = answer as { id?: string; addresses?: { id: string }[] }
    made.customers.add(id)
    facts[name] = id
    Object.assign(facts, addressesOf(name, addresses ?? []))
  }
  for (const name of ['updatable', 'banned', 'bannable'])
    await ask(send, 'POST', `/customers/${facts[name]}/send_invite.json`)
  await ask(send, 'POST', '/customers/add_blacklist.json', { customer_id: facts.banned ?? '' })
  Object.assign(facts, await timesOf(send, facts), await groupsFor(send, run, made))
  Object.assign(facts, await webhooksFor(send, run, made), await loginsFor(send, made))
  return facts
}

/** By fact; as the cases expect them. */
function peopleOf(run: string, phones: string): Record<string, JsonObject> {
  const at = (name: string) => `${name}.${run}@example.com`
  const consented = { state: 1, consent_updated_at: '2026-01-01T00:00:00Z' }
  return {
    updatable: {
      email: at('una'),
      phone: `${phones}00`,
      first_name: 'Una',
      last_name: 'Old',
      note: 'Before',
    },
    clearable: { email: at('cleo'), phone: `${phones}01`, first_name: 'Cleo', note: 'Gone', gender: 2 },
    mergeable: {
      email: at('merle'),
      addresses: [{ address1: '1 Old Road', city: 'Oldtown', zip: '11111', default: true }],
    },
    unchanged: { email: at('uma'), note: 'Stays' },
    removable: { email: at('rita'), phone: `${phones}02`, first_name: 'Rita', last_name: 'Gone' },
    findable: { email: `Fay.${run}@Example.com`, first_name: 'Fay', gender: 2 },
    subscriber: { email: at('sue'), phone: `${phones}03`, email_marketing_consent: consented },
    banned: { email: at('ben') },
    bannable: { email: at('bo') },
    tagged: { email: at('tess'), tags: 'gone-by-name' },
    invitable: { email: at('ivy') },
    phone_only: { phone: `${phones}04` },
    taken: { email: at('bob'), phone: `${phones}05` },
    registered: { email: at('reg'), password: 'secret1', password_confirmation: 'secret1' },
    fay: { email: at('faye') },
    gus: {
      email: at('gus'),
      addresses: ['3', '4', '5', '6'].map((number) => ({ address1: `${number} Gus Street` })),
    },
  }
}

function addressesOf(name: string, addresses: readonly { id: string }[]): Facts {
  const [first = '', second = '', third = '', fourth = ''] = addresses.map(({ id }) => id)
  if (name === 'mergeable') return { address: first, home: first }
  return name === 'gus' ? { own: first, other: second, third_address: third, fourth } : {}
}

/** When each was made, as the store shows it. */
async function timesOf(send: CheckSend, facts: Facts): Promise<Facts> {
  const names = ['updatable', 'clearable', 'mergeable', 'unchanged']
  const ids = names.map((name) => facts[name])
  const list = listIn(await read(send, `/v2/customers.json?ids=${ids.join()}`), 'customers')
  const shown = (name: string) => list.find(({ id }) => id === facts[name])
  return {
    ...Object.fromEntries(names.map((name) => [`${name}_made`, String(shown(name)?.created_at)])),
    unchanged_at: String(shown('unchanged')?.updated_at),
  }
}

async function groupsFor(send: CheckSend, run: string, made: Made): Promise<Facts> {
  const make = async (name: string): Promise<Members> => {
    const group = { name: `${name} ${run}`, query: 'state:3' }
    const answer = await ask(send, 'POST', '/customer_saved_searches.json', { customer_saved_search: group })
    const shown = answer.customer_saved_search as Members
    made.groups.add(String(shown.id))
    return shown
  }
  const [spare, doomed] = [await make('Spare'), await make('Doomed')]
  return { spare: String(spare.id), spare_made: String(spare.created_at), doomed: String(doomed.id) }
}

async function webhooksFor(send: CheckSend, run: string, made: Made): Promise<Facts> {
  const facts: Record<string, string> = {}
  for (const name of ['kept', 'changed', 'removed']) {
    const webhook = {
      address: `https://app.example/${run}/hooks`,
      topic: 'customers/update',
      api_version: 'v20260301',
    }
    const { webhook: shown } = await ask(send, 'POST', '/webhooks.json', { webhook })
    const id = String((shown as Members).id)
    made.webhooks.add(id)
    facts[`${name}_webhook`] = id
  }
  return facts
}

/** None where the store has some: the cases would replace them. */
async function loginsFor(send: CheckSend, made: Made): Promise<Facts> {
  const shown = (await read(send, SOCIAL))?.data as Members | undefined
  if (!shown || listIn(shown, 'third_party_login_configurations').length > 0) return {}
  made.social = true
  const line = { login_channel: 'line', third_app_id: '101.apps', third_key: 'k-1' }
  await ask(send, 'POST', SOCIAL, line)
  await ask(send, 'POST', SOCIAL, { ...line, login_platform_type: 'app', third_rsa_key: 'rsa' })
  await ask(send, 'POST', SOCIAL, { login_channel: 'facebook', third_key: 'f-1' })
  return { social: 'yes' }
}

async function takeAway(send: CheckSend, made: Made, done: readonly WriteDone[]): Promise<string[]> {
  for (const { request, answer } of done) noteMade(made, request, objectOf(answer))
  const left: string[] = []
  const remove = async (what: string, path: string, body?: JsonObject) => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' }
    const sent = body ? { body: JSON.stringify(body) } : {}
    const { status } = await send({ method: 'DELETE', url: BASE + path, headers, ...sent })
    if (status >= 300 && status !== 404) left.push(`${what} (its removal was answered with ${status})`)
  }
  for (const id of made.webhooks) await remove(`webhook ${id}`, `/${id}/webhooks.json`)
  for (const id of made.groups) await remove(`group ${id}`, `/customer_saved_searches/${id}.json`)
  for (const id of made.customers) await remove(`customer ${id}`, `/customers/${id}.json`)
  for (const login of made.social ? LOGINS : []) {
    const [login_channel = '', login_platform_type = ''] = login.split(' ')
    await remove(`social login ${login}`, SOCIAL, { login_channel, login_platform_type })
  }
  return left
}

/** What a case has made: the answer shows it with its id. Others that show a customer have only found one. */
function noteMade(made: Made, { method, url }: ClientRequest, answer: Members | null): void {
  const making: [path: string, member: string, ids: Set<string>][] = [
    ['/customers.json', 'customer', made.customers],
    ['/customer_saved_searches.json', 'customer_saved_search', made.groups],
    ['/webhooks.json', 'webhook', made.webhooks],
  ]
  const [, member, ids] = making.find(([path]) => method === 'POST' && endpointOf(url) === path) ?? []
  const id = member && (answer?.[member] as Members | null | undefined)?.id
  if (id !== undefined) ids?.add(String(id))
}

/** `/customers.json`, of whatever version. */
const endpointOf = (url: string): string => url.replace(/^\/admin\/openapi\/[^/]+/, '')
