import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRejects } from '../jobs/import/rejects.ts'
import { isReplaceable } from './replaceable.ts'

test('nothing and a file are replaced, a device, a pipe and a folder are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-replaceable-'))
  const [file, pipe] = [join(folder, 'file'), join(folder, 'pipe')]
  await writeFile(file, '')
  execFileSync('/usr/bin/mkfifo', [pipe])
  const found = await Promise.all([join(folder, 'none'), file, pipe, folder, '/dev/null'].map(isReplaceable))
  expect(found).toEqual([true, true, false, false, false])
  // An import that rejects nothing removes what an earlier one left, and nothing else.
  for (const path of [file, pipe]) await createRejects(path).close()
  await expect(stat(file)).rejects.toThrow('ENOENT')
  expect((await stat(pipe)).isFIFO()).toBe(true)
  await rm(folder, { recursive: true })
})
