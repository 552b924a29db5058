import { expect, test } from 'vitest'
import { EasycartRefusal } from '../errors.ts'
import { readBody } from './read-body.ts'

const request = (body: string) => ({ body, headers: {} }) as Parameters<typeof readBody>[0]

test('a body with more levels than the framework reads is refused as one that cannot be read', () => {
  const nested = (levels: number) => request(`{"data":${'['.repeat(levels)}${']'.repeat(levels)}}`)
  expect(readBody(nested(500), {})).toEqual({})
  for (const levels of [600, 50_000]) expect(() => readBody(nested(levels), {})).toThrow(EasycartRefusal)
})
