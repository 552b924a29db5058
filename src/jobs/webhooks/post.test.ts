import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createReach } from '../outgoing/reach.ts'
import { post } from './post.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function receiver(answer: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_request, response) => answer(response))
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
const within = (timeoutMs: number) => ({ timeoutMs, reach: createReach('all') })
const hello = { headers: { 'Content-Type': 'text/plain' }, body: 'hello' }

test('an answer without end is read to a bound and taken as it began', async () => {
  let written = 0
  const url = await receiver((response) => {
    response.writeHead(202)
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(4096))) written += 4096
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  const answer = await post(url, hello, within(2000))
  expect(answer).toMatchObject({ status: 202, message: 'Accepted' })
  expect(answer.excerpt).toMatch(/^x{16384}$/)
  expect(answer.milliseconds).toBeLessThan(2000)
  expect(written).toBeLessThan(50_000_000)
})

test('an answer that trickles longer than the time there is, is none', async () => {
  const url = await receiver((response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(timer))
  })
  expect(await post(url, hello, within(200))).toMatchObject({
    status: null,
    message: 'no answer within 200 ms',
  })
})

test('a connection that breaks is no answer', async () => {
  const url = await receiver((response) => response.destroy())
  expect(await post(url, hello, within(1000))).toMatchObject({ status: null, message: 'ECONNRESET' })
})

test.each([
  ['ftp://example.com/', 'not called: not an HTTP URL'],
  ['hooks', 'not called: not a URL'],
])('%s is not called', async (url, message) => {
  expect(await post(url, hello, within(1000))).toMatchObject({ status: null, message })
})

test('a header that HTTP does not allow is a failure, not a crash', async () => {
  const answer = await post('http://127.0.0.1:8/', { headers: { 'X-Bad': 'a\nb' }, body: '' }, within(1000))
  expect(answer).toMatchObject({ status: null, message: 'ERR_INVALID_CHAR' })
})
