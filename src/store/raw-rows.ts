/**
 * Rows that are read as bytes: on a connection that is split, the rows of a question that takes them itself go past the
 * driver, which would make a text of each value. All other messages are the driver's, as they come.
 */
import { EventEmitter } from 'node:events'
import pg from 'pg'

/**
 * Is given each row, after the driver has heard of all that came before it: its bytes lie from `from` on, the number of
 * its columns first. False: the row is the driver's.
 */
export type TakeRow = (bytes: Buffer, from: number) => boolean

interface Connection {
  attachListeners(stream: EventEmitter): void
}

const TAKERS = new WeakMap<object, TakeRow>()

/** Of the question that is under way on the connection; null: the driver reads all rows. */
export function takeRows(connection: object, take: TakeRow | null): void {
  if (take) TAKERS.set(connection, take)
  else TAKERS.delete(connection)
}

/** A client of the driver's whose connection is split. To be called with `new`, as a pool does. */
export function SplitClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client(config)
  split((client as unknown as { connection: Connection }).connection)
  return client
}

/** The driver listens to what is left of the stream. */
function split(connection: Connection): void {
  const listen = connection.attachListeners
  connection.attachListeners = (stream) => {
    const rest = new EventEmitter()
    listen.call(connection, rest)
    const read = createMessageReader(
      () => TAKERS.get(connection),
      (bytes) => rest.emit('data', bytes),
    )
    stream.on('data', read)
    stream.on('end', () => rest.emit('end'))
  }
}

const DATA_ROW = 0x44
/** A letter, and the length of the message with itself (PostgreSQL, Message Formats). */
const HEAD = 5

/** Gets the stream in chunks as they come. Whole messages leave it: rows that are taken one by one, all others in runs. */
export function createMessageReader(
  taker: () => TakeRow | undefined,
  others: (bytes: Buffer) => void,
): (chunk: Buffer) => void {
  /** Chunks that end in a message that is not whole, and how many bytes it takes to go on. */
  let waiting: Buffer[] = []
  let length = 0
  let needed = 0

  function read(bytes: Buffer): void {
    let at = 0
    let run = 0
    const leave = () => {
      if (run < at) others(bytes.subarray(run, at))
      run = at
    }
    needed = HEAD
    while (at + HEAD <= bytes.length) {
      const end = at + 1 + bytes.readUInt32BE(at + 1)
      if (end > bytes.length) {
        needed = end - at
        break
      }
      const take = bytes[at] === DATA_ROW ? taker() : undefined
      if (take) leave()
      const isTaken = take?.(bytes, at + HEAD)
      at = end
      if (isTaken) run = at
    }
    // Before the driver hears of the rest: it may ask the next question at once.
    waiting = at < bytes.length ? [bytes.subarray(at)] : []
    length = bytes.length - at
    leave()
  }

  return (chunk) => {
    if (length === 0) return read(chunk)
    waiting.push(chunk)
    length += chunk.length
    if (length >= needed) read(Buffer.concat(waiting, length))
  }
}
