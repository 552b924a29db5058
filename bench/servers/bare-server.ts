/** The yardstick: node:http and nothing else, answering every request with the same bytes. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export async function startBareServer(
  body: string,
  headers: Record<string, string>,
): Promise<{ url: string; close(): Promise<void> }> {
  const bytes = Buffer.from(body)
  const server = createServer((_request, response) => {
    response.writeHead(200, { ...headers, 'Content-Length': bytes.length })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
