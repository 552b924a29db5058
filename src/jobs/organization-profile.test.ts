import { expect, test } from 'vitest'
import { changeProfile } from './organization-profile.ts'

test('values are set, changed and taken away, an address part by part', () => {
  const made = changeProfile({}, [
    'email=a@b.co',
    'address.city=Kraków',
    'stripe_connected=false',
    'tax_id=a=b',
  ])
  expect(made).toEqual({
    email: 'a@b.co',
    address: { city: 'Kraków' },
    stripe_connected: false,
    tax_id: 'a=b',
  })
  expect(changeProfile(made, ['address.country=PL', 'email=', 'stripe_connected='])).toEqual({
    address: { city: 'Kraków', country: 'PL' },
    tax_id: 'a=b',
  })
  expect(changeProfile(made, ['address.city='])).not.toHaveProperty('address')
})

test.each(['fax=1', 'email', '=x', 'address=x', 'stripe_connected=maybe'])('%s is refused', (change) => {
  expect(() => changeProfile({}, [change])).toThrow(/^profile ".*" is not allowed: use /)
})
