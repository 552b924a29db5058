/** What browsers are told with the server's own pages. */
import { expect, test } from 'vitest'
import { createOwnPages, isPinned } from '../../src/server/own-pages.ts'

const store = { pendingMigrations: async () => [] }

test.each(['/', '/organizations', '/o/acme', '/docs'])(
  '%s may not be framed, sniffed or kept',
  async (path) => {
    const page = await createOwnPages(store)(path)
    expect(page?.headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
    const policy = (page?.headers['Content-Security-Policy'] ?? '').split('; ')
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]),
    )
    expect(policy.filter((rule) => /script-src.*(unsafe|\*|https?:)/.test(rule))).toEqual([])
    expect(page?.headers).not.toHaveProperty('Strict-Transport-Security')
  },
)

test('a name of its own behind HTTPS is asked for by HTTPS alone from then on, localhost never', async () => {
  const page = await createOwnPages(store, { pinned: true })('/')
  expect(page?.headers['Strict-Transport-Security']).toBe('max-age=31536000')
  expect((await createOwnPages(store, { pinned: true })('/nowhere'))?.headers).toBeUndefined()
  expect(isPinned(true, 'shop.example')).toBe(true)
  for (const [secure, domain] of [
    [false, 'shop.example'],
    [true, 'localhost'],
    [true, 'a.localhost'],
  ] as const)
    expect(isPinned(secure, domain)).toBe(false)
})
