/** Opens a data folder: becomes its owner and serves it, or joins the live process that does. */
import { cpSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { schemaHash } from '../migrate.ts'
import { type EngineReport, keepRunning, type Panic } from './keep-running.ts'
import { acquireLock, type LockOwner } from './lock.ts'
import type { WorkerData } from './worker.ts'

/** The prepared, already migrated store that a new folder starts from; built at install. */
export const TEMPLATE = new URL('../../../dist/template/', import.meta.url)
/** The built worker, also when this file runs from its source (Node 20 reads no TypeScript). */
const WORKER = new URL('../../../dist/store/embedded/worker.js', import.meta.url)
/** The name that PostgreSQL clients look for inside a socket folder. */
const SOCKET_NAME = '.s.PGSQL.5432'
const JOIN_PATIENCE_MS = 20_000
/** Where the disk is full, recovery may end in silence. */
const START_PATIENCE_MS = 120_000

export interface Engine {
  socketFolder: string
  /** False when another process owns the folder and this one only joined it. */
  owned: boolean
  /** Another number as soon as anything but a look was done; null where another process knows. */
  done: (() => number) | null
  close(): Promise<void>
}

export class FolderInUse extends Error {
  constructor(folder: string, owner: LockOwner) {
    super(`${folder} is in use by process ${owner.pid}: stop it first, or work through it`)
    this.name = 'FolderInUse'
  }
}

export interface EngineOptions {
  folder: string
  durable: boolean
  /** Refuse to join another process's engine. */
  exclusive: boolean
  /** Keep the engine's memory small. */
  small?: boolean
  /** The statement that only looks, and is asked so often that it is not counted as something done; default: none. */
  look?: string
  /** Told when the engine had to end by itself, and when it is there again. */
  onEngine?: (report: EngineReport) => void
}

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const started = Date.now()
  for (;;) {
    const result = await acquireLock(options.folder)
    if ('lock' in result) return own(options, result.lock)
    const { owner } = result
    if (options.exclusive) throw new FolderInUse(options.folder, owner)
    const presence = owner.socketFolder ? await attend(owner.socketFolder) : null
    if (presence)
      return {
        socketFolder: owner.socketFolder,
        owned: false,
        done: null,
        close: async () => void presence.destroy(),
      }
    if (Date.now() - started > JOIN_PATIENCE_MS) throw new FolderInUse(options.folder, owner)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/**
 * A connection that says nothing: while it lasts, the owner does not stop under us (serve-socket.ts waits for
 * its clients). Null when the owner has just gone or is not there yet.
 */
function attend(socketFolder: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(join(socketFolder, SOCKET_NAME))
    socket.once('connect', () => resolve(socket.unref()))
    // When the owner dies later, the statements under way say so.
    socket.on('error', () => resolve(null))
  })
}

async function own(
  { folder, durable, exclusive, small = false, look = '', onEngine = () => {} }: EngineOptions,
  lock: { announce(socketFolder: string): Promise<void>; release(): Promise<void> },
): Promise<Engine> {
  // Socket paths are limited to about a hundred bytes, so it lives in a short folder of its own, mode 0700.
  const socketFolder = await mkdtemp(join(tmpdir(), 'clientele-'))
  try {
    const database = join(folder, 'pg')
    await prepareFolder(database, durable)
    const socketPath = join(socketFolder, SOCKET_NAME)
    const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const start = async () => {
      await rm(socketPath, { force: true })
      // What an engine does that finds out what was committed is something done.
      Atomics.add(done, 0, 1)
      return startWorker({ folder: database, socketPath, durable, small, brief: !exclusive, look, done })
    }
    const running = keepRunning(await start(), start, onEngine)
    await lock.announce(socketFolder)
    return {
      socketFolder,
      owned: true,
      done: () => Atomics.load(done, 0),
      async close() {
        await running.stop()
        await rm(socketFolder, { recursive: true, force: true })
        await lock.release()
      },
    }
  } catch (error) {
    await rm(socketFolder, { recursive: true, force: true })
    await lock.release()
    throw error
  }
}

/** A new database folder is a copy of the template, if that is of the current schema; else PGlite makes one. */
async function prepareFolder(folder: string, durable: boolean): Promise<void> {
  if (await exists(join(folder, 'PG_VERSION'))) return
  const hash = await readFile(new URL('schema-hash', TEMPLATE), 'utf8').catch(() => '')
  if (hash !== (await schemaHash())) return void (await mkdir(folder, { recursive: true, mode: 0o700 }))
  const draft = `${folder}.draft`
  await rm(draft, { recursive: true, force: true })
  // More than a thousand small files: in turn they take a third of the work that they take through promises.
  cpSync(new URL('pg', TEMPLATE), draft, { recursive: true })
  for (const inner of JSON.parse(await readFile(new URL('folders.json', TEMPLATE), 'utf8')) as string[])
    await mkdir(join(draft, inner), { recursive: true })
  if (durable) await syncTree(draft)
  // What a store holds is personal: it is its owner's alone, as PostgreSQL has it.
  await chmod(draft, 0o700)
  await rename(draft, folder)
  if (durable) await syncOne(dirname(folder))
}

/** PostgreSQL syncs only what it writes itself: the copy must be on the disk before anything is acknowledged. */
async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))]
  const workers = Array.from({ length: SYNCS_AT_ONCE }, async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await syncOne(path)
  })
  await Promise.all(workers)
}

const SYNCS_AT_ONCE = 8

async function syncOne(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

function startWorker(data: WorkerData): Promise<Worker> {
  const worker = new Worker(WORKER, { workerData: data })
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      // What still comes of it is nobody's business.
      worker.on('error', () => {})
      void worker.terminate()
      reject(error)
    }
    const ended = () => fail(new Error('The embedded engine ended while it started'))
    const timer = setTimeout(() => fail(new Error('The embedded engine does not start')), START_PATIENCE_MS)
    worker.once('error', fail)
    worker.once('exit', ended)
    worker.once('message', (message: 'ready' | Panic) => {
      if (message !== 'ready') return fail(new Error(message.panic))
      clearTimeout(timer)
      worker.off('error', fail).off('exit', ended)
      resolve(worker)
    })
  })
}
