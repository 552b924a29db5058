import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer, type LookupFunction } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { createHttpSend } from '../sync/http-send.ts'
import { post } from '../webhooks/post.ts'
import { call } from './call.ts'
import { createReach } from './reach.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Linux answers on all of 127.0.0.0/8: so that one address is allowed and its neighbour is not. */
async function listenOn(address: string, answer: Answer, port = 0): Promise<{ port: number; got: string[] }> {
  const got: string[] = []
  const server: Server = createServer((request, response) => {
    got.push(`${request.method} ${request.headers.host}${request.url}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, got }
}

/** Each name's addresses, one list after the other with every time it is asked for. */
function resolver(names: Record<string, string[][]>) {
  const asked: string[] = []
  const resolve: LookupFunction = (name, _options, done) => {
    asked.push(name)
    const lists = names[name] ?? []
    const found = lists[Math.min(asked.filter((one) => one === name).length, lists.length) - 1]
    if (!found) return done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '')
    done(null, found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) as never)
  }
  return { asked, resolve }
}

const limits = { connectMs: 500, wholeMs: 1000, mostBytes: 100_000, longer: 'refuse' as const }
const get = { method: 'GET', headers: {} }
const ok: Answer = (_request, response) => void response.end('ok')

describe('an address that is not public', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://１２７.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http:\\\\127.0.0.1:PORT\\',
    'http:127.0.0.1:PORT',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://[::]:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST.:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://inside.test:PORT/',
    'http://xn--nside-vva.test:PORT/',
    'http://example.com@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT@example.com/',
  ])('%s is not called', async (given) => {
    const server = await listenOn('127.0.0.1', ok)
    const { resolve } = resolver({
      localhost: [['127.0.0.1', '::1']],
      'localhost.': [['127.0.0.1']],
      'inside.test': [['127.0.0.1']],
      'xn--nside-vva.test': [['::ffff:127.0.0.1']],
    })
    const url = given.replace('PORT', String(server.port))
    const failed = await call(url, get, { reach: createReach('none', resolve), limits }).catch(
      (error) => error,
    )
    expect(failed).toMatchObject({ name: 'NotCalled' })
    expect(failed.message).toMatch(/^not called: (a|an) /)
    // Where a name leads is not told to whoever set the URL.
    expect(failed.message).not.toMatch(/\d/)
    expect(server.got).toEqual([])
  })

  test('is called where it is named, and no other one beside it', async () => {
    const allowed = await listenOn('127.0.0.1', ok)
    const other = await listenOn('127.0.0.2', ok, allowed.port)
    const { resolve, asked } = resolver({
      'both.test': [['127.0.0.2', '127.0.0.1']],
      'other.test': [['127.0.0.2']],
    })
    const reach = createReach(['127.0.0.1'], resolve)
    const answer = await call(`http://both.test:${allowed.port}/`, get, { reach, limits })
    expect([answer.status, answer.body.toString()]).toEqual([200, 'ok'])
    expect(asked).toEqual(['both.test'])
    for (const url of [`http://other.test:${allowed.port}/`, `http://127.0.0.2:${allowed.port}/`])
      await expect(call(url, get, { reach, limits })).rejects.toThrow('not called: a loopback address')
    expect([allowed.got.length, other.got.length]).toEqual([1, 0])
  })

  test('a name that changes its mind is looked up once a call, and each time again', async () => {
    const allowed = await listenOn('127.0.0.1', (request, response) =>
      request.url === '/start' ? response.writeHead(302, { Location: '/next' }).end() : response.end('ok'),
    )
    const other = await listenOn('127.0.0.2', ok, allowed.port)
    const rebinding = () => resolver({ 'rebind.test': [['127.0.0.1'], ['127.0.0.2']] })
    const at = `http://rebind.test:${allowed.port}`
    const first = rebinding()
    const reach = createReach(['127.0.0.1'], first.resolve)
    expect((await post(`${at}/`, { headers: {}, body: 'x' }, { timeoutMs: 1000, reach })).status).toBe(200)
    expect(first.asked).toHaveLength(1)
    expect(await post(`${at}/`, { headers: {}, body: 'x' }, { timeoutMs: 1000, reach })).toMatchObject({
      status: null,
      message: 'not called: a loopback address',
    })
    // A redirect is a call of its own, on the connection that was checked or on one that is checked anew.
    const send = createHttpSend({
      baseUrl: at,
      timeoutMs: 1000,
      reach: createReach(['127.0.0.1'], rebinding().resolve),
    })
    const sent = await send({ url: '/start' }).catch((error) => error)
    if (sent instanceof Error) expect(sent.message).toContain('not called')
    else expect(sent.body).toBe('ok')
    expect(other.got).toEqual([])
  })
})

