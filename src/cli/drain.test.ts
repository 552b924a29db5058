import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Connections, watchConnections } from './drain.ts'

const moment = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

let server: Server
let connections: Connections
/** Of the requests that are not answered yet, by their path. */
const waiting = new Map<string, ServerResponse>()
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  waiting.clear()
  server.close()
})

/** Answers `/now` at once, all else when it is told to. */
async function begin(): Promise<void> {
  server = createServer((request, response) => {
    if (request.url === '/now') response.end('now')
    else waiting.set(request.url ?? '', response)
  })
  connections = watchConnections(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
}

async function client(sent = '') {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  sockets.push(socket)
  const seen = { text: '', isOver: false }
  socket.setEncoding('utf8').on('data', (text) => {
    seen.text += text
  })
  socket
    .on('error', () => {})
    .on('close', () => {
      seen.isOver = true
    })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.write(sent)
  await moment()
  return { seen, send: (text: string) => socket.write(text) }
}
/** Of each answer what it says about the connection. */
const said = (text: string) => [...text.matchAll(/^Connection: (.*)\r$/gm)].map(([, value]) => value)
const answer = (...paths: string[]) => {
  for (const path of paths) waiting.get(path)?.end(path)
}

test('what is answered from then on says that the connection ends, and it does', async () => {
  await begin()
  const [busy, resting] = [await client(GET('/slow')), await client(GET('/now'))]
  const over = connections.drain({ grace: 5000 })
  await moment()
  resting.send(GET('/now'))
  answer('/slow')
  await over
  await moment()
  expect(said(busy.seen.text)).toEqual(['close'])
  expect(said(resting.seen.text)).toEqual(['keep-alive', 'close'])
  await expect(client()).rejects.toThrow()
}, 3000)

test('of requests that were sent at once only the last answer says so, and all are given', async () => {
  await begin()
  const before = await client(GET('/1') + GET('/2') + GET('/3'))
  const over = connections.drain({ grace: 5000 })
  await moment()
  before.send(GET('/4'))
  await moment()
  answer('/4', '/2', '/1', '/3')
  await over
  await moment()
  expect(said(before.seen.text)).toEqual(['keep-alive', 'keep-alive', 'keep-alive', 'close'])
  expect(before.seen.text).toContain('/4')
}, 3000)

test('connections at rest, and such that never carried anything, end after the grace and not before', async () => {
  await begin()
  const [resting, empty] = [await client(GET('/now')), await client()]
  const over = connections.drain({ grace: 300 })
  await moment(150)
  expect([resting.seen.isOver, empty.seen.isOver]).toEqual([false, false])
  await over
  await moment()
  expect([resting.seen.isOver, empty.seen.isOver]).toEqual([true, true])
}, 3000)

test('what hangs is cut off in the end', async () => {
  await begin()
  const [half, never] = [await client('POST / HTTP/1.1\r\nHost: x\r\nContent-'), await client(GET('/slow'))]
  await connections.drain({ grace: 100, patience: 300 })
  await moment()
  expect([half.seen.isOver, never.seen.isOver]).toEqual([true, true])
}, 3000)
