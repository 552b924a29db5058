import { expect, test } from 'vitest'
import { admitsJson } from './check-headers.ts'

test.each([
  ['', true],
  ['*/*', true],
  ['application/*', true],
  ['text/html, application/json;q=0.1', true],
  ['APPLICATION/JSON; charset=utf-8', true],
  ['text/html', false],
  ['application/json;q=0', false],
  ['application/json;q=0, */*', false],
  ['*/*;q=0', false],
  ['application/*;q=0, */*;q=1', false],
  ['application/vnd.api+json', false],
])('Accept %j admits JSON: %s', (accept, admitted) => {
  expect(admitsJson(accept)).toBe(admitted)
})
