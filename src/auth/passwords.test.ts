import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords({ N: 1024, r: 8, p: 1 })

test('a password matches its own hash and no other', async () => {
  const hash = await passwords.hash('correct horse')
  expect(await passwords.matches('correct horse', hash)).toBe(true)
  for (const other of ['', 'Correct horse', 'correct horse ', 'correct']) {
    expect(await passwords.matches(other, hash)).toBe(false)
  }
})

test('the hash says how it was made, carries nothing of the password, and differs each time', async () => {
  const [first, second] = await Promise.all([passwords.hash('hunter22'), passwords.hash('hunter22')])
  expect(first).not.toBe(second)
  expect(first).not.toContain('hunter22')
  const [name, N, r, p, salt = '', key] = first.split('$')
  expect([name, N, r, p]).toEqual(['scrypt', '1024', '8', '1'])
  expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
  const own = scryptSync('hunter22', Buffer.from(salt, 'base64url'), 32, { N: 1024, r: 8, p: 1 })
  expect(key).toBe(own.toString('base64url'))
})

test('the same letters match however their accents are composed', async () => {
  const hash = await passwords.hash('caf\u00e9')
  expect(await passwords.matches('cafe\u0301', hash)).toBe(true)
})

test('what is no hash of ours matches nothing', async () => {
  const hash = await passwords.hash('x')
  const bad = [
    null,
    '',
    'x',
    '$2b$10$abcdefghijklmnopqrstuv',
    hash.slice(0, -1),
    `${hash}A`,
    hash.replace('$1024$', '$1023$'),
    hash.replace('$1024$', '$0$'),
    hash.replace('$8$1$', '$0$1$'),
    hash.replace('$8$1$', '$8$0$'),
    hash.replace('$1024$', '$536870912$'),
    hash.replace('$8$1$', '$8$999$'),
  ]
  for (const text of bad) expect(await passwords.matches('x', text)).toBe(false)
})

test('a hash made at another cost still matches', async () => {
  const cheaper = await createPasswords({ N: 512, r: 4, p: 2 }).hash('old')
  expect(await passwords.matches('old', cheaper)).toBe(true)
  expect(await passwords.matches('new', cheaper)).toBe(false)
})

test('the default cost is one that OWASP names, and no account is as slow as a wrong password', async () => {
  const slow = createPasswords()
  const hash = await slow.hash('a')
  const [, N, r, p] = hash.split('$').map(Number)
  expect([
    [131072, 8, 1],
    [65536, 8, 2],
    [32768, 8, 3],
    [16384, 8, 5],
    [8192, 8, 10],
  ]).toContainEqual([N, r, p])
  const time = async (kept: string | null) => {
    const begun = performance.now()
    expect(await slow.matches('b', kept)).toBe(false)
    return performance.now() - begun
  }
  const [wrong, none] = [await time(hash), await time(null)]
  expect(none).toBeGreaterThan(wrong / 5)
})
