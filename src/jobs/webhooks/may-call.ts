/** Whether a webhook's address may be called at all: the one place that says so. */

/** HTTP or HTTPS; private addresses too, since receivers run beside us. `reason` is for the attempt's record. */
export function mayCall(url: string): { allowed: boolean; reason: string } {
  if (!URL.canParse(url)) return { allowed: false, reason: 'not a URL' }
  if (!['http:', 'https:'].includes(new URL(url).protocol))
    return { allowed: false, reason: 'not an HTTP URL' }
  return { allowed: true, reason: '' }
}
