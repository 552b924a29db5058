/** What the witness's writers do, one after another; each is acknowledged or throws `Unanswered`. */
import type { Answer } from './witness.ts'

export interface Person {
  email: string
  life: 'alive' | 'gone' | 'unknown'
  /** Commerce Layer's id, and SHOPLINE's; null until an answer told them. */
  id: string | null
  number: string | null
  /** The last step of each field that was acknowledged, and the last that was sent. */
  steps: Record<string, { acknowledged: number; sent: number }>
}

type Platform = 'commerce-layer' | 'shopline' | 'easycart'

export interface Acting {
  payments: readonly string[]
  refunds: Map<string, { acknowledged: number; sent: number }>
  /** Throws `Unanswered` where the platform cannot do it now. */
  call(
    platform: Platform,
    method: string,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  /** What does not hold is a problem. */
  expect(holds: boolean, what: () => string): void
}

interface Operation {
  /** On somebody new. */
  makes?: true
  /** It counts as a write. */
  writes: boolean
  act(acting: Acting, person: Person, step: number): Promise<void>
}

export const SHOPLINE = '/admin/openapi/v20260301'
const CUSTOMERS = '/api/customers'

const resource = (attributes: object, id?: string) => ({
  data: { type: 'customers', ...(id ? { id } : {}), attributes },
})
const said = ({ status, body }: Answer) => `${status} ${JSON.stringify(body)?.slice(0, 300)}`

/** A step of a field that counts up: what is read later lies between what was acknowledged and what was sent. */
async function step(
  person: Person,
  field: string,
  value: number,
  send: () => Promise<boolean>,
): Promise<void> {
  const steps = person.steps[field] ?? { acknowledged: 0, sent: 0 }
  person.steps[field] = steps
  steps.sent = value
  if (await send()) steps.acknowledged = value
}

export const OPERATIONS: readonly Operation[] = [
  {
    makes: true,
    writes: true,
    async act({ call, expect }, person) {
      const answer = await call('commerce-layer', 'POST', CUSTOMERS, resource({ email: person.email }))
      expect(answer.status === 201, () => `create ${person.email}: ${said(answer)}`)
      person.id = answer.body.data?.id
      person.life = 'alive'
    },
  },
  {
    writes: true,
    async act({ call, expect }, person, value) {
      await step(person, 'metadata', value, async () => {
        const id = await idOf(call, person)
        const body = resource({ metadata: { step: value } }, id)
        const answer = await call('commerce-layer', 'PATCH', `${CUSTOMERS}/${id}`, body)
        expect(answer.status === 200, () => `update ${person.email}: ${said(answer)}`)
        return answer.status === 200
      })
    },
  },
  {
    makes: true,
    writes: true,
    async act({ call, expect }, person) {
      const address = { address1: '1 High Street', city: 'London', country_code: 'GB', first_name: 'A' }
      const customer = { email: person.email, addresses: [address] }
      const answer = await call('shopline', 'POST', `${SHOPLINE}/customers.json`, { customer })
      expect(answer.status === 200 || answer.status === 201, () => `create ${person.email}: ${said(answer)}`)
      person.number = answer.body.customer?.id
      person.life = 'alive'
    },
  },
  {
    writes: true,
    async act({ call, expect }, person, value) {
      await step(person, 'name', value, async () => {
        const customer = { first_name: `step-${value}` }
        const path = `${SHOPLINE}/customers/${await numberOf(call, person)}.json`
        const answer = await call('shopline', 'PUT', path, { customer })
        expect(answer.status === 200, () => `rename ${person.email}: ${said(answer)}`)
        return answer.status === 200
      })
    },
  },
  {
    writes: true,
    async act({ call, expect, payments, refunds }, person, value) {
      const id = payments[(value + person.email.length) % payments.length] ?? ''
      const refund = refunds.get(id)
      if (!refund) return
      refund.sent += 1
      const answer = await call('easycart', 'POST', `/api/v1/transactions/${id}/refunds`, { amount: 1 })
      expect(answer.status === 202, () => `refund of ${id}: ${said(answer)}`)
      if (answer.status === 202) refund.acknowledged += 1
    },
  },
  {
    // What is read is not older than what was acknowledged, also where it is remembered.
    writes: false,
    async act({ call, expect }, person) {
      const { acknowledged = 0 } = person.steps.metadata ?? {}
      const answer = await call('commerce-layer', 'GET', `${CUSTOMERS}/${await idOf(call, person)}`)
      const found = answer.body.data?.attributes.metadata.step ?? 0
      expect(
        answer.status === 200 && found >= acknowledged,
        () => `${person.email} is stale: ${said(answer)}`,
      )
    },
  },
  {
    // One that is sent again with its key is done once.
    makes: true,
    writes: true,
    async act({ call, expect }, person) {
      const headers = { 'idempotency-key': person.email }
      const body = resource({ email: person.email })
      for (let tries = 0; ; tries++) {
        const answer = await call('commerce-layer', 'POST', CUSTOMERS, body, headers).catch((error) => {
          if (tries > 20) throw error
          return null
        })
        if (!answer) {
          await new Promise((resolve) => setTimeout(resolve, 100))
          continue
        }
        expect(answer.status === 201, () => `create ${person.email} with a key: ${said(answer)}`)
        person.id = answer.body.data?.id
        person.life = 'alive'
        return
      }
    },
  },
  {
    writes: false,
    async act({ call, expect }) {
      const answer = await call('shopline', 'GET', `${SHOPLINE}/v2/customers.json?limit=10`)
      expect(answer.status === 200, () => `list: ${said(answer)}`)
    },
  },
  {
    writes: true,
    async act({ call, expect }, person) {
      const path = `${SHOPLINE}/customers/${await numberOf(call, person)}.json`
      person.life = 'unknown'
      const answer = await call('shopline', 'DELETE', path)
      expect(answer.status === 200, () => `delete ${person.email}: ${said(answer)}`)
      person.life = 'gone'
    },
  },
  {
    writes: false,
    async act({ call, expect }) {
      const answer = await call('easycart', 'GET', '/api/v1/customers?currency=pln')
      expect(answer.status === 200, () => `list: ${said(answer)}`)
    },
  },
]

async function idOf(call: Acting['call'], person: Person): Promise<string> {
  if (person.id) return person.id
  const url = `${CUSTOMERS}?filter[q][email_eq]=${person.email}`
  person.id = (await call('commerce-layer', 'GET', url)).body.data?.[0]?.id ?? 'nobody'
  return person.id as string
}

async function numberOf(call: Acting['call'], person: Person): Promise<string> {
  if (person.number) return person.number
  const { email } = person
  const answer = await call('shopline', 'POST', `${SHOPLINE}/customers/query_user_by_email.json`, { email })
  person.number = answer.body.customer?.id ?? 'nobody'
  return person.number as string
}
