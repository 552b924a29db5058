import { describe, expect, test } from 'vitest'
import { assuming, readAssumptions } from './assumptions.ts'
import { assumptionTable as easycart, defaultSettings as easycartDefaults } from './easycart/settings.ts'
import { dialects } from './index.ts'
import { assumptionTable as shopline, defaultSettings as shoplineDefaults } from './shopline/settings.ts'

const read = (table: typeof easycart | typeof shopline, name: string, text: string) =>
  readAssumptions(table as typeof easycart, 'p', new Map([[name, text]]))

test.each([
  [shopline, 'sinceIdMode', 'resume', { sinceIdMode: 'resume' }],
  [shopline, 'strictContentType', 'true', { strictContentType: true }],
  [shopline, 'lastOrderDeletedLiteral', 'N/A', { lastOrderDeletedLiteral: 'N/A' }],
  [shopline, 'rateLimit', 'off', { rateLimit: null }],
  [shopline, 'rateLimit', '80/8', { rateLimit: { capacity: 80, perSecond: 8 } }],
  [shopline, 'webhookSignature', 'base64', { webhookSignature: 'base64' }],
  [easycart, 'page_size', '50', { pageSize: 50 }],
  [easycart, 'subscriptionAlive', 'past_due+active', { subscriptionAlive: ['active', 'past_due'] }],
  [easycart, 'rate_limit', '10/60', { rateLimit: { requests: 10, seconds: 60 } }],
] as const)('%#: %s=%s', (table, name, text, settings) => {
  expect(read(table, name, text)).toEqual(settings)
})

test('every default reads back as itself', () => {
  for (const [table, defaults] of [
    [shopline, shoplineDefaults],
    [easycart, easycartDefaults],
  ] as const)
    for (const [name, { choice }] of Object.entries(table)) {
      const value = (defaults as unknown as Record<string, unknown>)[name]
      expect(choice.read(choice.write(value as never)), name).toEqual(value)
    }
})

describe('what cannot be had is said in one line with its name, its value and what is allowed', () => {
  test.each([
    ['sinceIdMode=resume', /"sinceIdMode=resume" is no assumption\. Allowed: <platform>\.<name>=<value>/],
    ['shopline.sinceIdMode', /is no assumption/],
    ['acme.pageSize=1', /"acme" has no assumptions.*Allowed: .*shopline.*easycart/],
    ['shopline.pageSize=1', /shopline has no assumption "pageSize"\. Allowed: sinceIdMode, /],
    ['shopline.sinceIdMode=', /shopline\.sinceIdMode is ""\. Allowed: after, resume\./],
    ['easycart.pageSize=0', /easycart\.pageSize is "0"\. Allowed: a whole number from 1 to 1000\./],
    ['easycart.rateLimit=10', /easycart\.rateLimit is "10"\. Allowed: off, <requests>\/<seconds>/],
    ['easycart.subscriptionAlive=active+dead', /Allowed: one or more of .*joined by \+/],
    ['easycart.accentSensitive=yes', /Allowed: true, false\./],
  ])('%s', (asked, text) => {
    expect(() => assuming(dialects, [asked])).toThrow(text)
  })
})

test('only the platforms that were asked for are others', () => {
  const made = assuming(dialects, ['easycart.pageSize=50', 'easycart.window=each_bound'])
  expect(made.map(({ name }) => name)).toEqual(dialects.map(({ name }) => name))
  expect(made.filter((one) => !dialects.includes(one)).map(({ name }) => name)).toEqual(['easycart'])
})
