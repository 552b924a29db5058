/** Writes the OpenAPI documents into a folder that is taken away again, and lints them by redocly.yaml. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dialects } from '../src/dialects/index.ts'
import { createDocs } from '../src/server/docs.ts'

const folder = mkdtempSync(join(tmpdir(), 'clientele-openapi-'))
try {
  const files = createDocs(dialects, '0').map(({ name, document }) => {
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify(document, null, 2))
    return file
  })
  const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const { status } = spawnSync('redocly', ['lint', '--config', 'redocly.yaml', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...quiet },
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}
