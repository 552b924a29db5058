/** Whether a webhook's address may be called at all: the one place that says so. */

/** HTTP or HTTPS; private addresses too, since receivers run beside us. `reason` is for the attempt's record. */
export function mayCall(url: string): { allowed: boolean; reason: string } {
  if (!URL.canParse(url)) return { allowed: false, reason: 'not a URL' }
  const { protocol, username, password } = new URL(url)
  if (!['http:', 'https:'].includes(protocol)) return { allowed: false, reason: 'not an HTTP URL' }
  // No request can be made to it (Fetch, 5.5), and what it holds would be shown.
  if (username || password) return { allowed: false, reason: 'a URL with a user name or password' }
  return { allowed: true, reason: '' }
}
