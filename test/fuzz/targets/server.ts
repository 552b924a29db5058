/** What the server itself reads: the admin API's bodies and queries, faults, cookies, what it keeps of requests, whom it calls. */

import { kindOf } from '../../../src/jobs/outgoing/addresses.ts'
import { NotCalled, readPrivateAddresses } from '../../../src/jobs/outgoing/reach.ts'
import { readTarget } from '../../../src/jobs/outgoing/target.ts'
import { jsonTokens, rewriteJson } from '../../../src/lib/json-text.ts'
import { isRedirectUri, sourceOf, withParameters } from '../../../src/lib/redirect-uri.ts'
import { createRouter } from '../../../src/lib/route.ts'
import { sessionCookie } from '../../../src/server/admin/callers.ts'
import { VIEW } from '../../../src/server/admin/customers/view.ts'
import {
  flag,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  readBody,
  readQuery,
  required,
  text,
} from '../../../src/server/admin/read-members.ts'
import { AdminRefusal } from '../../../src/server/admin/refusal.ts'
import { readFault, WrongFault } from '../../../src/server/faults.ts'
import { matchesGlob } from '../../../src/server/sandbox/matches-glob.ts'
import { createCleaner } from '../../../src/server/traffic/secrets.ts'
import type { Target } from '../judge.ts'

const SHAPE = {
  name: required(text),
  many: integer(0, 100),
  at: instant,
  is: flag,
  which: oneOf('a', 'b'),
  list: listOf(text),
  inner: object({ deep: listOf(integer(-5, 5)) }),
}
const SECRET = 'Zx9QpL5tRw2KsVb7'
const route = createRouter([
  { method: 'GET', path: '/api/customers/:id' },
  { method: 'GET', path: '/api/customers/:id/orders' },
  { method: 'POST', path: '/api/tags' },
])

export const serverTargets: readonly Target[] = [
  {
    name: 'admin-body',
    refusals: [AdminRefusal],
    parse: (body) => readBody(body, SHAPE),
    seeds: [
      '{"name":"a","many":5,"at":"2027-01-01T00:00:00Z","is":true,"which":"a","list":["x"],"inner":{"deep":[1]}}',
    ],
  },
  {
    name: 'admin-query',
    refusals: [AdminRefusal],
    parse: (query) => readQuery(query, VIEW),
    seeds: [
      'search=ada&status=repeat&tag=a&tag=b&currency=eur&spent_from=10&created_from=2026-01-01&group=0b9f2f3c-6c1a-4b7e-9d3e-2f8a5f0b1c2d',
    ],
  },
  {
    name: 'fault',
    refusals: [WrongFault],
    parse: readFault,
    seeds: ['rate-limit', 'timeout=500', 'drop-connection=mid-body', 'server-error', 'expired-token'],
  },
  {
    name: 'glob',
    parse(both) {
      const [pattern = '', ...path] = both.split('\n')
      return matchesGlob(pattern, path.join('\n'))
    },
    seeds: ['/api/customers*\n/api/customers/1', '*a*a*a*b\naaaaaaaaaaaa', 'x\nx'],
  },
  {
    name: 'path',
    parse: (path) => JSON.stringify(route(path.startsWith('!') ? 'POST' : 'GET', path)),
    seeds: ['/api/customers/a%20b', '/api/customers/%ff/orders', '/api//customers/', '!/api/tags'],
  },
  {
    name: 'json-text',
    parse(json) {
      if (rewriteJson(json, () => null) !== json) throw new Error('what nobody changed is changed')
      return [...jsonTokens(json)].length
    },
    seeds: ['{"a":[1,{"b":"c\\"d"}],"e":null}', '[[[[', '{"a":"b'],
  },
  {
    // A secret's value stands in for the input's placeholder.
    name: 'kept-requests',
    parse(given) {
      const { text: clean } = createCleaner('/oauth/token', [SECRET])
      const cleaned = clean(given.replaceAll('SECRET', SECRET))
      if (cleaned.includes(SECRET)) throw new Error('a secret that was presented is kept')
      return cleaned
    },
    seeds: [
      '{"client_secret":"SECRET","a":{"password":"x"}}',
      'grant_type=password&password=a%20b&client_secret=SECRET',
      'Bearer SECRET https://a.test/?token=SECRET',
      '{"a":"{\\"token\\":\\"SECRET\\"}"}',
    ],
    mostMs: 100,
  },
  {
    name: 'redirect-uri',
    parse(text) {
      if (!isRedirectUri(text)) return false
      const location = withParameters(text, { code: text, state: '\r\nX-Evil: 1' })
      if (/[\r\n\0]/.test(location) || /[\r\n\0;,\s]/.test(sourceOf(text)))
        throw new Error('it breaks out of its header')
      return new URL(location).href
    },
    seeds: ['https://a.test/back?x=1', 'com.example.app:/back', 'http://127.0.0.1:5000/'],
  },
  {
    name: 'called-address',
    refusals: [NotCalled],
    parse(text) {
      const read = readPrivateAddresses(text)
      const { hostname, port } = readTarget(text)
      return [read, kindOf(hostname.replace(/^\[|\]$/g, '')), port]
    },
    seeds: [
      'http://[::ffff:127.0.0.1]:80/',
      'https://2130706433/',
      '10.0.0.0/8,fd00::/8',
      'http://a@b/',
      'http://0x7f.1:8080/',
    ],
  },
  {
    name: 'cookie',
    parse(origin) {
      const cookie = sessionCookie({ origin } as Parameters<typeof sessionCookie>[0], 'x', 5)
      return cookie.length
    },
    seeds: ['http://127.0.0.1:8080', 'https://a.test'],
  },
]
