import { check } from 'clientele/check'
import { expect, test } from 'vitest'
import { useSandbox } from './sandbox.mjs'

// Here Clientele checks itself: give the address of your own mock, and the credential that it takes.
const mock = useSandbox('shopline')

test('the mock answers as SHOPLINE does', async () => {
  const { failures, passed } = await check({
    dialect: 'shopline',
    baseUrl: mock.base_url,
    credential: mock,
    only: 'count',
  })
  expect(failures).toEqual([])
  expect(passed).toBeGreaterThan(0)
})
