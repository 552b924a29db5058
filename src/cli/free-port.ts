import { type AddressInfo, createServer } from 'node:net'
import { Refusal } from './explain.ts'
import { portInUse } from './listen.ts'

/** Says at once what would otherwise come out when much is done already; gives the port, any free one for 0. */
export async function freePort(port: number, host: string): Promise<number> {
  const probe = createServer()
  return new Promise<number>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Refusal(portInUse(port)) : error),
    )
    probe.listen(port, host, () => {
      const { port: found } = probe.address() as AddressInfo
      probe.close(() => resolve(found))
    })
  })
}
