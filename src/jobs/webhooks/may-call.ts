/** Whether a webhook's address may be called at all. */

/** Null when it may be called, else why not. HTTP or HTTPS; private addresses are allowed: receivers run beside us. */
export function refusalToCall(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed) return 'not a URL'
  if (!['http:', 'https:'].includes(parsed.protocol)) return 'not an HTTP URL'
  return null
}
