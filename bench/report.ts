/** The results as a table and as bench/RESULTS.md. */
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import type { Load, Measured } from './measure.ts'

const HEADINGS = ['engine', 'endpoint', 'bytes', 'Clientele req/s', 'bare node:http req/s', 'ratio', 'p99 ms']

const cells = (result: Measured): string[] =>
  result.skipped
    ? [result.engine, result.endpoint, `skipped: ${result.skipped}`, '', '', '', '']
    : [
        result.engine,
        result.endpoint,
        String(result.bytes),
        result.clientele?.toFixed(0) ?? '',
        result.bare?.toFixed(0) ?? '',
        result.ratio?.toFixed(3) ?? '',
        String(result.p99Milliseconds),
      ]

export function table(results: readonly Measured[]): string {
  const lines = [HEADINGS, ...results.map(cells)]
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  const row = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [HEADINGS, rule, ...lines.slice(1)].map(row).join('\n')
}

function versions(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const installed = ['@electric-sql/pglite', 'fastify', 'pg', 'autocannon'].map((name) => {
    const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
    return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`
  })
  return [`Clientele ${version}`, `Node ${process.versions.node}`, ...installed].join(', ')
}

export function markdown(results: readonly Measured[], load: Load, customers: number, date: Date): string {
  const [cpu] = cpus()
  return `# Benchmark results

Each list endpoint beside a bare \`node:http\` server that sends the same bytes, in one run and in turns.
The ratio is Clientele's requests per second over the bare server's; 1.000 would be free.
Written by \`npm run bench\`.

- Date: ${date.toISOString().slice(0, 10)}
- Machine: ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}; load and servers share it
- Versions: ${versions()}
- Load: ${load.connections} connections, median of ${load.rounds} rounds of ${load.seconds} s each; ${customers} demo customers

${table(results)}
`
}
