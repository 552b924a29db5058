/** What the toy platform answers about people: a page, one of them, a new one, a changed one. */
import { CoreError } from '../../../src/core/errors.ts'
import { where } from '../../../src/core/query.ts'
import { conditionally, type Target } from '../../../src/dialects/conditional.ts'
import {
  jsonResponse,
  type Services,
  type WireRequest,
  type WireResponse,
} from '../../../src/dialects/dialect.ts'

const PAGE = 7
const ACTOR = { kind: 'toy' }
const json = (status: number, body: unknown) => jsonResponse(status, 'application/json', body)
export const refused = (status: number) => json(status, { wrong: status })

export interface ToyCall {
  request: WireRequest
  services: Services
  organization: number
  credential: string
}

export async function answerPeople(call: ToyCall): Promise<WireResponse> {
  const [, id] = /^\/toy\/people\/([0-9a-f-]{36})$/.exec(call.request.path) ?? []
  const target: Target | null = id ? { type: 'customer', where: where('customer').eq('uuidId', id) } : null
  const handle = (asked: ToyCall) => (target ? onePerson(asked, target) : allPeople(asked))
  return refusable(() =>
    conditionally({ ...call, target }, (within) => refusable(() => handle({ ...call, services: within }))),
  )
}

const STATUS: Partial<Record<CoreError['code'], number>> = {
  'not-unique': 409,
  'precondition-failed': 412,
  'key-reused': 422,
}

async function refusable(answer: () => Promise<WireResponse>): Promise<WireResponse> {
  try {
    return await answer()
  } catch (error) {
    const status = error instanceof CoreError ? STATUS[error.code] : undefined
    if (!status) throw error
    return refused(status)
  }
}

async function allPeople({ request, services, organization }: ToyCall): Promise<WireResponse> {
  if (request.method === 'POST') {
    const [made] = await services.records.write(organization, ACTOR, (writer) =>
      writer.create('customer', [{ email: JSON.parse(request.body).mail }]),
    )
    return json(201, { person: made?.uuidId })
  }
  const query = new URLSearchParams(request.query)
  const since = query.get('since')
  const all = where('customer').gte('updatedAt', new Date(since ?? 0))
  const found = await services.records.list(organization, {
    type: 'customer',
    where: { op: 'all', of: [where('customer').gt('key', Number(query.get('after') ?? 0)), all] },
    sort: [{ field: 'key' }],
    limit: PAGE + 1,
  })
  const shown = found.slice(0, PAGE)
  return json(200, {
    people: shown.map((customer) => customer.uuidId),
    told: shown.map(({ uuidId, email, note }) => ({ person: uuidId, mail: email, note })),
    count: await services.records.count(organization, 'customer', since ? all : undefined),
    after: found.length > PAGE ? shown.at(-1)?.key : null,
  })
}

async function onePerson(
  { request, services, organization }: ToyCall,
  { where }: Target,
): Promise<WireResponse> {
  const query = { type: 'customer', where, sort: [], limit: 1 } as const
  const [person] = await services.records.list(organization, query)
  if (!person) return refused(404)
  const { note } =
    request.method === 'GET'
      ? person
      : await services.records.write(organization, ACTOR, (writer) =>
          writer.update('customer', person.key, { note: JSON.parse(request.body).note }),
        )
  return json(200, { person: person.uuidId, mail: person.email, note })
}
