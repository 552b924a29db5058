import { expect, test } from 'vitest'
import { isRedirectUri, sourceOf, withParameters } from './redirect-uri.ts'

test.each([
  ['https://shop.example/callback', true],
  ['https://shop.example/callback?tenant=1', true],
  ['http://localhost:3000/', true],
  ['com.example.app:/oauth', true],
  ['/callback', false],
  ['shop.example/callback', false],
  ['https://shop.example/#top', false],
  ['https://shop.example/a b', false],
  ['https://shop.example/\r\nSet-Cookie: a=b', false],
  ['https://shöp.example/', false],
  ['javascript:alert(1)', false],
  ['JavaScript:alert(1)', false],
  ['data:text/html,x', false],
  ['https://[::1]:3000/cb', true],
  ["https://a;script-src'/", false],
  ['https://*/', false],
  ['https://a,b/', false],
  ['', false],
])('%j as a redirect URI: %s', (text, ok) => expect(isRedirectUri(text)).toBe(ok))

test('parameters are added behind what is there', () => {
  expect(withParameters('https://a.example/cb', { code: 'x y', state: null })).toBe(
    'https://a.example/cb?code=x%20y',
  )
  expect(withParameters('https://a.example/cb?t=%2F', { code: 'c', state: 'a&b=ü' })).toBe(
    'https://a.example/cb?t=%2F&code=c&state=a%26b%3D%C3%BC',
  )
  expect(withParameters('https://a.example/cb?', { code: 'c' })).toBe('https://a.example/cb?code=c')
  expect(withParameters('https://a.example/cb', { state: '\ud800' })).toBe(
    'https://a.example/cb?state=%EF%BF%BD',
  )
})

test('a policy names the origin, or the scheme', () => {
  expect(sourceOf('https://a.example:8443/cb?x=1;y')).toBe('https://a.example:8443')
  expect(sourceOf('com.example.app:/oauth')).toBe('com.example.app:')
})
