/** How a check asks Easycart for what its cases rely on. */

import type { JsonObject } from '../../../core/schema.ts'
import type { ClientAnswer } from '../../client.ts'
import type { CheckSend } from '../../conformance.ts'
import { type Members, objectOf } from '../../learn.ts'
import { BASE } from '../answer.ts'

/** What is answered; null where that is no success or no JSON object. */
export async function read(send: CheckSend, path: string): Promise<Members | null> {
  return objectOf(await send({ url: BASE + path }))
}

export const post = (
  send: CheckSend,
  path: string,
  body?: JsonObject,
  method = 'POST',
): Promise<ClientAnswer> =>
  send({
    method,
    url: BASE + path,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

/** Makes it and gives its id; fails where the server does not. */
export async function make(send: CheckSend, path: string, body: JsonObject): Promise<string> {
  const answer = await post(send, path, body)
  const id = objectOf(answer)?.id
  if (typeof id !== 'string')
    throw new Error(`POST ${path} answered ${answer.status} ${answer.body.slice(0, 200)}`)
  return id
}
