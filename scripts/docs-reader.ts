/** Puts the reader of `/docs` beside the console: a finished page script of others, compressed, without a copy that is not. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** `reader.js.gz` in that folder: server/docs-pages.ts sends it. */
export const docsReader = (folder: string): Plugin => ({
  name: 'docs-reader',
  async closeBundle() {
    // Its `exports` do not name the file; the script stands beside the package's own entry.
    const entry = createRequire(import.meta.url).resolve('@scalar/api-reference')
    const script = await readFile(join(dirname(entry), 'browser/standalone.js'))
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, 'reader.js.gz'),
      await promisify(gzip)(Buffer.concat([Buffer.from(NOTICE), script]), { level: 9 }),
    )
  },
})

const NOTICE = `/*! @scalar/api-reference, Copyright (c) Scalar.
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:
The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE. */
`
