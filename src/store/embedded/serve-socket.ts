/**
 * Lets ordinary PostgreSQL clients reach PGlite over a Unix socket. PGlite has one session, so what one
 * client sends up to its next Sync (parse, bind, execute) runs as a whole before another client's turn, and
 * a client inside a transaction keeps the session until it ends or the connection does. The published
 * pglite-socket 0.2.17 queues message by message instead, which lets one client's Bind meet another
 * client's unnamed statement.
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'

const SSL_REQUEST = 80877103
const CANCEL_REQUEST = 80877102
const PROTOCOL_3 = 196608

/** A client that holds the session inside a transaction and stays silent this long is cut off. */
const IDLE_IN_TRANSACTION_MS = 60_000
/** How long a stop waits for the clients of other processes to finish. */
const DRAIN_MS = 10_000
const SYNC = Buffer.from([0x53, 0, 0, 0, 4])

interface Client {
  socket: Socket
  buffer: Buffer
  started: boolean
  /** Complete messages not yet handed over: they wait for the Sync that ends their group. */
  group: Buffer[]
  ready: Buffer[]
  gone: boolean
}

export async function serveSocket(
  engine: PGlite,
  path: string,
  {
    idleMs = IDLE_IN_TRANSACTION_MS,
    drainMs = DRAIN_MS,
    onPanic = () => {},
    look = '',
    onWork = () => {},
  }: {
    idleMs?: number
    drainMs?: number
    onPanic?: (reason: string) => void
    /** The text of a statement that changes nothing. */
    look?: string
    /** Told before anything is done that is no such look: whoever asks later is answered after it. */
    onWork?: () => void
  } = {},
): Promise<{ close(): Promise<void> }> {
  const clients = new Set<Client>()
  let holder: Client | null = null
  let running = false
  let hasPanicked = false
  let idleTimer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    if (running) return
    running = true
    try {
      for (let next = nextClient(); next && !hasPanicked; next = nextClient()) await runGroup(next)
    } finally {
      running = false
    }
  }

  function nextClient(): Client | undefined {
    if (holder) return holder.ready.length > 0 || holder.gone ? holder : undefined
    for (const client of clients) if (client.ready.length > 0) return client
    return undefined
  }

  async function runGroup(client: Client): Promise<void> {
    clearTimeout(idleTimer)
    if (!isLook(client.ready[0], look)) onWork()
    if (client.gone) {
      // After an error the session skips everything up to the Sync that this client did not live to send.
      await engine.execProtocolRawStream(SYNC, { onRawData: () => {} })
      if (engine.isInTransaction()) await engine.exec('rollback')
      holder = null
      return
    }
    const message = client.ready.shift()
    if (!message) return
    // Fair turns: whoever was served goes to the end of the line.
    clients.delete(client)
    clients.add(client)
    try {
      await engine.execProtocolRawStream(message, {
        onRawData: (data) => {
          const answer = Buffer.from(data)
          client.socket.write(answer)
          const reason = panicOf(answer)
          if (reason === null) return
          hasPanicked = true
          onPanic(reason)
        },
      })
    } catch (error) {
      client.socket.destroy(error as Error)
    }
    holder = engine.isInTransaction() || endsOpen(message) ? client : null
    if (holder) idleTimer = setTimeout(() => client.socket.destroy(), idleMs)
  }

  function receive(client: Client, data: Buffer): void {
    client.buffer = client.buffer.length > 0 ? Buffer.concat([client.buffer, data]) : data
    for (let message = takeMessage(client); message; message = takeMessage(client)) {
      client.group.push(message)
      if (endsGroup(message)) {
        client.ready.push(Buffer.concat(client.group))
        client.group = []
      }
    }
    void run()
  }

  function leave(client: Client): void {
    if (client.gone) return
    client.gone = true
    clients.delete(client)
    if (holder === client) void run()
  }

  const server: Server = createServer((socket) => {
    const client: Client = {
      socket,
      buffer: Buffer.alloc(0),
      started: false,
      group: [],
      ready: [],
      gone: false,
    }
    clients.add(client)
    socket.on('data', (data) => receive(client, data))
    socket.on('error', () => leave(client))
    socket.on('close', () => leave(client))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })

  return {
    async close() {
      for (const end = Date.now() + drainMs; clients.size > 0 && Date.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20))
      clearTimeout(idleTimer)
      for (const client of clients) client.socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Why PostgreSQL cannot go on, of an answer that says so (ErrorResponse, severity PANIC: its process would end, and be
 * started anew); null of any other. Asked for anything more, the engine would be busy for good.
 */
function panicOf(answer: Buffer): string | null {
  const at = answer.indexOf(PANIC)
  if (at < 0) return null
  const [, reason = ''] = /\0M([^\0]*)\0/.exec(answer.toString('utf8', at)) ?? []
  return reason
}

/** Text holds no NUL, so this is in no row. */
const PANIC = 'SPANIC\0VPANIC\0'

/** The next complete message of the client, or undefined; answers what is not PostgreSQL's own protocol. */
function takeMessage(client: Client): Buffer | undefined {
  const { buffer } = client
  if (!client.started) {
    if (buffer.length < 8) return undefined
    const length = buffer.readInt32BE(0)
    const code = buffer.readInt32BE(4)
    if (code === SSL_REQUEST || code === CANCEL_REQUEST) {
      client.buffer = buffer.subarray(length)
      if (code === SSL_REQUEST) client.socket.write('N')
      return takeMessage(client)
    }
    if (buffer.length < length) return undefined
    if (code >>> 16 !== PROTOCOL_3 >>> 16) {
      client.socket.destroy()
      return undefined
    }
    client.started = true
    client.buffer = buffer.subarray(length)
    return Buffer.from(buffer.subarray(0, length))
  }
  if (buffer.length < 5) return undefined
  const length = 1 + buffer.readInt32BE(1)
  if (buffer.length < length) return undefined
  client.buffer = buffer.subarray(length)
  if (buffer[0] === CODE.terminate) {
    client.socket.end()
    return undefined
  }
  return Buffer.from(buffer.subarray(0, length))
}

const CODE = {
  parse: 0x50,
  bind: 0x42,
  execute: 0x45,
  query: 0x51,
  sync: 0x53,
  flush: 0x48,
  terminate: 0x58,
} as const

/** Sync, a simple query, a flush or the start-up message: the client now waits for an answer. */
const endsGroup = (message: Buffer): boolean =>
  message[0] === CODE.sync || message[0] === CODE.query || message[0] === CODE.flush || message[0] === 0

/** Parse of that text without a name, Bind, Execute, Sync, and nothing else. */
function isLook(group: Buffer | undefined, text: string): boolean {
  if (!group || text === '' || group[0] !== CODE.parse) return false
  const isText = group.toString('utf8', 5, 7 + Buffer.byteLength(text)) === `\0${text}\0`
  if (!isText) return false
  let at = 0
  for (const code of [CODE.parse, CODE.bind, CODE.execute, CODE.sync]) {
    if (group[at] !== code) return false
    at += 1 + group.readInt32BE(at + 1)
  }
  return at === group.length
}

/** After a flush the group goes on: its portal must not meet another client's. */
const endsOpen = (group: Buffer): boolean =>
  group.at(-5) === CODE.flush && group.readInt32BE(group.length - 4) === 4
