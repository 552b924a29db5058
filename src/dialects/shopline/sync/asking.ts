/** Requests that several streams make. */
import type { Get } from '../../client.ts'

export const ROOT = '/admin/openapi/v20260301'

/** Whether the record of that address is there. */
export async function exists(get: Get, url: string): Promise<boolean> {
  return (await get(`${url}?fields=id`)).status !== 404
}
