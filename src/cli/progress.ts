/** How far long work has come: a bar on a terminal, a line every few seconds elsewhere. On stderr. */

const WIDTH = 30
const SECONDS_BETWEEN_LINES = 3

export interface Progress {
  update(done: number, total: number): void
  /** Takes the bar away again. */
  end(): void
}

export function createProgress(label: string, output: NodeJS.WriteStream = process.stderr): Progress {
  let lastLine = Date.now()
  return {
    update(done, total) {
      const share = total === 0 ? 1 : done / total
      if (output.isTTY) {
        const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░')
        output.write(`\r${label} ${bar} ${Math.floor(share * 100)} %`)
      } else if (Date.now() - lastLine >= SECONDS_BETWEEN_LINES * 1000) {
        lastLine = Date.now()
        output.write(`${label}: ${done} of ${total}\n`)
      }
    },
    end() {
      if (output.isTTY) output.write('\r\x1b[2K')
    },
  }
}
