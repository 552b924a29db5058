import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CLIENTELE = fileURLToPath(new URL('../../bin/clientele', import.meta.url))
const run = promisify(execFile)

/** What a command that fails says, and how it ends. */
const failing = (args: string[], env: Record<string, string>) =>
  run(process.execPath, [CLIENTELE, ...args], { env: { ...process.env, ...env }, timeout: 30_000 }).then(
    () => ({ code: 0, stderr: '' }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const part of child.stdout ?? []) {
    text += part
    if (text.includes('\n')) break
  }
  return text.slice(0, text.indexOf('\n'))
}

test('demo --json prints what a script needs, its curl works when pasted, and stopping leaves nothing behind', async () => {
  const temporary = join(folder, 'tmp')
  await mkdir(temporary)
  const child = spawn(process.execPath, [CLIENTELE, 'demo', '--json', '--port', '0', '--customers', '30'], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  try {
    const { url, organization, dialects, admin } = JSON.parse(await firstLine(child))
    expect(organization).toBe('demo')
    expect((await fetch(url)).status).toBe(200)
    expect(
      Object.fromEntries(
        Object.entries(dialects).map(([name, shown]) => [name, Object.keys(shown as object)]),
      ),
    ).toEqual({
      'commerce-layer': ['base_url', 'id', 'client_id', 'client_secret', 'curl'],
      shopline: ['base_url', 'id', 'access_token', 'app_key', 'app_secret', 'curl'],
      easycart: ['base_url', 'id', 'token', 'store_id', 'curl'],
    })
    expect(admin).toEqual({ base_url: `${url}clientele/v1`, token: expect.stringMatching(/^adm_\w+\.\w+$/) })
    const snapshots = await fetch(`${admin.base_url}/organizations/demo/snapshots`, {
      headers: { Authorization: `Bearer ${admin.token}` },
    })
    expect(await snapshots.json()).toMatchObject({ snapshots: [{ name: 'start', customers: 30 }] })
    const { stdout } = await run('sh', ['-c', dialects.easycart.curl])
    const { items } = JSON.parse(stdout)
    expect(items.length).toBeGreaterThan(0)
    expect(items[0]).toMatchObject({ currency: 'eur' })
    const { base_url, access_token } = dialects.shopline
    const authorized = { headers: { Authorization: `Bearer ${access_token}` } }
    expect((await fetch(`${base_url}/merchants/shop.json`, authorized)).status).toBe(200)
    const written = await fetch(`${base_url}/customers.json`, {
      method: 'POST',
      headers: { ...authorized.headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ customer: { email: 'new.customer@example.com' } }),
    })
    expect(written.status).toBe(200)
    const faulty = { headers: { 'Clientele-Fault': 'rate-limit' } }
    expect((await fetch(`${base_url}/customers.json`, faulty)).status).toBe(429)
  } finally {
    child.kill('SIGINT')
  }
  expect(await gone).toBe(0)
  expect(await readdir(temporary)).toEqual([])
})

test('a port in use is one line that names it', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const result = await failing(['demo', '--port', String(port)], {})
  other.close()
  expect(result).toEqual({
    code: 1,
    stderr: `clientele: port ${port} is in use: choose another with --port\n`,
  })
})

test('demo refuses a folder that is not empty, and wrong values', async () => {
  await writeFile(join(folder, 'something'), 'mine')
  const refused = await failing(['demo', '--port', '0', '--data', folder], {})
  expect(refused).toEqual({
    code: 1,
    stderr: `clientele: ${folder} is not empty: give --data a new folder\n`,
  })
  const wrong = await failing(['demo', '--port', '0'], { CLIENTELE_NOW: '2026-02-31' })
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('Allowed: an instant such as 2026-06-01T00:00:00Z')
})

test('without a build the executable says what to run', async () => {
  const clone = join(folder, 'clone')
  await cp(CLIENTELE, join(clone, 'bin', 'clientele'))
  await writeFile(join(clone, 'package.json'), '{"type":"module"}')
  const said = await run(process.execPath, [join(clone, 'bin', 'clientele'), 'demo']).catch((error) => error)
  expect(said).toMatchObject({
    code: 1,
    stderr: 'clientele: not built yet: run `npm ci` in its folder first\n',
  })
})
