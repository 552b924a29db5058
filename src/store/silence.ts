/**
 * Ends connections on which nothing comes back any more: the machine at the other end stands still, or is gone from the net
 * without a word. PostgreSQL's own time-outs are of no use then, and the system's come after a quarter of an hour.
 */
import pg, { type ClientBase, type Pool } from 'pg'

/** What this needs to know of a client of `pg`, whose types leave it out. */
interface Inner {
  _activeQuery: object | null
  processID: number
  connection: { stream: { destroy(error: Error): void } }
}
const inner = (client: ClientBase) => client as unknown as Inner

/** How often it is looked. */
const LOOK_MS = 1000
/** How much later than its time-out a server that is there may tell of it. */
const GRACE_MS = 2000
/** How long a question without a time-out is trusted, until it is asked elsewhere whether somebody works on it. */
const TRUST_MS = 30_000
/** How long that may take. */
const ELSEWHERE_MS = 5000

interface Question {
  question: object
  /** When it was first seen, or somebody was last seen to work on it. */
  since: number
}

/**
 * `statementMs`: the server's own time-out; a question that is not answered a little later fails with the code ETIMEDOUT, and
 * its connection with it. Null: there is none; such a question fails when the server that is at the address now has no
 * such session. What was asked for may be done for all that.
 */
export function endSilent(pool: Pool, statementMs: number | null): void {
  const clients = new Set<ClientBase>()
  const asked = new Map<ClientBase, Question>()
  const most = statementMs === null ? TRUST_MS : statementMs + GRACE_MS
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const now = performance.now()
    for (const client of clients) {
      const { _activeQuery: question } = inner(client)
      const before = asked.get(client)
      if (!question) asked.delete(client)
      else if (before?.question !== question) asked.set(client, { question, since: now })
      else if (now - before.since > most) {
        before.since = now
        if (statementMs !== null) end(client)
        else void endUnlessThere(client, question)
      }
    }
  }

  async function endUnlessThere(client: ClientBase, question: object): Promise<void> {
    const isThere = await isKnown(pool, client).catch(() => true)
    if (!isThere && inner(client)._activeQuery === question) end(client)
  }

  pool.on('connect', (client) => {
    clients.add(client)
    timer ??= setInterval(look, LOOK_MS).unref()
  })
  pool.on('remove', (client) => {
    clients.delete(client)
    asked.delete(client)
    if (clients.size > 0) return
    clearInterval(timer)
    timer = undefined
  })
}

const end = (client: ClientBase): void =>
  inner(client).connection.stream.destroy(
    Object.assign(new Error('the database server does not answer any more'), { code: 'ETIMEDOUT' }),
  )

/** When the sessions of connections began, by their own clock: two servers may have the same number for one. */
const BEGAN = new WeakMap<ClientBase, string>()
const SESSION =
  'select pid, extract(epoch from backend_start)::text as began from pg_stat_activity where pid = coalesce($1, pg_backend_pid())'

interface Session {
  pid: number
  began: string
}

/** To be called once with each new connection. Behind a pooler sessions are other people's too: then nothing is noted. */
export async function noteSession(client: ClientBase): Promise<void> {
  const { rows } = await client.query<Session>(SESSION, [null])
  const [session] = rows
  if (session?.pid === inner(client).processID) BEGAN.set(client, session.began)
}

/** Whether the server that a new connection leads to has the session of this one; true where nobody knows. */
async function isKnown({ options }: Pool, client: ClientBase): Promise<boolean> {
  const began = BEGAN.get(client)
  if (began === undefined) return true
  const other = new pg.Client({ ...options, connectionTimeoutMillis: ELSEWHERE_MS })
  other.on('error', () => {})
  try {
    await other.connect()
    const { rows } = await other.query<Session>(SESSION, [inner(client).processID])
    return rows[0]?.began === began
  } finally {
    await other.end()
  }
}
