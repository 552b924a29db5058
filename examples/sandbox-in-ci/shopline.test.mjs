import { expect, test } from 'vitest'
import { countCustomers } from './count-customers.mjs'
import { useSandbox } from './sandbox.mjs'

const shop = useSandbox('shopline', { scopes: ['read_customers', 'write_customers'] })

test('counts the customers', async () => {
  expect(await countCustomers(shop)).toBe(20)
})

test('sees a customer who signs up', async () => {
  const answer = await fetch(`${shop.base_url}/customers.json`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer: { email: 'new@example.com' } }),
  })
  expect(answer.ok).toBe(true)
  expect(await countCustomers(shop)).toBe(21)
})

test('who signed up there is unknown to the next test', async () => {
  expect(await countCustomers(shop)).toBe(20)
})

test('gives up when the platform says 429 every time', async () => {
  const headers = { 'Clientele-Fault': 'rate-limit' }
  await expect(countCustomers(shop, { headers })).rejects.toThrow('SHOPLINE answered 429')
})
