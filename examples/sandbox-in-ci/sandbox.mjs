/** A sandbox of its own for each test file: a clone of the demo, made in a fraction of a second. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, inject } from 'vitest'

/**
 * `const shop = useSandbox('shopline')`: from `beforeAll` on it has `base_url` and the members of a credential, which
 * `options` say more of (`scopes`). Every test starts with the demo's data; the credential goes on working.
 */
export function useSandbox(dialect, options = {}) {
  const { admin, dialects, organization } = inject('clientele')
  const slug = `test-${randomUUID().slice(0, 8)}`
  const sandbox = { base_url: dialects[dialect].base_url }

  async function ask(method, path, body) {
    const answer = await fetch(`${admin.base_url}${path}`, {
      method,
      headers: { authorization: `Bearer ${admin.token}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }

  beforeAll(async () => {
    await ask('POST', '/organizations', { slug, from_snapshot: { organization, name: 'start' } })
    await ask('POST', `/organizations/${slug}/snapshots`, { name: 'start' })
    Object.assign(sandbox, await ask('POST', `/organizations/${slug}/credentials`, { dialect, ...options }))
  })
  beforeEach(() => ask('POST', `/organizations/${slug}/reset`).then(() => {}))
  afterAll(() => ask('DELETE', `/organizations/${slug}`))
  return sandbox
}
