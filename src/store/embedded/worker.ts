/**
 * The embedded engine, in a worker thread so that its WebAssembly never blocks the main loop. It serves
 * one folder over a Unix socket until it is told to stop.
 */
import { fsyncSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import type { Panic } from './keep-running.ts'
import { serveSocket } from './serve-socket.ts'

export interface WorkerData {
  folder: string
  socketPath: string
  /** Sync the log to the disk at each commit. */
  durable: boolean
  /** Keep the engine's own memory small: for a command that goes through everything once. */
  small: boolean
  /** For one command, which is soon done: see below. */
  brief: boolean
  look: string
  /** Counts what is done beside looks, in memory that the main thread reads. */
  done: Int32Array
}

const { folder, socketPath, durable, small, brief, look, done } = workerData as WorkerData

// Most of what starts PostgreSQL runs once or twice: V8 would compile it anew, for speed, on other threads. Ten times
// its own measure of what is worth that is a few hundredths of a second of real work. A single command works so little
// that a hundred times spares a quarter of all it does, and costs one that imports thousands nothing.
setFlagsFromString(`--wasm-tiering-budget=${brief ? 180_000_000 : 18_000_000}`)

const { defaultStartParams } = PGlite as unknown as { defaultStartParams: string[] }
const pgliteWasmModule = await compileEngine()
/** What the migrations create must be at hand when they run. */
const extensions = { pg_trgm }
const engine = await (durable
  ? PGlite.create({ fs: syncingFolder(), startParams: durableParams(), pgliteWasmModule, extensions })
  : PGlite.create(folder, {
      startParams: [...defaultStartParams, ...smallParams()],
      pgliteWasmModule,
      extensions,
    }))
const socket = await serveSocket(engine, socketPath, {
  look,
  onWork: () => void Atomics.add(done, 0, 1),
  onPanic: (panic) => parentPort?.postMessage({ panic } satisfies Panic),
})
parentPort?.postMessage('ready')

parentPort?.on('message', async (message) => {
  if (message !== 'stop') return
  await socket.close()
  await engine.close()
  parentPort?.postMessage('stopped')
  parentPort?.close()
})

/**
 * The engine's code, read as PGlite itself would, but not into a block of the C library's: its allocator takes the
 * largest block that was ever given back for the measure of what each thread may keep (mallopt(3), M_MMAP_THRESHOLD),
 * and after 9 MB the threads that compile keep tens of MB each for good.
 */
async function compileEngine(): Promise<EngineCode> {
  const file = await open(new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite')))
  try {
    const { size } = await file.stat()
    const { Memory, compile } = (globalThis as unknown as { WebAssembly: WasmRuntime }).WebAssembly
    // In pages of 64 KB.
    const bytes = new Uint8Array(new Memory({ initial: Math.ceil(size / 65_536) }).buffer, 0, size)
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) throw new Error('The embedded engine’s code is cut short')
      at += bytesRead
    }
    return await compile(bytes)
  } finally {
    await file.close()
  }
}

/**
 * PGlite starts PostgreSQL with `-F` (fsync off). A lasting store must not: without `-F`, with fsync on
 * and the one sync method that reaches the file system layer.
 */
function durableParams(): string[] {
  const kept = defaultStartParams.filter((parameter) => parameter !== '-F')
  return [...kept, '-c', 'fsync=on', '-c', 'wal_sync_method=fsync', ...smallParams()]
}

/**
 * PostgreSQL's own cache is 128 MB, all of it resident from the first moment, since WebAssembly's memory is
 * cleared by writing it. The operating system keeps the folder's pages as well, so that little is lost. A vacuum and
 * analyze after many writes (upkeep.ts) holds 300 rows of each table for each point of the statistics target.
 */
function smallParams(): string[] {
  if (!small) return []
  const settings = ['shared_buffers=8MB', 'maintenance_work_mem=16MB', 'default_statistics_target=30']
  return settings.flatMap((setting) => ['-c', setting])
}

/**
 * The folder file system has no sync operation of its own: PostgreSQL's fsync would go nowhere. It is given
 * one before PostgreSQL starts, since recovery after a crash drops the log that it has worked off.
 */
function syncingFolder(): NodeFS {
  const files = new NodeFS(folder)
  const init = files.init.bind(files)
  files.init = async (engine, options) => {
    const { emscriptenOpts } = await init(engine, options)
    const preRun = [emscriptenOpts.preRun ?? []].flat()
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, giveSync] as never } }
  }
  return files
}

function giveSync({ FS }: EmscriptenModule): void {
  FS.filesystems.NODEFS.stream_ops.fsync = (stream) => fsyncSync(stream.nfd)
}

type EngineCode = NonNullable<PGliteOptions['pgliteWasmModule']>

/** What Node's types do not say. */
interface WasmRuntime {
  Memory: new (pages: { initial: number }) => { buffer: ArrayBuffer }
  compile(bytes: Uint8Array): Promise<EngineCode>
}

interface EmscriptenModule {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => void } } } }
}
