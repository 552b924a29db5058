/** When an answer is given from memory, and that a store that fails does no harm. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AsOf } from '../../core/as-of.ts'
import { createHotAnswers } from './hot-answers.ts'

describe('answers from memory', () => {
  let versions: Record<number, string | Error>
  let asOf: AsOf
  let handled = 0
  let server: ReturnType<typeof createServer>
  let url: string

  beforeEach(async () => {
    versions = { 1: '3:1', 2: '4:1' }
    asOf = [
      [1, '3:1'],
      [2, '4:1'],
    ]
    handled = 0
    const hot = createHotAnswers({
      bytes: 1_000_000,
      moments: {
        async at(organization) {
          const version = versions[organization] ?? ''
          if (version instanceof Error) throw version
          return { version, counts: {} }
        },
      },
      clock: () => new Date(),
      limiter: { take: async () => [] },
      given: () => {},
    })
    const answer = (raw: IncomingMessage, reply: ServerResponse) => {
      handled++
      const request = { ...{ method: 'GET', origin: '', path: raw.url ?? '', query: '', headers: {} } }
      hot.keep(
        raw,
        'easycart',
        { ...request, body: '', address: '', hostLabel: null },
        {
          status: 200,
          headers: {},
          body: 'answer',
          hot: { asOf, until: null, caller: { organization: 1, credential: 'c' } },
        },
      )
      reply.end('answer')
    }
    server = createServer(hot.before(answer))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const ask = async (headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers: { connection: 'close', ...headers } })
    return response.text()
  }

  test('while all versions stand, and not when any is another', async () => {
    await ask()
    await ask()
    expect(handled).toBe(1)
    versions[2] = '4:2'
    await ask()
    expect(handled).toBe(2)
  })

  test('only whoever has the whole token, not one that ends alike', async () => {
    const end = 'x'.repeat(60)
    for (const token of [`a${end}`, `b${end}`, `b${end}`]) await ask({ authorization: `Bearer ${token}` })
    expect(handled).toBe(2)
    await ask()
    expect(handled).toBe(3)
  })

  test('a store that fails for all organizations at once leaves nothing unheard', async () => {
    await ask()
    const unheard: unknown[] = []
    const hear = (reason: unknown) => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    versions = { 1: new Error('no room'), 2: new Error('no room') }
    expect(await ask()).toBe('answer')
    versions = { 1: '3:2', 2: new Error('no room') }
    expect(await ask()).toBe('answer')
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', hear)
    expect([handled, unheard]).toEqual([3, []])
  })

  test('an organization that was never written to may as well be gone', async () => {
    asOf = [[1, '']]
    versions = {}
    await ask()
    await ask()
    expect(handled).toBe(2)
  })
})
