/** The results as a page. */
import { figuresOf, type Outcome, show, showTarget, verdict } from './outcome.ts'

export interface Circumstances {
  date: Date
  machine: string
  versions: string
  load: string
  seed: number
}

const HEADINGS = ['what', 'to reach', 'measured', 'least – most', 'met', 'made of']

function cells(outcome: Outcome): string[] {
  const { row, measured, reason } = outcome
  if (!measured) return [row.title, showTarget(row.target), '–', '', verdict(outcome), reason ?? '']
  const { value, least, most } = figuresOf(measured)
  return [
    row.title,
    showTarget(row.target),
    show(value),
    measured.values.length > 1 ? `${show(least)} – ${show(most)}` : '',
    verdict(outcome),
    measured.parts.map((part) => `${part.name} ${show(part.value)} ${part.unit}`.trim()).join('; '),
  ]
}

export function table(outcomes: readonly Outcome[]): string {
  const lines = [HEADINGS, ...outcomes.map(cells)]
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const row = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [row(HEADINGS), row(widths.map((width) => '-'.repeat(width))), ...lines.slice(1).map(row)].join('\n')
}

export function markdown(outcomes: readonly Outcome[], circumstances: Circumstances): string {
  const targeted = outcomes.filter(({ row }) => row.target)
  const met = targeted.filter((outcome) => verdict(outcome) === 'yes').length
  const missing = targeted.filter(({ measured }) => !measured).length
  const notes = outcomes.flatMap(({ row, measured }) =>
    measured?.note ? [`- ${row.title}: ${measured.note}.`] : [],
  )
  return `# Benchmark results

Written by \`npm run bench\`. ${met} of ${targeted.length} targets are met${missing > 0 ? `, ${missing} were not measured` : ''}.

![Each measured figure beside its target](results.svg)

- Date: ${circumstances.date.toISOString().slice(0, 10)}
- Machine: ${circumstances.machine}
- Versions: ${circumstances.versions}
- Load: ${circumstances.load}
- Data: seed ${circumstances.seed}, three orders a customer, payments and refunds, addresses for most

Both sides of a ratio are loaded in turns within one run; a figure is the median of the rounds' ratios, beside the
least and the greatest of them. Load, servers and database share the machine, so that only ratios say something.
"Cold" is with hot pages off (\`CLIENTELE_HOT_BYTES=0\`), "hot" as it is served by default.

${table(outcomes)}
${notes.length > 0 ? `\n${notes.join('\n')}\n` : ''}`
}
