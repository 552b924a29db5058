/**
 * Puts the command line, with the packages that it uses, into a few files: `dist/bundle`. Node opens, reads and
 * links each module by itself, and there are more than a thousand: most of the time that a command took to start.
 */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const OUT = fileURLToPath(new URL('../dist/bundle/', import.meta.url))

/** What a module finds beside itself (migrations, the template, the console) is still there, not beside the bundle. */
const ownPlaces = {
  name: 'own-places',
  transform(code, id) {
    if (!code.includes('import.meta.url')) return null
    const place = JSON.stringify(relative(OUT, id.split('?')[0]))
    return { code: code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`), map: null }
  },
}

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  plugins: [ownPlaces],
  // The engine reads what lies beside it; whoever gathers traces brings OpenTelemetry's package, and it must be that one.
  ssr: { noExternal: true, external: ['@electric-sql/pglite', '@opentelemetry/api', 'pg-native'] },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    outDir: OUT,
    emptyOutDir: true,
    copyPublicDir: false,
    license: { fileName: 'licenses.md' },
    rollupOptions: {
      input: { main: fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)) },
      // All in one folder, which `ownPlaces` counts on.
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
})
