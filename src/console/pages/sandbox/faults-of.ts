/** What a rule may say, in words: the faults, the requests, and the sentence that a rule is. */
import type { FaultRuleShown } from '../../../server/admin/sandbox/faults.ts'
import { dialectTitle } from '../../ui/badge.tsx'
import { count } from '../../ui/values.tsx'

export interface FaultWords {
  name: string
  /** What happens to several requests; one request: with `one`. */
  many: string
  one: string
}

/** By what the header says; `timeout` takes milliseconds. */
export const FAULTS: Readonly<Record<string, FaultWords>> = {
  'rate-limit': {
    name: 'Rate limit',
    many: 'fail with 429, too many requests',
    one: 'fails with 429, too many requests',
  },
  'expired-token': {
    name: 'Expired token',
    many: 'fail with 401, as if the token had expired',
    one: 'fails with 401, as if the token had expired',
  },
  'server-error': { name: 'Server error', many: 'fail with 500', one: 'fails with 500' },
  timeout: { name: 'Timeout', many: 'are answered 504 after', one: 'is answered 504 after' },
  'invalid-cursor': {
    name: 'Invalid cursor',
    many: 'are refused for their page',
    one: 'is refused for its page',
  },
  'drop-connection': {
    name: 'Connection lost before it is read',
    many: 'get no answer and are not read',
    one: 'gets no answer and is not read',
  },
  'drop-connection=mid-body': {
    name: 'Connection lost in the answer',
    many: 'are done, and half of the answer arrives',
    one: 'is done, and half of the answer arrives',
  },
  'drop-connection=after': {
    name: 'Connection lost before the answer',
    many: 'are done, and no answer arrives',
    one: 'is done, and no answer arrives',
  },
}

/** What a rule can be about without a pattern, by platform (`any`: all of them). */
export const PLACES: Readonly<Record<string, { name: string; paths: Readonly<Record<string, string>> }>> = {
  all: { name: 'All paths', paths: { any: '*', 'commerce-layer': '*', shopline: '*', easycart: '*' } },
  customers: {
    name: 'Customers',
    paths: {
      any: '*/customers*',
      'commerce-layer': '/api/customers*',
      shopline: '/admin/openapi/*/customers*',
      easycart: '/api/v1/customers*',
    },
  },
  orders: {
    name: 'Orders',
    paths: {
      any: '*/orders*',
      'commerce-layer': '/api/orders*',
      shopline: '/admin/openapi/*/orders*',
      easycart: '/api/v1/orders*',
    },
  },
  tokens: {
    name: 'Requests for tokens',
    paths: { any: '*/oauth/*', 'commerce-layer': '/oauth/token*', shopline: '/admin/oauth/token/*' },
  },
}

export type RuleAsked = Pick<
  FaultRuleShown,
  'dialect' | 'method' | 'path' | 'organization' | 'fault' | 'probability' | 'requests'
>

/** `The next 3 requests of acme to SHOPLINE /customers* fail with 429, too many requests.` */
export function sentence({
  dialect,
  method,
  path,
  organization,
  fault,
  probability,
  requests,
}: RuleAsked): string {
  const isOne = requests === 1 && probability === 1
  const noun = `${method ? `${method} ` : ''}request${isOne ? '' : 's'}`
  const which = [
    probability < 1
      ? `${percent(probability)} of the ${noun}`
      : requests === null
        ? `All ${noun}`
        : `The next ${isOne ? '' : `${count(requests)} `}${noun}`,
    organization ? `of ${organization}` : '',
    dialect || path !== '*' ? 'to' : '',
    dialect ? dialectTitle(dialect) : '',
    path === '*' ? '' : path,
  ]
  const until = probability < 1 && requests !== null ? `, until ${count(requests)} of them have failed` : ''
  return `${which.filter(Boolean).join(' ')} ${happens(fault, isOne)}${until}.`
}

function happens(fault: string, isOne: boolean): string {
  const [name = '', value = ''] = fault.split('=')
  const words = FAULTS[fault] ?? FAULTS[name]
  if (!words) return `${isOne ? 'fails' : 'fail'} with ${fault}`
  const text = isOne ? words.one : words.many
  return name === 'timeout' ? `${text} ${count(Number(value))} ms` : text
}

const percent = (probability: number): string => `${Math.round(probability * 1000) / 10} %`
