/** Files that are imported, and those that say how. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cellOf, textOf } from '../../../src/jobs/exchange/csv-cells.ts'
import { createReaderOf, type Format } from '../../../src/jobs/import/formats.ts'
import { readRules } from '../../../src/jobs/sync/merge/rules.ts'
import { SyncRefused } from '../../../src/jobs/sync/refused.ts'
import type { Target } from '../judge.ts'

const FILE = join(tmpdir(), `clientele-fuzz-${process.pid}`)
/** Opening, reading and parting a file of them takes its time. */
const FILE_MS = 400

/** Every input record, and every line that was refused. A file that is none at all is refused in plain words. */
const imported = (format: Format) => async (text: string) => {
  writeFileSync(FILE, text)
  const reader = await createReaderOf(format, FILE).catch((error: Error) => {
    if (error.constructor === Error) return null
    throw error
  })
  if (reader === null) return null
  const read: unknown[] = []
  for await (const record of reader(FILE, () => {})) read.push(record)
  // It goes into the store, or into the rejects file.
  return JSON.stringify(read).length > 0 ? read : null
}
const file = (format: Format, ...seeds: string[]): Target => ({
  name: `file-${format}`,
  parse: imported(format),
  seeds,
  mostMs: FILE_MS,
})

export const fileTargets: readonly Target[] = [
  file(
    'customers-csv',
    'email,first_name,tags,metadata,created_at,birthday,verified_email,Colour\na@b.co,Ada,"a,b","{""a"":1}",2026-01-01T00:00:00Z,2001-02-03,yes,red\nc@b.co,,,,,,constructor,\n',
    'email;metadata.__proto__;metadata\na@b.co;x;"{""__proto__"":{""a"":1}}"\n',
    '\ufeffreference\tname\tgender\tblacklisted\n1\t"A\nB"\tfemale\ttrue\n',
    `mail;;metadata\na@a;;${'!""'.repeat(3000)}\n`,
  ),
  file(
    'orders-csv',
    'order_reference,customer_email,date,amount,currency,status,paid,quantity\n1,a@b.co,2026-01-01,10.50,USD,completed,10.50,2\n',
    'id;customer;created_at;amount_minor;currency_code\n1;c1;2026-01-01T10:00:00Z;1050;JPY\n',
  ),
  file(
    'shopify-customers-csv',
    'First Name,Last Name,Email,Accepts Email Marketing,Tags,Total Spent\nAda,L,a@b.co,yes,"a, b",1.00\n',
  ),
  file(
    'ndjson',
    '{"type":"customer","email":"a@b.co","first_name":"Ada","tags":[{"name":"a"}],"metadata":{"a":1},"created_at":"2026-01-01T00:00:00.000Z"}\n{"type":"order","reference":"1","customer":{"email":"a@b.co"},"currency":"USD","amount":1,"status":"completed","lines":[{"name":"x","quantity":1,"amount":1}]}\n',
    '{"type":"link","name":"a","from":{"type":"order","reference":"1"},"to":{"type":"customer","email":"a@b.co"}}\n',
    `{"type":"customer","email":"a@b.co","metadata":{"a":${'['.repeat(8000)}${']'.repeat(8000)}}}\n{"type":"customer","email":"a@b.co","metadata":{"a":1e400}}`,
    '{"__proto__":{"type":"customer"},"type":"customer","constructor":1}\n',
  ),
  file(
    'cdnow',
    ' 00001 19970101  1   11.77\n 00002 19970112  1   12.00$\n 00002 19970112  5   77.00\n',
    ' 00004 99991231 1 0.00\n',
  ),
  {
    name: 'merge-rules',
    refusals: [SyncRefused],
    parse: (text) => readRules(text, 'rules.json'),
    seeds: [
      '{"default":"newest","fields":{"email":"here","tags":"union","created_at":"earliest","note":["shop"]}}',
    ],
  },
  {
    name: 'csv-cell',
    parse(text) {
      const cell = cellOf(text)
      if (textOf(cell) !== text) throw new Error('a cell does not come back')
      if (/^[=+\-@\t\r]/.test(cell)) throw new Error('a spreadsheet would take it for a formula')
      return cell
    },
    seeds: ['=1+1', "'a", ' a ', "''", '@x', 'plain', "'s-Hertogenbosch"],
  },
]
