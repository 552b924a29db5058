import { describe, expect, test } from 'vitest'
import { readCursor, writeCursor } from './cursor.ts'

const LIST = ['since_id', 'ids', 'created_at_min']
const decode = (text: string) => Buffer.from(text, 'base64url').toString()

describe('page_info', () => {
  test('is compact JSON in base64 without padding', () => {
    const plain = writeCursor({
      sinceId: '16057660172527392801092788',
      direction: 'prev',
      limit: 1,
      filters: {},
    })
    expect(decode(plain)).toBe('{"sinceId":"16057660172527392801092788","direction":"prev","limit":1}')
    expect(plain).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  test('carries filters as they were sent, and only when there are any', () => {
    const filters = { since_id: '5', created_at_min: '2021-08-31T02:20:26 08:00' }
    const text = writeCursor({ sinceId: '9', direction: 'next', limit: 250, filters })
    expect(decode(text)).toBe(
      '{"sinceId":"9","direction":"next","limit":250,"filters":{"since_id":"5","created_at_min":"2021-08-31T02:20:26 08:00"}}',
    )
    expect(readCursor(text, LIST)).toEqual({ sinceId: '9', direction: 'next', limit: 250, filters })
  })

  test('carries what the row is sorted by before its id', () => {
    const cursor = { sinceId: '9', sinceValue: 3, direction: 'next', limit: 1, filters: {} } as const
    expect(decode(writeCursor(cursor))).toBe('{"sinceId":"9","direction":"next","limit":1,"sinceValue":3}')
    expect(readCursor(writeCursor(cursor), LIST)).toEqual(cursor)
  })

  test('takes ids beyond 26 digits for the same bound', () => {
    const far = (digits: number) =>
      readCursor(writeCursor({ sinceId: '9'.repeat(digits), direction: 'next', limit: 1, filters: {} }), LIST)
        ?.sinceId
    expect(far(27)).toBe(`1${'0'.repeat(26)}`)
    expect(far(5000)).toBe(far(27))
  })

  test('without a limit has the default one', () => {
    expect(
      readCursor(Buffer.from('{"sinceId":"1","direction":"next"}').toString('base64'), LIST)?.limit,
    ).toBe(50)
  })

  test('ignores members it does not know', () => {
    const text = Buffer.from(
      '{"sinceId":"1","direction":"next","limit":1,"filters":{"name":"x","__proto__":{"ids":"1"}}}',
    ).toString('base64')
    expect(readCursor(text, LIST)).toEqual({ sinceId: '1', direction: 'next', limit: 1, filters: {} })
  })
})
