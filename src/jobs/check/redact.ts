/** Takes secrets out of what is reported: those that are known, and whatever looks like a token. */

/** Members of a credential that are secret (what `token create --json` prints). */
const SECRET = /^(client_secret|access_token|refresh_token|token|app_secret|password)$/
const SECRET_MEMBER = /("(?:client_secret|access_token|refresh_token|token|password)"\s*:\s*)"[^"]*"?/g
const JWT = /\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g
const HIDDEN = '(hidden)'

/** `hide` makes further texts secret; `redact` takes them out. */
export function createRedactor(credential: Readonly<Record<string, string>>) {
  const secrets = new Set<string>()
  const hide = (text: string): void => {
    // Shorter ones would tear holes into every text.
    if (text.length >= 6) secrets.add(text)
  }
  for (const [name, value] of Object.entries(credential)) if (SECRET.test(name)) hide(value)
  return {
    hide,
    /** The values of headers that authorize. */
    hideHeaders(headers: Readonly<Record<string, string>>): void {
      for (const [name, value] of Object.entries(headers))
        if (/authorization|token|key|secret/i.test(name)) hide(value.replace(/^\w+ /, ''))
    },
    redact(text: string): string {
      let shown = text.replace(SECRET_MEMBER, `$1"${HIDDEN}"`).replace(JWT, HIDDEN)
      for (const secret of secrets) shown = shown.replaceAll(secret, HIDDEN)
      return shown
    },
  }
}
export type Redactor = ReturnType<typeof createRedactor>
