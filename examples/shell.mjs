/**
 * A terminal for the examples: prints each command, runs it, prints what it says. This clone's `clientele` is found
 * first; the settings of whoever runs the example are not.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../bin', import.meta.url))

/** Runs `work` in the example's folder, with a new folder `$SCRATCH` for its stores, which is gone afterwards. */
export async function withShell(here, work) {
  const scratch = await mkdtemp(join(tmpdir(), 'clientele-example-'))
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CLIENTELE_'))
  const env = { ...Object.fromEntries(own), PATH: `${BIN}${delimiter}${process.env.PATH}`, SCRATCH: scratch }
  const cwd = fileURLToPath(new URL('.', here))
  const servers = []

  const spawned = (line) => spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })

  /** `await $('clientele org list')` prints and gives what it printed; `--json` gives the value and shows no secrets. */
  async function $(line) {
    console.log(`$ ${line}`)
    const child = spawned(line)
    const ended = endOf(child)
    const printed = await textOf(child.stdout)
    const code = await ended
    if (code !== 0) throw new Error(`exit code ${code}: ${line}`)
    if (/ --json\b/.test(line)) return JSON.parse(printed.trim().split('\n').at(-1))
    console.log(printed)
    return printed
  }

  /** `await start('clientele serve --port 0')`: what it says once it is ready; it is stopped at the end. */
  async function start(line) {
    console.log(`$ ${line} &`)
    const child = spawned(`exec ${line}`)
    const ended = endOf(child)
    servers.push({ child, ended })
    return new Promise((resolve, reject) => {
      let printed = ''
      child.stdout.setEncoding('utf8').on('data', (text) => {
        printed += text
        const [listens, address] = /Clientele listens on (\S+)/.exec(printed) ?? []
        if (listens) console.log(`${listens}\n`)
        if (listens || /^\{.*\}\n/.test(printed)) resolve(address ?? JSON.parse(printed))
      })
      ended.then((code) => reject(new Error(`exit code ${code}: ${line}`)))
    })
  }

  try {
    return await work({ $, start, env })
  } finally {
    for (const { child } of servers) child.kill()
    await Promise.all(servers.map(({ ended }) => ended))
    await rm(scratch, { recursive: true, force: true })
  }
}

/** A heading between the commands. */
export const say = (text) => console.log(`# ${text}\n`)

/** `await admin('POST', '/organizations', { slug })`, with what `clientele demo --json` prints as `admin`. */
export const createAdmin =
  ({ base_url, token }) =>
  async (method, path, body) =>
    answerOf(
      await fetch(`${base_url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    )

/** Asks an API, prints the request and what `pick` takes of the answer. */
export async function get(url, token, pick) {
  const { pathname, search } = new URL(url)
  console.log(`GET ${pathname}${search}`)
  const picked = pick(await answerOf(await fetch(url, { headers: { authorization: `Bearer ${token}` } })))
  console.log(`${JSON.stringify(picked)}\n`)
  return picked
}

/** Commerce Layer's access token for an application. */
export async function accessToken(origin, { client_id, client_secret }) {
  const body = JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret })
  const headers = { 'content-type': 'application/json' }
  return (await answerOf(await fetch(`${origin}/oauth/token`, { method: 'POST', headers, body })))
    .access_token
}

/** `only(customer, 'id', 'email')`: these members alone. */
export const only = (value, ...names) => Object.fromEntries(names.map((name) => [name, value[name]]))

async function answerOf(answer) {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

const endOf = (child) => new Promise((resolve) => child.once('close', resolve))

async function textOf(stream) {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
