/** Asks the admin API. The session's cookie goes along by itself; that it is over is told to whoever listens. */
const ROOT = '/clientele/v1'

export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
  }
}

type QueryValue = string | number | boolean | readonly string[] | null | undefined

export interface Asked {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Empty texts, lists and what is undefined are left out. */
  query?: Readonly<Record<string, QueryValue>>
  body?: unknown
  /** A body that is no JSON, as it is. */
  text?: string
  signal?: AbortSignal
}

const over = new Set<() => void>()
/** `listener` is called when the server says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): () => void {
  over.add(listener)
  return () => over.delete(listener)
}

/** The whole URL: `apiUrl('/organizations/acme/customers', { limit: 50 })`. */
export function apiUrl(path: string, query: Asked['query'] = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') parameters.append(name, String(one))
  const text = parameters.toString()
  return `${ROOT}${path}${text ? `?${text}` : ''}`
}

/** The answer's JSON. Throws `ApiError` with the server's own words. */
export async function api<T>(
  path: string,
  { method = 'GET', query, body, text, signal }: Asked = {},
): Promise<T> {
  const answer = await fetch(apiUrl(path, query), {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    ...(text === undefined ? {} : { body: text }),
    ...(signal ? { signal } : {}),
  }).catch((error: Error) => {
    if (error.name === 'AbortError') throw error
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.')
  })
  if (answer.ok) return (await answer.json()) as T
  const told = (await answer.json().catch(() => null)) as { error?: { code: string; message: string } } | null
  if (answer.status === 401) for (const listener of over) listener()
  throw new ApiError(
    answer.status,
    told?.error?.code ?? 'failed',
    told?.error?.message ?? `The server answered ${answer.status}.`,
  )
}

/** A path with its names filled in: `` path`/organizations/${slug}/customers` ``. */
export const path = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  texts.reduce((whole, text, index) => `${whole}${encodeURIComponent(values[index - 1] ?? '')}${text}`)
