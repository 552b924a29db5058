/** Inputs that are kept, a JSON text a line: each takes a branch that no one before it took. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const FOLDER = new URL('./corpus/', import.meta.url)
const fileOf = (name: string): URL => new URL(`${name}.txt`, FOLDER)

export const readCorpus = (name: string): string[] =>
  existsSync(fileOf(name))
    ? readFileSync(fileOf(name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as string)
    : []

export function writeCorpus(name: string, inputs: readonly string[]): void {
  mkdirSync(FOLDER, { recursive: true })
  const lines = [...inputs].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  writeFileSync(fileOf(name), lines.map((input) => `${JSON.stringify(input)}\n`).join(''))
}
