import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))

interface Rule {
  /** Folders of src that may be imported, besides the own one. */
  may: readonly string[]
  /** Of these, types only. */
  types?: readonly string[]
  /** Packages and node modules that may not be. */
  never: RegExp
  why: string
}

const SQL = /^(pg|kysely|@electric-sql\/)/
const HTTP = /^(fastify|node:(http|https|net|tls))$/
const RULES: Readonly<Record<string, Rule>> = {
  lib: { may: [], never: /^(?!node:)/, why: 'lib holds small pure helpers, which stand alone' },
  core: {
    may: ['lib'],
    never: /^(?!node:)|^node:(http|https|net|tls|fs)/,
    why: 'the core knows customers, and no HTTP, no SQL and no platform',
  },
  store: {
    may: ['core', 'lib'],
    never: /^(fastify|commander)/,
    why: 'the store knows SQL and no HTTP and no dialect',
  },
  auth: { may: ['core', 'lib'], never: SQL, why: 'auth knows credentials and no SQL' },
  dialects: {
    may: ['core', 'lib'],
    types: ['auth'],
    never: new RegExp(`${SQL.source}|${HTTP.source}`),
    why: 'a dialect knows one platform’s wire and nothing else: no store, no SQL, no HTTP library',
  },
  server: {
    may: ['auth', 'core', 'dialects', 'lib', 'store'],
    never: SQL,
    why: 'the server hosts the dialects and knows neither the command line nor what jobs are made of',
  },
  jobs: {
    may: ['auth', 'core', 'dialects', 'lib', 'store'],
    never: /^(fastify|commander)/,
    why: 'jobs report by events; printing and serving is for others',
  },
  cli: {
    may: ['auth', 'core', 'dialects', 'jobs', 'lib', 'server', 'store'],
    never: SQL,
    why: 'the command line calls the others and holds no rule of its own',
  },
  console: {
    may: [],
    types: ['server'],
    never: /^(?!(react|react-dom|react-aria-components|@tanstack\/[\w-]+)($|\/))/,
    why: 'the console is a page in a browser: it knows what the admin API answers, and no server code',
  },
}

interface Import {
  file: string
  line: string
  /** `dialects/easycart/errors.ts` below src, or the name of a package. */
  target: string
  inside: boolean
  typeOnly: boolean
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  // How the console is built is no part of it.
  (file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && file !== 'console/vite.config.ts',
)
const imports = files.flatMap((file): Import[] =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(IMPORT())].map(([line, still, lazily]) => {
    const from = still ?? lazily ?? ''
    const inside = from.startsWith('.')
    return {
      file,
      line: line.replace(/\s+/g, ' '),
      target: inside ? relative(SRC, join(SRC, dirname(file), from)) : from,
      inside,
      typeOnly: /^(import|export)\s+type\b/.test(line),
    }
  }),
)
function IMPORT(): RegExp {
  return /^(?:import|export)\s(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm
}

const folderOf = (path: string): string => path.split('/')[0] ?? ''

/** The sentence that explains what is wrong with the import; null when nothing is. */
function complaint({ file, line, target, inside, typeOnly }: Import): string | null {
  const [from, to] = [folderOf(file), folderOf(target)]
  const rule = RULES[from]
  if (!rule) return `src/${file}: src/${from} has no rule: add it to the table of this test`
  const said = `src/${file} must not say “${line}”: ${rule.why}.`
  if (!inside) return rule.never.test(target) ? said : null
  if (from === 'dialects') return dialectComplaint(file, target) ?? foreign()
  return foreign()

  function foreign(): string | null {
    if (to === from || rule?.may.includes(to)) return null
    return typeOnly && rule?.types?.includes(to) ? null : said
  }
}

/** `dialects/x` may use `dialect.ts` and `case.ts`, and nothing of `dialects/y`; only index.ts lists them all. */
function dialectComplaint(file: string, target: string): string | null {
  const [, own = '', inOwn] = file.split('/')
  if (!target.startsWith('dialects/') || file === 'dialects/index.ts') return null
  const [, other = '', inOther] = target.split('/')
  if (!inOther) {
    return other === 'index.ts' ? `src/${file} must not import the list of dialects: it is part of it.` : null
  }
  return inOwn && other === own
    ? null
    : `src/${file} must not import src/${target}: a dialect knows no other dialect.`
}

test('there is something to check', () => {
  expect(imports.length).toBeGreaterThan(100)
})

test('every import keeps the rules of its folder', () => {
  expect(imports.map(complaint).filter((text) => text !== null)).toEqual([])
})

test.each([
  ['core/customer.ts', 'store/reader.ts', true, false],
  ['dialects/easycart/index.ts', 'dialects/shopline/index.ts', true, false],
  ['dialects/easycart/index.ts', 'store/reader.ts', true, true],
  ['dialects/easycart/index.ts', 'auth/jwt.ts', true, false],
  ['core/customer.ts', 'kysely', false, true],
  ['store/reader.ts', 'fastify', false, false],
  ['console/router.tsx', 'server/admin/session.ts', true, false],
  ['console/router.tsx', 'node:fs', false, false],
])('%s may not import %s', (file, target, inside, typeOnly) => {
  expect(complaint({ file, target, inside, typeOnly, line: `import '${target}'` })).toMatch(/must not/)
})

test('but a dialect may use types of auth', () => {
  const use = {
    file: 'dialects/easycart/a.ts',
    target: 'auth/jwt.ts',
    inside: true,
    typeOnly: true,
    line: '',
  }
  expect(complaint(use)).toBeNull()
})
