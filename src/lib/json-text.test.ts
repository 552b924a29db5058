import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEEPEST, jsonTokens, quote, rewriteJson, stringIn } from './json-text.ts'

const tokens = (text: string) => [...jsonTokens(text)].map(({ path, text }) => [path.join('.'), text])

test('each value has its path, in order, with its digits', () => {
  expect(tokens('{"a":[1,{"b":"x"}],"c":{"d":123456789012345678901234567890,"e":null}, "f":true}')).toEqual([
    ['a.0', '1'],
    ['a.1.b', '"x"'],
    ['c.d', '123456789012345678901234567890'],
    ['c.e', 'null'],
    ['f', 'true'],
  ])
})

test('what is cut off, or not quite JSON, is gone through as far as it goes', () => {
  expect(tokens('{"a":"x","password":"abc')).toEqual([
    ['a', '"x"'],
    ['password', '"abc'],
  ])
  expect(tokens("{password: 'abc', b: 1")).toEqual([
    ['password', "'abc'"],
    ['b', '1'],
  ])
  expect(tokens('}],{"a":1}')).toEqual([['a', '1']])
})

test('names are read, however they are spelt', () => {
  expect(tokens('{"p\\u0061ss":"x"}')).toEqual([['pass', '"x"']])
})

test('depth makes it no slower: a path ends where nothing means something any more', () => {
  const began = performance.now()
  const deep = [...jsonTokens(`{"a":1,"b":${'['.repeat(20_000)}${'1,'.repeat(20_000)}`)]
  expect(performance.now() - began).toBeLessThan(1000)
  expect([deep.length, deep[0]?.isBelow, deep[1]?.isBelow]).toEqual([20_001, false, true])
  expect(deep[1]?.path.length).toBe(DEEPEST)
})

test('any JSON has its scalars, and stays as it is where nothing changes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(rewriteJson(text, () => null)).toBe(text)
      const read = [...jsonTokens(text)].map((token) =>
        token.kind === 'string' ? stringIn(token.text) : JSON.parse(token.text),
      )
      expect(read).toEqual(scalars(JSON.parse(text)))
    }),
  )
})

const scalars = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(inOrder(value)).flatMap(scalars) : [value]
const inOrder = (value: object): object => value

test('a value is put in the place of another', () => {
  const hidden = rewriteJson('{"a": "x",\n "b":[1, "y"]}', ({ path }) => (path[0] === 'b' ? '"-"' : null))
  expect(hidden).toBe('{"a": "x",\n "b":["-", "-"]}')
})

test('a text is quoted as JSON.stringify quotes it', () => {
  const unit = fc.constantFrom('"', '\\', '\n', '\ud800', '\u2028', 'é', 'a')
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.string({ unit }))
  fc.assert(
    fc.property(text, (given) => {
      expect(quote(given)).toBe(JSON.stringify(given))
    }),
  )
})
