import { expect, test } from 'vitest'
import { useSandbox } from './sandbox.mjs'

const store = useSandbox('easycart')
const ask = (fault) =>
  fetch(`${store.base_url}/customers?currency=eur`, {
    headers: { authorization: `Bearer ${store.token}`, ...(fault ? { 'Clientele-Fault': fault } : {}) },
  })

test('lists customers', async () => {
  const { items } = await (await ask()).json()
  expect(items[0]).toMatchObject({ currency: 'eur', email: expect.stringContaining('@') })
})

test('a connection may break, and an answer may be an error', async () => {
  await expect(ask('drop-connection')).rejects.toThrow('fetch failed')
  expect((await ask('server-error')).status).toBe(500)
})
