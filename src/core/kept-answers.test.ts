import { expect, test } from 'vitest'
import { markOf, marksIn } from './kept-answers.ts'

test('whatever a body names is found by its mark, in any case and within an address', () => {
  const body = {
    data: [{ id: 'xYZkjABcde', mail: 'Ada@Example.com' }],
    self: 'http://a/api/customers/QWERTYuiop',
  }
  const marks = marksIn(JSON.stringify(body))
  for (const name of ['xYZkjABcde', 'ada@example.com', 'QWERTYuiop']) expect(marks).toContain(markOf(name))
  expect(marks).not.toContain(markOf('ada'))
  expect(markOf('ada')).toMatch(/^-?\d{1,19}$/)
})

test('a body that is no JSON names nothing', () => {
  expect(marksIn('')).toEqual([])
  expect(marksIn('<html>')).toEqual([])
})
