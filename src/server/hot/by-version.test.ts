import { expect, test } from 'vitest'
import { createByVersion } from './by-version.ts'

test('what was made before a change is named once, and what others have stays', () => {
  const known = createByVersion()
  const here = (version: string) => [[1, version]] as const
  known.add('page 1', here('3:1'))
  known.add('page 2', here('3:1'))
  known.add('of both', [
    [1, '3:1'],
    [2, '4:1'],
  ])
  known.add('elsewhere', [[2, '4:1']])
  known.remove('page 2', here('3:1'))
  expect(known.outdatedBy(here('3:1'))).toEqual([])
  expect(known.outdatedBy(here('3:2'))).toEqual(['page 1', 'of both'])
  for (const key of ['page 1', 'of both']) known.remove(key, here('3:1'))
  known.add('page 1', here('3:2'))
  expect(known.outdatedBy(here('3:3'))).toEqual(['page 1'])
  expect(known.outdatedBy([[2, '4:2']])).toEqual(['of both', 'elsewhere'])
})
