/** Builds the console into dist/console: split by page, each file also compressed, so that the server only sends it. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { docsReader } from '../../scripts/docs-reader.ts'

const OUT = fileURLToPath(new URL('../../dist/console/', import.meta.url))

/** `name.js.br` and `name.js.gz` beside `name.js`. */
const compressed: Plugin = {
  name: 'compressed',
  async closeBundle() {
    const folder = join(OUT, 'assets')
    for (const name of await readdir(folder)) {
      const file = join(folder, name)
      const content = await readFile(file)
      await writeFile(`${file}.br`, await promisify(brotliCompress)(content))
      await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
    }
  },
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), compressed, docsReader(`${OUT}docs`)],
  build: {
    // From these on `light-dark()` follows what people choose: rewritten for older ones it would follow the system alone.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: OUT,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
