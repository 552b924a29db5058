/** Runs the bare server in a process of its own, as Clientele runs: the body comes and the URL goes by message. */
import { startBareServer } from './bare-server.ts'

process.once('message', async ({ body, headers }: { body: string; headers: Record<string, string> }) => {
  const { url } = await startBareServer(body, headers)
  process.send?.(url)
})
process.once('disconnect', () => process.exit())
