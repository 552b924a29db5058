/** How SHOPLINE's writing cases are put: a JSON body, and what must come back. */
import type { Json } from '../../../core/schema.ts'
import type { ConformanceCase, Shape } from '../../case.ts'
import { errors } from './case-shapes.ts'

export const ASSUMED = '[assumed]'
export const RECORDED = 'recorded responses'

/** `write('POST /customers.json', { customer: {} }, 422, …)`; without a body there is no Content-Type either. */
export function write(
  name: string,
  source: string,
  request: string,
  body: Json | undefined,
  status: number,
  shape: Shape,
  rest: Partial<ConformanceCase> = {},
): ConformanceCase {
  const [method = '', path = ''] = request.split(' ')
  return {
    name,
    source,
    method,
    path,
    writes: true,
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    ...rest,
    expect: { status, body: shape },
  }
}

export const refused = (
  name: string,
  source: string,
  request: string,
  body: Json | undefined,
  status: number,
  text: string | RegExp = /\S/,
  rest: Partial<ConformanceCase> = {},
): ConformanceCase => write(name, source, request, body, status, errors(text), rest)
