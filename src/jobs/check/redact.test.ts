import { expect, test } from 'vitest'
import { createRedactor } from './redact.ts'

test('secrets of the credential, of headers, and what looks like a token are hidden; the rest stays', () => {
  const { redact, hideHeaders } = createRedactor({ client_id: 'public-id', client_secret: 'very-secret' })
  hideHeaders({ Authorization: 'Bearer opaque-token', Accept: 'text/plain' })
  const text =
    'public-id very-secret opaque-token text/plain eyJhbGciOi.eyJpc3MiOi.c2ln {"access_token":"abc","name":"x"}'
  expect(redact(text)).toBe(
    'public-id (hidden) (hidden) text/plain (hidden) {"access_token":"(hidden)","name":"x"}',
  )
})

test('half a token of an answer that was cut is hidden too', () => {
  const { redact } = createRedactor({})
  expect(redact('{"access_token":"abcdef')).toBe('{"access_token":"(hidden)"')
})