describe('a redirect', () => {
  test('is no delivery, and not followed', async () => {
    const inner = await listenOn('127.0.0.1', ok)
    const outer = await listenOn('127.0.0.1', (_request, response) =>
      response.writeHead(307, { Location: `http://127.0.0.1:${inner.port}/` }).end('see there'),
    )
    const told = { headers: { Authorization: 'secret' }, body: 'x' }
    const answer = await post(`http://127.0.0.1:${outer.port}/`, told, {
      timeoutMs: 1000,
      reach: createReach('all'),
    })
    expect(answer).toMatchObject({ status: 307, excerpt: 'see there' })
    expect(inner.got).toEqual([])
  })

  test.each([
    ['another host', (port: number) => `http://127.0.0.2:${port}/b`, /redirects to http:\/\/127\.0\.0\.2/],
    ['another port', () => 'http://127.0.0.1:1/b', /redirects to http:\/\/127\.0\.0\.1:1/],
    ['another scheme', (port: number) => `https://127.0.0.1:${port}/b`, /redirects to https/],
    ['a name that looks alike', (port: number) => `http://127.0.0.1:${port}@127.0.0.2/`, /redirects to http/],
    ['without a scheme', () => '//127.0.0.2/b', /redirects to http:\/\/127\.0\.0\.2/],
    ['a file', () => 'file:///etc/passwd', /redirects to null/],
    ['no address', () => 'http://[', /what is no address/],
    ['itself for ever', () => '/a', /redirects without end/],
  ])('of a synced server to %s takes no credential along', async (_what, location, said) => {
    const other = await listenOn('127.0.0.2', ok)
    const server = await listenOn('127.0.0.1', (_request, response) =>
      response.writeHead(302, { Location: location(other.port) }).end(),
    )
    const baseUrl = `http://127.0.0.1:${server.port}`
    const send = createHttpSend({ baseUrl, timeoutMs: 1000, reach: createReach('all') })
    await expect(send({ url: '/a', headers: { Authorization: 'secret' } })).rejects.toThrow(said)
    expect(other.got).toEqual([])
    expect(server.got.length).toBeLessThanOrEqual(4)
  })
})

describe('time and size', () => {
  const reach = createReach('all')

  test('nobody answers the connection: the connection’s time is over', async () => {
    // Encryption is awaited from a server that never says anything.
    const silent = createNetServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closing.push(() => silent.close())
    const began = performance.now()
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`
    await expect(call(url, get, { reach, limits: { ...limits, connectMs: 100 } })).rejects.toThrow(
      'no connection within 100 ms',
    )
    const lost = createReach('all', () => {})
    await expect(
      call('http://lost.test/', get, { reach: lost, limits: { ...limits, connectMs: 100 } }),
    ).rejects.toThrow('no connection within 100 ms')
    expect(performance.now() - began).toBeLessThan(900)
  })

  test.each<[string, Answer]>([
    ['no headers', () => {}],
    ['half an answer', (_request, response) => void response.write('x')],
    [
      'early hints for ever',
      (_request, response) => {
        const timer = setInterval(() => response.writeProcessing(), 20)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ])('%s: the whole time is over', async (_what, answer) => {
    const { port } = await listenOn('127.0.0.1', answer)
    await expect(
      call(`http://127.0.0.1:${port}/`, get, { reach, limits: { ...limits, wholeMs: 200 } }),
    ).rejects.toThrow('no answer within 200 ms')
  })

  test('headers without end are no answer', async () => {
    const { port } = await listenOn('127.0.0.1', (_request, response) => {
      response.writeHead(200, { 'X-Long': 'x'.repeat(100_000) })
      response.end()
    })
    await expect(call(`http://127.0.0.1:${port}/`, get, { reach, limits })).rejects.toMatchObject({
      code: 'HPE_HEADER_OVERFLOW',
    })
  })

  const zeros = Buffer.alloc(200 * 1024 * 1024)
  test.each([
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros, { params: { 1: 1 } })],
  ])('little that unpacks to much (%s) is unpacked to the bound only', async (encoding, bomb) => {
    const { port } = await listenOn('127.0.0.1', (_request, response) => {
      response.writeHead(200, { 'Content-Encoding': encoding })
      response.end(bomb)
    })
    const url = `http://127.0.0.1:${port}/`
    const before = process.memoryUsage().arrayBuffers
    await expect(call(url, get, { reach, limits })).rejects.toThrow('an answer is longer than 100000 bytes')
    const cut = await call(url, get, { reach, limits: { ...limits, longer: 'cut' } })
    expect(cut.body).toHaveLength(100_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000)
  })

  test('what is packed is unpacked; what is packed badly has no beginning', async () => {
    const { port } = await listenOn('127.0.0.1', (request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' })
      response.end(request.url === '/good' ? gzipSync('żółć') : 'no gzip at all')
    })
    const at = `http://127.0.0.1:${port}`
    expect((await call(`${at}/good`, get, { reach, limits })).body.toString()).toBe('żółć')
    await expect(call(`${at}/bad`, get, { reach, limits })).rejects.toMatchObject({ code: 'Z_DATA_ERROR' })
    expect(await post(`${at}/bad`, { headers: {}, body: '' }, { timeoutMs: 1000, reach })).toMatchObject({
      status: 200,
      excerpt: '',
    })
  })

  test.each([22, 25, 6667])('port %i is another protocol’s', async (port) => {
    await expect(call(`http://127.0.0.1:${port}/`, get, { reach, limits })).rejects.toThrow(
      /^not called: port/,
    )
  })
})
