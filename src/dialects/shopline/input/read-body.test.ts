import { expect, test } from 'vitest'
import { ShoplineRefusal } from '../errors.ts'
import { defaultSettings } from '../settings.ts'
import { readBody, readWrapped } from './read-body.ts'

const call = (body: string, refuseHighRiskContent = true) =>
  ({ request: { body }, settings: { ...defaultSettings, refuseHighRiskContent } }) as Parameters<
    typeof readBody
  >[0]
const refusalOf = (work: () => unknown): [number, string] => {
  try {
    work()
  } catch (error) {
    if (error instanceof ShoplineRefusal) return [error.status, error.message]
    throw error
  }
  return [200, '']
}

test.each([
  ['', 'body: must be JSON'],
  ['{', 'body: must be JSON'],
  ['{"customer":{}} x', 'body: must be JSON'],
  ['['.repeat(50_000) + ']'.repeat(50_000), 'body: must be JSON'],
  ['null', 'body: is required'],
  ['[]', 'body: must be an object'],
  ['"x"', 'body: must be an object'],
  ['{}', 'customer: is required'],
  ['{"customer":null}', 'customer: is required'],
  ['{"customer":[]}', 'customer: must be an object'],
])('a body of %.20s is refused', (body, sentence) => {
  expect(refusalOf(() => readWrapped(call(body), 'customer'))).toEqual([400, sentence])
})

test.each(['<script>alert(1)</script>', 'a < SCRIPT src=x>', '\\u003cscript>'])(
  '%s is high-risk content, wherever it stands',
  (text) => {
    for (const body of [`{"customer":{"note":"${text}"}}`, `{"a":[{"b":["${text}"]}]}`]) {
      expect(refusalOf(() => readBody(call(body)))).toEqual([412, 'High-risk content'])
      expect(refusalOf(() => readBody(call(body, false)))).toEqual([200, ''])
    }
  },
)

test.each(['<b>', 'javascript', 'a < b', '<scripture>'])('%s is not', (text) => {
  expect(readWrapped(call(`{"customer":{"note":"${text}"}}`), 'customer')).toEqual({ note: text })
})
