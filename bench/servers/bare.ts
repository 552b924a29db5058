/** Starts the yardstick in a process of its own: `node:http` alone, sending these bytes. */
import type { ServerProcess } from './serve.ts'
import { start } from './start.ts'

export async function serveBare(
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const { child, answer, stop } = await start<string>(new URL('./bare-process.ts', import.meta.url), {
    body,
    headers,
  })
  return { origin: answer, pid: child.pid ?? 0, stop }
}
