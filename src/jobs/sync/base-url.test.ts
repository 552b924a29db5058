import { expect, test } from 'vitest'
import { dialects } from '../../dialects/index.ts'
import { readBaseUrl } from './base-url.ts'

const dialect = (name: string) => dialects.find((one) => one.name === name) as (typeof dialects)[number]

test.each([
  ['easycart', 'http://127.0.0.1:8080/api/v1', 'http://127.0.0.1:8080'],
  ['easycart', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['easycart', 'https://shops.example.com/one/api/v1/', 'https://shops.example.com/one'],
  ['commerce-layer', 'https://acme.commercelayer.io/api', 'https://acme.commercelayer.io'],
  ['shopline', 'https://acme.myshopline.com/admin/openapi/v20260301', 'https://acme.myshopline.com'],
  ['shopline', 'https://acme.myshopline.com', 'https://acme.myshopline.com'],
])('%s at %s is %s', (name, text, expected) => {
  expect(readBaseUrl(text, dialect(name))).toBe(expected)
})

test.each(['shop.example.com', 'ftp://shop', 'http://user:word@shop', 'https://shop/?a=1', ''])(
  '%s is refused without a secret',
  (text) => {
    expect(() => readBaseUrl(text, dialect('easycart'))).toThrow('is not an address such as')
    expect(() => readBaseUrl(text, dialect('easycart'))).not.toThrow('word')
  },
)
