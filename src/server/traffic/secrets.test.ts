import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createCleaner, isSecretName, NOT_KEPT } from './secrets.ts'

const PATH = '/api/v1/customers'
const cleaner = createCleaner(PATH, [])
const JSON_TYPE = 'application/json'

const filled = (start: string, again: string, end = '') =>
  start + again.repeat(Math.ceil((65_536 - start.length - end.length) / again.length)) + end

test.each([
  ['names of parameters after an escaped ampersand', filled('{"a":"', 'u0026token', '"}')],
  ['signs between names', filled('{"a":"', 'u0026[', '"}')],
  ['parameters without a value', filled('{"a":"', '?token', '"}')],
  ['parameters in parameters', filled('{"a":"', '?a=', '"}')],
  ['percent signs in parameters', filled('{"a":"', '?a=%41', '"}')],
  ['half a percent sign', filled('{"token":"', 'a=%', '"}')],
  ['percent signs of percent signs', filled('{"token":"', '%2525', '"}')],
  ['starts of JSON Web Tokens', filled('{"a":"', 'eyJ-', '"}')],
  ['starts of JSON Web Tokens with points', filled('{"a":"', 'eyJ.', '"}')],
  ['names without an end', filled('{"a":"', 'token', '"}')],
  ['names before blanks', filled('{"token', ' ', '"}')],
  ['names and blanks', filled('{"token', 'token   ', '"}')],
  ['names before signs', filled('{"a":"token', '\\\\', '"}')],
  ['names with escaped quotes', filled('{"a":"', 'token\\"', '"}')],
  ['lists in lists', `{"token":1,"a":${'['.repeat(20_000)}${'1,'.repeat(20_000)}`],
  ['members in members', filled('{"token":1', ',"a":{"b":1')],
  ['JSON in JSON', filled('{"token":"', '{\\"a\\":\\"{', '"}')],
  ['schemes', filled('x ', 'bearer ')],
  ['a text of names', filled('x ', 'token.')],
  ['a text of equals signs', filled('x token', '=')],
  ['a text of quotes', filled('x token', '"\' ')],
  ['what is sealed, begun', filled('x ', 'v1.aaaaaaaaaaaaaaaa.')],
  ['a form of names', filled('a=', '&token=%7B')],
])('%s take no longer than others', (_name, body) => {
  const began = performance.now()
  cleaner.body(body, JSON_TYPE)
  cleaner.body(`x ${body}`, 'text/plain')
  cleaner.pairs(body)
  cleaner.text(body)
  expect(performance.now() - began).toBeLessThan(1200)
})

const hidden = (body: string, type = JSON_TYPE) => cleaner.body(body, type)

test('a parameter is judged by its own name, and what stands in another is looked at too', () => {
  expect(cleaner.text('see https://x?a=1&token=abc&b=2')).toBe(`see https://x?a=1&token=${NOT_KEPT}&b=2`)
  expect(cleaner.text('https://x?next=https://y?token=abc')).toBe(
    `https://x?next=https://y?token=${NOT_KEPT}`,
  )
  expect(hidden('{"url":"https://x?a=1\\u0026api_key=abc"}')).toBe(
    `{"url":"https://x?a=1\\u0026api_key=${NOT_KEPT}"}`,
  )
  expect(cleaner.text('https://x?token_type=bearer&country_code=PL')).toBe(
    'https://x?token_type=bearer&country_code=PL',
  )
  expect(cleaner.text('a/eyJhbGc.eyJzdWI.c2ln/b and 1.5')).toBe(`a/${NOT_KEPT}/b and 1.5`)
  expect(cleaner.text('id-eyJhbGc.eyJzdWI.c2ln')).toBe(`id-${NOT_KEPT}`)
})

