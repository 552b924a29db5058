/** A small page for people: plain HTML, which no other page may frame and no cache may keep. */
import { createHash } from 'node:crypto'
import { escapeHtml } from './escape-html.ts'

const STYLE =
  'body{font:16px/1.5 system-ui;margin:3rem auto;max-width:32rem;padding:0 1rem}label{display:block;margin:1rem 0}' +
  'input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}button{font:inherit;padding:.4rem 1rem}'

/** As a source of Content-Security-Policy. */
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const STYLE_HASH = hashOf(STYLE)

/**
 * `targets`: where the form's answer may lead beside this server (browsers hold `form-action` also against redirects);
 * `script`: the one that may run. X-Frame-Options is for browsers that do not know frame-ancestors.
 */
export const pageHeaders = (targets: readonly string[] = [], script?: string): Record<string, string> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src ${STYLE_HASH}`,
    ...(script ? [`script-src ${hashOf(script)}`] : []),
    `form-action ${["'self'", ...targets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
})

/** `content` is HTML already; the title is not. */
export const htmlPage = (title: string, content: string, script?: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${content}
${script ? `<script>${script}</script>\n` : ''}</body></html>
`

/** What is wrong with what was sent, above the form. */
export const complaintLine = (complaint: string | undefined): string =>
  complaint ? `<p role="alert"><strong>${escapeHtml(complaint)}</strong></p>\n` : ''

/** Names and what they are, each as text: `[['Store', 'Acme']]`. */
export const factList = (facts: readonly (readonly [string, string])[]): string =>
  `<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(value)}</code></dd>`).join('')}</dl>`

/** 303 makes a browser drop the form it sent, secret included (RFC 9700 section 4.12). */
export const seeOther = (location: string) => ({
  status: 303,
  headers: { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' },
  body: '',
})
