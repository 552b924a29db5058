/** A file on its way to the server, in parts. */
import type { ImportShown } from '../../../server/admin/imports/present.ts'
import { ApiError, api, path } from '../../api/client.ts'

/** Bytes a part; the server takes 1 MB. */
const PART = 512 * 1024
const TRIES = 4

export interface Sending {
  slug: string
  file: File
  format: string
  mapping: Readonly<Record<string, string>>
  onProgress(share: number): void
  signal: AbortSignal
}

/** Sends it all and starts the import. What was sent is taken back where that fails. */
export async function sendFile({
  slug,
  file,
  format,
  mapping,
  onProgress,
  signal,
}: Sending): Promise<ImportShown> {
  const { id } = await api<ImportShown>(path`/organizations/${slug}/imports`, {
    method: 'POST',
    body: {
      name: file.name,
      size: file.size,
      format,
      ...(Object.keys(mapping).length > 0 ? { mapping } : {}),
    },
    signal,
  })
  try {
    // The mark at the beginning of a file is kept: the server counts its bytes.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    for (let at = 0, number = 0; at < file.size; at += PART, number++) {
      const bytes = await file.slice(at, at + PART).arrayBuffer()
      const text = decode(decoder, bytes, at + PART < file.size)
      await sendPart(path`/organizations/${slug}/imports/${id}/parts/${String(number)}`, text, signal)
      onProgress(Math.min(1, (at + PART) / file.size))
    }
    return await api<ImportShown>(path`/organizations/${slug}/imports/${id}/start`, {
      method: 'POST',
      signal,
    })
  } catch (error) {
    await api(path`/organizations/${slug}/imports/${id}/stop`, { method: 'POST' }).catch(() => {})
    throw error
  }
}

function decode(decoder: TextDecoder, bytes: ArrayBuffer, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream })
  } catch {
    throw new Error('This file is no UTF-8 text. Save it as “CSV UTF-8” or the like, and choose it again.')
  }
}

/** What did not arrive is sent again: the server knows a part that it has. */
async function sendPart(to: string, text: string, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return void (await api(to, { method: 'PUT', text, signal }))
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0 || tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, tries * 500))
    }
  }
}