test.each([
  ['{"third_key":"hush-1","third_rsa_key":"hush-2"}', 2],
  ['{"signing_key":"hush-1","access_key":"hush-2","app_key":"hush-3","pwd":"hush-4","pin":"hush-5"}', 5],
  ['{"password":trueXYZ,"has_password":true,"token":null}', 1],
  ['{"message":"{\\"password\\":\\"hush \\\\\\" hush\\",\\"id\\":1}"}', 1],
  ['{"message":"{\\u0022password\\u0022:\\u0022hush\\u0022}"}', 1],
  ['{"url":"https://x?data=%7B%22password%22%3A%22hush%22%7D"}', 1],
])('%s: nothing of it is kept', (body, times) => {
  const kept = hidden(body)
  expect(kept).not.toMatch(/hush|trueXYZ/)
  expect(decodeURIComponent(kept).split(NOT_KEPT)).toHaveLength(times + 1)
  expect(kept).not.toContain('has_password":"')
})

test('what is encoded once more is looked at as it reads', () => {
  const encoded = encodeURIComponent('https://x?token=hush-1')
  const query = `a=1&next=${encoded}&data=${encodeURIComponent('{"password":"hush-2","id":1}')}&b=%20x`
  expect(cleaner.pairs(query)).toBe(
    `a=1&next=${encodeURIComponent(`https://x?token=${NOT_KEPT}`)}&data=${encodeURIComponent(
      `{"password":"${NOT_KEPT}","id":1}`,
    )}&b=%20x`,
  )
  const deep = [1, 2, 3, 4, 5].reduce((text) => encodeURIComponent(text), 'https://x?token=hush-1')
  expect(cleaner.pairs(`next=${deep}`)).not.toContain('hush')
  expect(cleaner.pairs('next=a+b%ff&sort=-created_at')).toBe('next=a+b%ff&sort=-created_at')
})

test('in a text that is nothing else, all of a line goes that follows such a name', () => {
  expect(hidden('user: ada\npassword: correct horse\r\nend', 'text/plain')).toBe(
    `user: ada\npassword: ${NOT_KEPT}\r\nend`,
  )
  expect(hidden('x api_key = "correct horse"', 'text/plain')).toBe(`x api_key = ${NOT_KEPT}`)
})

test('multipart and XML are not kept at all', () => {
  const multipart = '--b1\r\nContent-Disposition: form-data; name="password"\r\n\r\nhush\r\n--b1--'
  for (const type of ['multipart/form-data; boundary=b1', 'text/plain', ''])
    expect(hidden(multipart, type)).toBe(NOT_KEPT)
  for (const type of ['application/xml', 'text/plain'])
    expect(hidden('<a><password>hush</password></a>', type)).toBe(NOT_KEPT)
  expect(hidden('<!doctype html><h1>Not found</h1>', 'text/html')).toContain('Not found')
})

test('an app’s key is public in a URL and a header, and headers that begin with X-Auth are not kept', () => {
  expect(cleaner.pairs('appkey=abc&handle=x')).toBe('appkey=abc&handle=x')
  expect(cleaner.headers({ appkey: 'abc', 'x-auth-user': 'u', 'x-auth': 'v', host: 'h' })).toEqual({
    ...{ appkey: 'abc', 'x-auth-user': NOT_KEPT, 'x-auth': NOT_KEPT, host: 'h' },
  })
})

const DIALECTS = 'src/dialects'
const sources = readdirSync(DIALECTS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(`${DIALECTS}/${file}`, 'utf8') }))

test('every member that a dialect seals has such a name', () => {
  const names = sources.flatMap(({ text }) => [
    ...[...text.matchAll(/(\w+): readKey\(/g)].map(([, name]) => name ?? ''),
    ...[...text.matchAll(/^ +(\w*(?:secret|token|password)\w*): \[\s*'string/gm)].map(
      ([, name]) => name ?? '',
    ),
  ])
  for (const known of ['third_key', 'third_rsa_key', 'shared_secret', 'reset_password_token'])
    expect(names).toContain(known)
  expect(names.filter((name) => !isSecretName(name))).toEqual([])
  // Whoever seals something elsewhere looks under which name it is on the wire, here and in what is never kept.
  const sealing = sources.filter(({ text }) => /\.seal\(/.test(text)).map(({ file }) => file)
  expect(sealing.sort()).toEqual([
    ...['market-writing', 'password-reset', 'webhook-writing'].map(
      (file) => `commerce-layer/writing/${file}.ts`,
    ),
    ...['conditional.ts', 'sealed-request.ts', 'shopline/social-login.ts', 'shopline/tokens.ts'],
    'shopline/webhooks/routes.ts',
  ])
})
