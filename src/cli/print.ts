/** What commands print: one JSON value on a line for scripts, a table for people. */

export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

/** Rows as columns of equal width under their names; `(none)` when there are no rows. */
export function printTable(rows: readonly Record<string, string | number | null>[]): void {
  const [first] = rows
  if (!first) return void process.stdout.write('(none)\n')
  const names = Object.keys(first)
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))]
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  for (const line of cells)
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
}
