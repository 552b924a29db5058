/** How a check asks SHOPLINE for what its cases rely on. */
import type { Json } from '../../../core/schema.ts'
import type { CheckSend } from '../../conformance.ts'
import type { WireResponse } from '../../dialect.ts'

export const BASE = '/admin/openapi/v20260301'

export type Members = Readonly<Record<string, unknown>>

/** What is answered; null where that is no success or no JSON object. */
export async function read(send: CheckSend, path: string): Promise<Members | null> {
  return objectOf(await send({ url: BASE + path }))
}

/** Fails where the server does not do it. */
export async function ask(send: CheckSend, method: string, path: string, body?: Json): Promise<Members> {
  const answer = await send({
    method,
    url: BASE + path,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const given = objectOf(answer)
  if (!given) throw new Error(`${method} ${path} answered ${answer.status} ${answer.body.slice(0, 200)}`)
  return given
}

export function objectOf({ status, body }: WireResponse): Members | null {
  if (status < 200 || status > 299) return null
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Members) : null
  } catch {
    return null
  }
}

export const listIn = (answer: Members | null, member: string): Members[] => {
  const list = answer?.[member]
  return Array.isArray(list) ? (list as Members[]) : []
}
