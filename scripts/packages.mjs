/** What the lock file says is installed, with the licence that each package states. */
import { readFileSync } from 'node:fs'

const ROOT = new URL('../', import.meta.url)
const read = (path) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'))

/** `[{ name, version, licence, integrity, isDev, hasScript }]`; those for other platforms are not there to be read. */
export function packages() {
  return Object.entries(read('package-lock.json').packages).flatMap(([path, locked]) => {
    if (path === '') return []
    const name = locked.name ?? path.split('node_modules/').at(-1)
    return {
      ...{ name, path, version: locked.version, integrity: locked.integrity },
      licence: licenceIn(path) ?? locked.license ?? null,
      isDev: locked.dev === true,
      hasScript: locked.hasInstallScript === true,
    }
  })
}

function licenceIn(path) {
  try {
    const { license } = read(`${path}/package.json`)
    return typeof license === 'string' ? license : (license?.type ?? null)
  } catch {
    return null
  }
}

export const own = () => read('package.json')
