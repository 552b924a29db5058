/** autocannon in a process of its own: what to load comes by message, and so go the figures. */
import autocannon from 'autocannon'
import type { Fired, Load, Target } from './fire.ts'

process.once('message', async ({ url, headers, connections, seconds }: Target & Load) => {
  const result = await autocannon({ url, headers, connections, duration: seconds, timeout: 20 })
  const failures = result.non2xx + result.errors
  const fired: Fired = {
    rate: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    requests: result.requests.total,
  }
  process.send?.({ fired, failures })
})
process.once('disconnect', () => process.exit())
