/** How a check asks SHOPLINE for what its cases rely on. */
import type { Json } from '../../../core/schema.ts'
import type { CheckSend } from '../../conformance.ts'
import { type Members, objectOf } from '../../learn.ts'
import { defaultSettings } from '../settings.ts'

export const BASE = `/admin/openapi/${defaultSettings.version}`

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
