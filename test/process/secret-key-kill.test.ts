import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshStore } from '../support/engines.ts'
import { LONG } from '../support/long.ts'
import { BIN, clientele, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'

const KILLS = 20
const TOKENS = 150

test.runIf(LONG)(
  'the key of a store that is served changes, killed at any moment: no token stops working',
  {
    timeout: 1_200_000,
  },
  async () => {
    const { location, drop } = await freshStore('embedded')
    const data = location.folder ?? ''
    const server = await startServe(['--data', data])
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await clientele([...args, '--data', data, '--json'])
      expect(code, stderr).toBe(0)
      return JSON.parse(stdout)
    }
    try {
      await run('org', 'create', 'acme')
      const { token } = await run('admin-token', 'create')
      const tokens: string[] = []
      for (let n = 0; n < TOKENS; n++) {
        const made = await fetch(`${server.origin}/clientele/v1/organizations/acme/credentials`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}` },
          body: JSON.stringify({ dialect: 'shopline', scopes: ['read_customers'] }),
        })
        tokens.push(((await made.json()) as { access_token: string }).access_token)
      }
      const expectAllGood = async () => {
        for (const one of tokens) {
          const url = `${server.origin}/admin/openapi/v20260301/v2/customers.json`
          const answer = await fetch(url, { headers: { Authorization: `Bearer ${one}` } })
          expect(answer.status, await answer.text()).toBe(200)
        }
      }
      for (let kill = 0; kill < KILLS; kill++) {
        const before = await readFile(join(data, 'secret.key'), 'utf8')
        const child = spawn(process.execPath, [BIN, 'secret-key', 'rotate', '--data', data], {
          stdio: 'ignore',
        })
        const gone = new Promise((resolve) => child.once('exit', resolve))
        await expect
          .poll(() => readFile(join(data, 'secret.key'), 'utf8'), { timeout: 60_000, interval: 2 })
          .not.toBe(before)
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
        child.kill('SIGKILL')
        await gone
        await expectAllGood()
      }
      const done = await run('secret-key', 'forget')
      expect(done).toMatchObject({ keys: 1, lost: 0 })
      expect(done.secrets).toBeGreaterThanOrEqual(TOKENS)
      await expectAllGood()
      tried('kill -9 of a change of the store’s key', KILLS, `${TOKENS} tokens good after each`)
    } finally {
      await server.stop()
      await drop()
    }
  },
)
