/** Where and with what was measured. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { BenchPostgres } from '../data/postgres.ts'

export function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}`
}

export function versions(postgres: BenchPostgres | null, loader: string, more: readonly string[]): string {
  const version = (file: URL) => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  const installed = ['@electric-sql/pglite', 'fastify', 'pg'].map(
    (name) => `${name} ${version(new URL(`../../node_modules/${name}/package.json`, import.meta.url))}`,
  )
  const server = postgres
    ? [
        /PostgreSQL\) (\S+)/.exec(
          execFileSync(join(postgres.binaries, 'postgres'), ['-V'], { encoding: 'utf8' }),
        )?.[1],
      ]
    : []
  return [
    `Clientele ${version(new URL('../../package.json', import.meta.url))}`,
    `Node ${process.versions.node}`,
    ...server.map((number) => `PostgreSQL ${number}`),
    ...installed,
    loader,
    ...more,
  ].join(', ')
}
