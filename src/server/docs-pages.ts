/**
 * `/docs`: the documents of all APIs, each to read and to try, without anything from elsewhere. The pages hold no data and
 * are open to everyone; what is tried out is asked with the credential that the reader types in.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WireResponse } from '../dialects/dialect.ts'
import { escapeHtml } from '../lib/escape-html.ts'
import { addressed, type Doc } from './docs.ts'

/** Where the build put it, seen from the sources and from what was built. */
const READER = fileURLToPath(new URL('../../dist/console/docs/reader.js.gz', import.meta.url))

const STYLE = `:root{color-scheme:light dark;--ground:light-dark(#f6f7f7,#101514);--surface:light-dark(#fff,#181e1d);--line:light-dark(#dde2e1,#303a38);--text:light-dark(#16201e,#e8eeec);--soft:light-dark(#55625f,#a5b2ae);--accent:light-dark(#075548,#7fdccb)}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif}
a{color:var(--accent)}
.bar{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:.6rem 1.25rem;background:var(--surface);border-bottom:1px solid var(--line);font-size:.9375rem}
.bar a{text-decoration:none;padding:.15rem 0;border-bottom:2px solid transparent}
.bar a:hover,.bar a[aria-current]{border-color:currentColor}
.bar .first{font-weight:600;margin-right:auto}
.list{max-width:46rem;margin:2.5rem auto;padding:0 1.25rem}
.list ul{list-style:none;margin:1.5rem 0;padding:0;display:grid;gap:.75rem}
.list li{background:var(--surface);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem}
.list h1{font-size:1.6rem;margin:0}.list h2{font-size:1.1rem;margin:0}.list p{margin:.25rem 0;color:var(--soft)}
.list li p:last-child{font-size:.9375rem}
`
/** None: a browser asks for one where the page names none. */
const ICON = 'data:,'

/** Nothing of the reader's is asked of anybody else: fonts, telemetry, proxies and assistants stay out. */
const START = `const place = document.querySelector('#reference')
Scalar.createApiReference(place, {
  url: place.dataset.document,
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  persistAuth: false,
  hideModels: true,
  documentDownloadType: 'none',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
})
`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The list needs a style sheet and no script. */
const LIST_POLICY = ["default-src 'none'", `style-src ${hashOf(STYLE)}`, 'img-src data:']
/** The reader writes style sheets into its page; scripts are this server's and the one that starts it. */
const READER_POLICY = [
  "default-src 'none'",
  `script-src 'self' ${hashOf(START)}`,
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
]
const NOBODY = ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]

const page = (policy: readonly string[], title: string, content: string): WireResponse => ({
  status: 200,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': [...policy, ...NOBODY].join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  },
  body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="${ICON}"><style>${STYLE}</style></head>
<body>${content}</body></html>
`,
})

/** The pages; null for a path that is none of them. */
export function docsPage(path: string, docs: readonly Doc[]): WireResponse | null {
  if (path === '/docs' || path === '/docs/') return list(docs)
  const [, name] = /^\/docs\/([a-z-]+)$/.exec(path) ?? []
  const doc = name === undefined ? undefined : docs.find((one) => one.name === name)
  return doc ? reader(doc, docs) : null
}

function list(docs: readonly Doc[]): WireResponse {
  const items = docs.map(
    ({
      name,
      title,
      document: { info, paths },
    }) => `<li><h2><a href="/docs/${name}">${escapeHtml(title)}</a></h2>
<p>${escapeHtml(info.summary)}</p>
<p>${Object.values(paths).flatMap(Object.keys).length} operations · <a href="/docs/${name}.json">OpenAPI 3.1 document</a></p></li>`,
  )
  const content = `<header class="bar"><a class="first" href="/">Clientele</a></header>
<main class="list"><h1>APIs</h1><p>What this server answers, to read and to try with a token of yours.</p>
<ul>${items.join('\n')}</ul></main>`
  return page(LIST_POLICY, 'APIs – Clientele', content)
}

function reader({ name, title }: Doc, docs: readonly Doc[]): WireResponse {
  const links = docs.map(
    (one) =>
      `<a href="/docs/${one.name}"${one.name === name ? ' aria-current="page"' : ''}>${escapeHtml(one.title)}</a>`,
  )
  const content = `<header class="bar"><a class="first" href="/docs">Clientele APIs</a>${links.join('')}
<a href="/docs/${name}.json">OpenAPI document</a></header>
<div id="reference" data-document="/docs/${name}.json"></div>
<script src="/docs/assets/reader.js"></script>
<script>${START}</script>`
  return page(READER_POLICY, `${title} – Clientele`, content)
}

/** What is large: the documents, and the reader's script. */
export const docsFiles = (docs: readonly Doc[]) => async (app: FastifyInstance) => {
  app.get('/docs/assets/reader.js', async (request, reply) => {
    reply
      .header('cache-control', 'public, max-age=3600')
      .header('content-type', 'text/javascript; charset=utf-8')
    return compressed(request, reply, await readFile(READER))
  })
  for (const doc of docs)
    app.get(`/docs/${doc.name}.json`, async (request, reply) => {
      const origin = `${request.protocol}://${request.host}`
      reply.header('cache-control', 'no-cache').header('content-type', 'application/json; charset=utf-8')
      const text = JSON.stringify(addressed(doc.document, origin))
      return compressed(request, reply, await promisify(gzip)(text))
    })
}

async function compressed(request: FastifyRequest, reply: FastifyReply, file: Buffer): Promise<Buffer> {
  reply.header('vary', 'Accept-Encoding')
  // Also `gzip;q=0` is no, which no browser says.
  if (!/\bgzip\b(?!;\s*q=0(\.0*)?(,|$))/i.test(request.headers['accept-encoding'] ?? ''))
    return promisify(gunzip)(file)
  reply.header('content-encoding', 'gzip')
  return file
}
