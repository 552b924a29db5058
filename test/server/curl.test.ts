import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { curlOf } from '../../src/console/pages/requests/curl.ts'
import type { RequestDetail } from '../../src/server/admin/traffic/present.ts'

/** What a shell hands to curl, which here is a function that prints it. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }\nTOKEN=secret\n${command}\n`
  return execFileSync('/bin/sh', { input: script, env: {} }).toString().split('\0').slice(0, -1)
}

const detail = (more: { body?: string; headers?: Record<string, string>; path?: string; query?: string }) =>
  ({
    method: 'POST',
    origin: 'http://127.0.0.1:8080',
    path: more.path ?? '/api/customers',
    query: more.query ?? '',
    request: { headers: more.headers ?? {}, body: more.body ?? '' },
  }) as RequestDetail

const BODIES = [
  `{"name":"O'Neil's \\"$HOME\\" \`id\` $(id) \\\\ !! \n\t%s"}`,
  `'`,
  `''`,
  `\\'`,
  `'; touch /tmp/never; '`,
  `@/etc/passwd`,
  '-o /tmp/never',
  '\n',
  'zażółć 🏺',
]

test.each(BODIES)('a shell gives curl the body as it was: %j', (body) => {
  expect(argumentsOf(curlOf(detail({ body }))).slice(-2)).toEqual(['--data-raw', body])
})

test('any body, header and URL arrives as it was', () => {
  const texts = fc.string({ unit: fc.constantFrom(...`'"\\$\`!&|;<>(){}*?~#% \n\ta1é@-=`), maxLength: 30 })
  fc.assert(
    fc.property(texts, texts, texts, (body, header, path) => {
      const found = argumentsOf(curlOf(detail({ body, headers: { 'x-one': header }, path: `/${path}` })))
      expect(found[5]).toBe(`http://127.0.0.1:8080/${path}`)
      expect(found.slice(6)).toEqual(['-H', `x-one: ${header}`, ...(body ? ['--data-raw', body] : [])])
    }),
    { numRuns: 40 },
  )
})

test('the token is the shell’s', () => {
  const headers = { host: 'x', authorization: '(not kept)', 'content-type': 'application/json' }
  const command = curlOf(detail({ headers, query: 'page[size]=5' }))
  expect(argumentsOf(command)).toEqual([
    ...['-i', '-g', '--path-as-is', '-X', 'POST', 'http://127.0.0.1:8080/api/customers?page[size]=5'],
    ...['-H', 'authorization: Bearer secret', '-H', 'content-type: application/json'],
  ])
  expect(command).toContain('"$TOKEN"')
})
