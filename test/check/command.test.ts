/** `clientele check` as a process, against the built demo. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkable } from '../../src/jobs/check/checkable.ts'
import { LONG } from '../support/long.ts'
import { BIN, clientele } from '../support/process.ts'
import { type Answer, inText, startBroken } from './broken-server.ts'
import { type DemoServer, startDemo } from './demo-server.ts'

let demo: DemoServer
let folder: string
beforeAll(async () => {
  ;[demo, folder] = await Promise.all([startDemo(), mkdtemp(join(tmpdir(), 'clientele-check-'))])
})
afterAll(async () => {
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

const credential = (dialect: string): Record<string, string> => {
  const shown = demo.dialects[dialect] ?? {}
  const names = ['client_id', 'client_secret', 'access_token', 'token'].filter((name) => shown[name])
  return Object.fromEntries(names.map((name) => [`CLIENTELE_${name.toUpperCase()}`, shown[name] ?? '']))
}
const run = (dialect: string, args: string[], origin = demo.origin) =>
  clientele(['check', dialect, '--base-url', origin, ...args], credential(dialect))
const lastLine = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

/** Cases that must at least run and pass on the demo. */
const LEAST: Readonly<Record<string, number>> = { 'commerce-layer': 780, shopline: 680, easycart: 490 }
/** Easycart's API takes neither products nor promotion codes nor customers away: it says so of each kind. */
const LEFT: Readonly<Record<string, number>> = { easycart: 3 }
/** What there must be as many of as before. SHOPLINE knows tags as words of its customers alone. */
const SAME: Readonly<Record<string, RegExp>> = { shopline: /customer|address|order/, easycart: /return|tag/ }

// The others run without a process in every run: test/contract/check-demo.test.ts.
const platforms = checkable.map(({ name }) => name).filter((name) => LONG || name === 'commerce-layer')
test.each(platforms)(
  '%s: every case passes on the demo, and no more is left than it says',
  async (dialect) => {
    const before = await counts(SAME[dialect])
    const { code, stdout, stderr } = await run(dialect, ['--write', '--json'])
    const result = lastLine(stdout)
    expect(result.failures).toEqual([])
    expect(result.left).toHaveLength(LEFT[dialect] ?? 0)
    expect(result.passed).toBeGreaterThanOrEqual(LEAST[dialect] ?? 100)
    expect([code, result.failed]).toEqual([0, 0])
    expect(stderr).not.toMatch(/clientele:/)
    expect(await counts(SAME[dialect])).toEqual(before)
  },
)

