import { expect, test } from 'vitest'
import { slugOf } from './product-slug.ts'

test.each([
  ['Kurs: Żółć & spółka', 'kurs-zolc-spolka'],
  ['  --Already-a-slug-- ', 'already-a-slug'],
  ['日本語', 'product'],
])('%s becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})
