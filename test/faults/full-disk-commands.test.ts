/** Commands that meet a full disk: one line and an exit code; run again when there is room, they end what they began. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdnowText } from '../support/cdnow-file.ts'
import { freshStore } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { beside, clientele } from '../support/process.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { tried } from '../support/tried.ts'

const CUSTOMERS = times(60, 400)

describe.skipIf(!LONG || !canMount())('on a full disk', () => {
  let disk: SmallDisk
  let store: Awaited<ReturnType<typeof freshStore>>
  let data: string
  beforeAll(async () => {
    disk = mountSmallDisk(150)
    store = await freshStore('embedded')
    data = join(store.location.folder ?? '', 'data')
    await expectDone(['org', 'create', 'acme', '--data', data])
    await expectDone(['org', 'create', 'acme', '--data', join(disk.folder, 'data')])
  })
  afterAll(async () => {
    disk?.remove()
    await store?.drop()
  })

  /** What it prints as JSON, if it does. */
  async function expectDone(args: string[]) {
    const run = await clientele(args)
    expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('clientele:')])
    return args.includes('--json') ? JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') : null
  }
  async function expectRefused(args: string[]) {
    const run = await clientele(args)
    expect(run.stderr.split('\n').filter((line) => line.startsWith('clientele: '))).toHaveLength(1)
    expect(run.stderr).toMatch(/^clientele: .*(ENOSPC|[Nn]o space left on device).*\n$/m)
    expect(run.code).toBe(1)
  }
  const importArgs = (file: string, at: string) => [
    ...['import', file, '--org', 'acme', '--format', 'cdnow', '--data', at, '--json'],
  ]

  test('an export, a backup and an import’s rejects', async () => {
    const file = join(disk.folder, 'purchases.txt')
    const text = cdnowText(5)
    await writeFile(file, `${text.trim()}\nnonsense\n`)
    const out = join(disk.folder, 'acme.ndjson')
    const backup = join(disk.folder, 'acme.backup')
    await beside(data, async () => {
      disk.fill()
      await expectRefused(importArgs(file, data))
      await expectRefused(['export', '--org', 'acme', '--out', out, '--data', data])
      await expectRefused(['backup', backup, '--data', data])
      // Nothing half is left, nor in the way; what an import could not take is told as far as it came.
      expect((await readdir(disk.folder)).sort()).toEqual([
        ...['ballast', 'data', 'purchases.txt', 'purchases.txt.rejects.ndjson'],
      ])
      disk.free()
      const lines = text.trim().split('\n').length
      const counts = await expectDone(importArgs(file, data))
      expect(counts).toMatchObject({ read: lines + 1, rejected: 1 })
      expect(counts.created + counts.unchanged).toBe(lines)
      expect(
        (await expectDone(['export', '--org', 'acme', '--out', out, '--data', data, '--json'])).records,
      ).toBeGreaterThan(lines)
      await expectDone(['backup', backup, '--data', data])
    })
  })

  test('an import into a store on it', async () => {
    const at = join(disk.folder, 'data')
    const file = join(store.location.folder ?? '', 'many.txt')
    const text = cdnowText(CUSTOMERS)
    await writeFile(file, text)
    disk.fill()
    await expectRefused(importArgs(file, at))
    disk.free()
    const counts = await expectDone(importArgs(file, at))
    const lines = text.trim().split('\n').length
    expect(counts).toMatchObject({ read: lines, rejected: 0, updated: 0 })
    expect(counts.created + counts.unchanged).toBe(lines)
    expect(await expectDone(['ledger', 'verify', '--data', at, '--json'])).toMatchObject({ count: 0 })
    tried('commands on a full disk', 4, 'one line each; run again, all there')
  })
})
