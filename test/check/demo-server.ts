/** The built `clientele demo`, with little data that is the same every time. */
import { spawn } from 'node:child_process'
import { BIN } from '../support/process.ts'

export interface DemoServer {
  origin: string
  /** By dialect: `base_url` and the credential, as `demo --json` prints them. */
  dialects: Readonly<Record<string, Record<string, string>>>
  stop(): Promise<void>
}

export async function startDemo(...more: string[]): Promise<DemoServer> {
  const args = [BIN, 'demo', '--json', '--port', '0', '--customers', '60', ...more]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('\n')) resolve(text)
    })
    void ended.then(() => reject(new Error(`the demo ended: ${text}`)))
  })
  const { url, dialects } = JSON.parse(line)
  return {
    origin: url.replace(/\/$/, ''),
    dialects,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
