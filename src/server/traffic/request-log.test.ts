import { expect, test } from 'vitest'
import { bytesOf, giveBack } from '../../lib/byte-text.ts'
import type { Exchange } from '../exchange.ts'
import { MOST_OF_A_BODY, textOf } from './keep-exchange.ts'
import { createRequestLog } from './request-log.ts'

/** Answered with a body whose memory goes back at once. */
function answered(text: string): { exchange: Exchange; sent(): void } {
  const body = bytesOf((out) => out.text(text))
  const request = { method: 'GET', origin: 'http://localhost', path: '/p', query: '', headers: {}, body: '' }
  const exchange: Exchange = {
    dialect: 'easycart',
    request: { ...request, address: '127.0.0.1', hostLabel: null },
    response: { status: 200, headers: {}, body, lent: true },
    ...{ arrives: 'all', fault: null, at: new Date(), milliseconds: 1 },
    caller: { organization: 1, credential: 'c', onBehalf: false },
  }
  return { exchange, sent: () => giveBack(body) }
}

const bodiesOf = (log: ReturnType<typeof createRequestLog>) =>
  log.list(1, {}, { limit: 100 }).requests.map(({ responseBody }) => textOf(responseBody))

test('a body is what it was when it was sent, whatever was written into its memory since', () => {
  const log = createRequestLog()
  for (const text of ['first', 'second ż', 'third']) {
    const { exchange, sent } = answered(text)
    log.add(exchange)
    sent()
  }
  expect(bodiesOf(log)).toEqual(['third', 'second ż', 'first'])
})

test('whose body is written over is forgotten, and of a long one the beginning is kept', () => {
  const log = createRequestLog({ requests: 100, bytes: 3 * MOST_OF_A_BODY })
  const long = `${'a'.repeat(MOST_OF_A_BODY - 1)}żż`
  const { exchange: own } = answered('')
  log.add({ ...own, response: { status: 200, headers: {}, body: 'own' } })
  for (const text of ['small', long, 'other']) {
    const { exchange, sent } = answered(text)
    log.add(exchange)
    sent()
  }
  const [other, shown, ...older] = log.list(1, {}, { limit: 100 }).requests
  expect(other && textOf(other.responseBody)).toBe('other')
  expect(shown?.responseBody).toMatchObject({ size: MOST_OF_A_BODY + 3, isCut: true })
  expect(shown && textOf(shown.responseBody)).toBe('a'.repeat(MOST_OF_A_BODY - 1))
  expect(older.map(({ responseBody }) => textOf(responseBody))).toEqual(['small', 'own'])
  for (let count = 0; count < 3; count++) log.add(answered(long).exchange)
  // Nobody is shown without the body, also where an older one has its own.
  expect(bodiesOf(log).map((text) => text.length)).toEqual([65535, 65535])
})

test('of the answer to a write nothing is left as it was sent', () => {
  const log = createRequestLog()
  const { exchange, sent } = answered('{"data":{"attributes":{"reset_password_token":"SECRET"}}}')
  log.add({
    ...exchange,
    request: { ...exchange.request, method: 'POST', body: '{}' },
    response: { ...exchange.response, headers: { 'Content-Type': 'application/vnd.api+json' } },
  })
  sent()
  const [read] = ['{"data":[]}'].map(answered)
  if (read) log.add(read.exchange)
  expect(bodiesOf(log)).toEqual([
    '{"data":[]}',
    expect.stringMatching(/^\{"data":\{"attributes":\{"reset_password_token":"(?!SECRET)/),
  ])
})

test('what an answer from memory would show is not made before somebody looks', () => {
  const log = createRequestLog()
  const { exchange } = answered('')
  let made = 0
  const body = () => `made ${++made}`
  log.add({
    ...exchange,
    response: {
      status: 200,
      headers: { 'Content-Length': '6' },
      get body() {
        return body()
      },
    },
  })
  expect(made).toBe(0)
  expect(bodiesOf(log)).toEqual(['made 1'])
})