test('stopped in the middle of writing it takes away what it made', async () => {
  const before = await counts()
  const child = spawn(
    process.execPath,
    [BIN, 'check', 'commerce-layer', '--base-url', demo.origin, '--write', '--only', 'customer'],
    { env: { ...process.env, ...credential('commerce-layer') }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  while ((await counts()).tags === before.tags) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGINT')
  expect(await ended).toBe(1)
  expect(stderr).toMatch(/stopped before every case had run/)
  expect(await counts()).toEqual(before)
})

test('a broken server: exit code 1, each difference for people, for scripts and as JUnit, and no secret', async () => {
  const server = await startBroken(demo.origin, {
    answer: inText(/"token_type":"bearer"/, '"token_type":"Bearer"'),
  })
  const junit = join(folder, 'junit.xml')
  try {
    const people = await run('commerce-layer', ['--only', 'token', '--junit', junit], server.origin)
    expect(people.code).toBe(1)
    expect(people.stdout).toContain(
      [
        'FAILED  an integration’s token: exactly five members',
        '  at        body.token_type',
        '  expected  "bearer"',
        '  got       "Bearer"',
        '  source    Authentication',
      ].join('\n'),
    )
    expect(people.stderr.trim().split('\n').at(-1)).toMatch(/^clientele: \d+ of \d+ cases differ/)
    const scripts = await run('commerce-layer', ['--only', 'token', '--json'], server.origin)
    expect(lastLine(scripts.stdout).failures[0]).toMatchObject({
      case: 'an integration’s token: exactly five members',
      expected: '"bearer"',
      got: '"Bearer"',
      source: 'Authentication',
    })
    const report = await readFile(junit, 'utf8')
    expect(report).toContain(
      '<failure message="body.token_type: expected &quot;bearer&quot;, got &quot;Bearer&quot;"',
    )
    for (const text of [people.stdout, people.stderr, scripts.stdout, report]) {
      expect(text).not.toContain(demo.dialects['commerce-layer']?.client_secret)
      expect(text).not.toMatch(/eyJ/)
    }
  } finally {
    await server.stop()
  }
})

test('an answer with a token in it is reported without the token', async () => {
  const created = (answer: Answer) =>
    answer.body.includes('access_token') ? { ...answer, status: 201 } : answer
  const server = await startBroken(demo.origin, { answer: created })
  try {
    const { stdout } = await run('commerce-layer', ['--only', 'exactly five'], server.origin)
    expect(stdout).toContain('got       201 {"access_token":"(hidden)"')
  } finally {
    await server.stop()
  }
})

test('a server that puts requests off is asked again when it says', async () => {
  let refused = 0
  const busy = (answer: Answer) =>
    refused++ < 2 ? { ...answer, status: 429, headers: { 'retry-after': '1' } } : answer
  const server = await startBroken(demo.origin, { answer: busy })
  try {
    const { code, stdout } = await run(
      'commerce-layer',
      ['--only', 'one customer is data', '--json'],
      server.origin,
    )
    expect(lastLine(stdout)).toMatchObject({ passed: 1, failed: 0, retries: 2 })
    expect(code).toBe(0)
  } finally {
    await server.stop()
  }
})

test.each([
  [[], {}, 2, /--base-url/],
  [['--base-url', 'http://127.0.0.1:1'], {}, 2, /needs --client-id .* and --client-secret/],
  [['--base-url', 'http://127.0.0.1:1', '--token', 'x'], {}, 2, /--token is not for commerce-layer/],
  [['--base-url', 'nowhere'], { CLIENTELE_ACCESS_TOKEN: 'x' }, 2, /"nowhere" is no base URL/],
  [
    ['--base-url', 'http://127.0.0.1:1', '--only', 'zzz'],
    { CLIENTELE_ACCESS_TOKEN: 'x' },
    2,
    /no case has "zzz"/,
  ],
  [
    ['--base-url', 'http://127.0.0.1:1'],
    { CLIENTELE_ACCESS_TOKEN: 'x' },
    1,
    /cannot reach http:\/\/127.0.0.1:1/,
  ],
  [
    ['--junit', '/nowhere/x', '--base-url', 'http://a'],
    { CLIENTELE_ACCESS_TOKEN: 'x' },
    1,
    /cannot be written/,
  ],
] as const)('%j %j', async (args, env, code, message) => {
  const result = await clientele(['check', 'commerce-layer', ...args], env)
  expect(result.code).toBe(code)
  expect(result.stderr.trim().split('\n')).toEqual([expect.stringMatching(message)])
})

test('a credential that the server does not know is one line', async () => {
  const { code, stderr, stdout } = await clientele(['check', 'commerce-layer', '--base-url', demo.origin], {
    CLIENTELE_ACCESS_TOKEN: 'nobody-knows-this',
  })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr.trim().split('\n').at(-1)).toBe('clientele: the server refuses the credential (401)')
})

/** How many there are of what checks make. */
async function counts(which = /./): Promise<Record<string, number>> {
  const { client_id, client_secret } = demo.dialects['commerce-layer'] ?? {}
  const token = await fetch(`${demo.origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const { access_token } = (await token.json()) as { access_token: string }
  const types =
    'customers customer_groups addresses customer_addresses tags sku_lists attachments markets orders returns'
  const found = await Promise.all(
    types
      .split(' ')
      .filter((type) => which.test(type))
      .map(async (type) => {
        const headers = { authorization: `Bearer ${access_token}`, accept: 'application/vnd.api+json' }
        const answer = await fetch(`${demo.origin}/api/${type}?page[size]=1`, { headers })
        const { meta } = (await answer.json()) as { meta: { record_count: number } }
        return [type, meta.record_count] as const
      }),
  )
  return Object.fromEntries(found)
}
