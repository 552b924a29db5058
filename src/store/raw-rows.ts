/**
 * Rows that are read as bytes: on a connection that is split, the rows of a question that takes them itself go past the
 * driver, which would make a text of each value. All other messages are the driver's, as they come.
 */
import { EventEmitter } from 'node:events'
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'
import pg from 'pg'

export interface RowTaker {
  /**
   * Is given each row, after the driver has heard of all that came before it: its bytes lie from `from` on, the number of
   * its columns first, and are others as soon as it returns. False: the row is the driver's.
   */
  takeRow(bytes: Buffer, from: number): boolean
}

interface Connection {
  attachListeners(stream: EventEmitter): void
}

const TAKERS = new WeakMap<object, RowTaker>()

/** Of the question that is under way on the connection; null: the driver reads all rows. */
export function takeRows(connection: object, taker: RowTaker | null): void {
  if (taker) TAKERS.set(connection, taker)
  else TAKERS.delete(connection)
}

/** As much as the system gives at once. */
const READ = 64 * 1024

/** A client of the driver's whose connection is split. To be called with `new`, as a pool does. */
export function SplitClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client({ ...config, stream: readInPlace })
  split((client as unknown as { connection: Connection }).connection)
  return client
}

/**
 * A socket that reads into the same memory over and over: else all that comes from the store would be garbage that is not
 * on the heap, for which V8 collects all garbage there is. Whoever hears of data is done with it when he returns; of the
 * driver, whose messages are texts and numbers, that is so but for a salt, which is used before anything more can come, and for
 * COPY, which nobody asks for. Over TLS it is Node's TLS that reads from the socket, and makes memory of its own.
 */
function readInPlace(): Socket {
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ),
    callback(length, memory) {
      socket.emit('data', Buffer.from(memory.buffer, memory.byteOffset, length))
      // Go on, whoever listened.
      return true
    },
  }
  // The types know of it only where a socket connects at once; it is the constructor's (Node, net.connect).
  const socket = new Socket({ onread } as SocketConstructorOpts)
  return socket
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

/**
 * Gets the stream in chunks as they come, each of which is its own until it returns. Whole messages leave it: rows that are
 * taken one by one, all others in runs.
 */
export function createMessageReader(
  takerNow: () => RowTaker | undefined,
  others: (bytes: Buffer) => void,
): (chunk: Buffer) => void {
  /** A message that is not whole yet: its first bytes, and how many there are. */
  let begun = Buffer.allocUnsafeSlow(READ)
  let length = 0

  /** Whole messages from `at` on; what is left at the end is begun. */
  function read(bytes: Buffer, from: number): void {
    let at = from
    let run = from
    const leave = () => {
      if (run < at) others(bytes.subarray(run, at))
      run = at
    }
    for (let end = endOf(bytes, at); end <= bytes.length; end = endOf(bytes, at)) {
      let taker = bytes[at] === DATA_ROW ? takerNow() : undefined
      if (taker && run < at) {
        leave()
        // What the driver heard of may have been the end of another question.
        taker = takerNow()
      }
      const isTaken = taker?.takeRow(bytes, at + HEAD)
      at = end
      if (isTaken) run = at
    }
    // Before the driver hears of the rest: it may ask the next question at once.
    begin(bytes, at, bytes.length)
    leave()
  }

  /** Adds to the message that is begun. */
  function begin(bytes: Buffer, from: number, to: number): void {
    const needed = length + to - from
    if (needed > begun.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed)
      begun.copy(larger, 0, 0, length)
      begun = larger
    }
    bytes.copy(begun, length, from, to)
    length = needed
  }

  /** Goes on with what is begun, as far as its end; gives where it is in the chunk. */
  function goOn(chunk: Buffer): number {
    let at = 0
    while (length > 0 && at < chunk.length) {
      const whole = length < HEAD ? HEAD : endOf(begun, 0)
      const to = Math.min(chunk.length, at + whole - length)
      begin(chunk, at, to)
      at = to
      if (length < HEAD || length < endOf(begun, 0)) continue
      const message = begun.subarray(0, length)
      length = 0
      // What was long was one of few.
      if (begun.length > READ) begun = Buffer.allocUnsafeSlow(READ)
      read(message, 0)
    }
    return at
  }

  return (chunk) => {
    const at = length > 0 ? goOn(chunk) : 0
    if (at < chunk.length) read(chunk, at)
  }
}

/** Where the message from there on ends; beyond the bytes where that is not known yet. */
const endOf = (bytes: Buffer, at: number): number =>
  at + HEAD > bytes.length ? Number.POSITIVE_INFINITY : at + 1 + bytes.readUInt32BE(at + 1)
