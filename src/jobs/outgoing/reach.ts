/**
 * Whom this server calls. What decides is the address that is connected to, not the name: a name is looked up once, by the
 * connection itself, and only addresses that may be called are given to it. So a name cannot mean one thing when it is
 * checked and another when it is called, and each redirect and each attempt is checked anew.
 */
import { isIP, type LookupFunction } from 'node:net'
import { type AddressKind, createNetworks, kindOf, readNetwork } from './addresses.ts'
import { lookUp } from './look-up.ts'

/** Of addresses that are not public: none, those of one's own machine and networks, or those in the networks. */
export type PrivateAddresses = 'none' | 'all' | readonly string[]

export interface Reach {
  /** Null: it may be called. Else why not, without the address, which may be nobody's business. */
  refuses(address: string): string | null
  /** Of a URL: what stands there as an address is refused, a name not yet. */
  refusesHost(hostname: string): string | null
  /** For `net.connect`, `http.request`: fails with `NotCalled` where no address of the name may be called. */
  lookup: LookupFunction
}

/** `message` says why; it holds no address. */
export class NotCalled extends Error {
  readonly code = 'ERR_NOT_CALLED'
  constructor(reason: string) {
    super(`not called: ${reason}`)
    this.name = 'NotCalled'
  }
}

/** Named each by itself, or not called: what answers there gives out credentials, or is no single machine. */
const OWN: ReadonlySet<AddressKind> = new Set(['loopback', 'private', 'shared'])

/** `createReach('none')`. `resolve`: how names are looked up, of the same form as `dns.lookup`. */
export function createReach(allowed: PrivateAddresses, resolve: LookupFunction = lookUp): Reach {
  const named = typeof allowed === 'string' ? () => false : createNetworks(allowed)
  const refuses = (address: string): string | null => {
    const kind = kindOf(address)
    if (kind === 'public' || named(address) || (allowed === 'all' && OWN.has(kind))) return null
    return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} address`
  }
  return {
    refuses,
    refusesHost(hostname) {
      const bare = hostname.replace(/^\[|\]$/g, '')
      return isIP(bare) === 0 ? null : refuses(bare)
    },
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, '')
        const all = found as { address: string; family: number }[]
        const [first, ...others] = all.filter(({ address }) => refuses(address) === null)
        if (!first)
          return callback(new NotCalled(refuses(all[0]?.address ?? '') ?? 'a name without address'), '')
        if (options.all) return callback(null, [first, ...others])
        callback(null, first.address, first.family)
      })
    },
  }
}

/** `none`, `all`, or networks parted by commas: `10.0.0.0/8,127.0.0.1`. Null: none of them. */
export function readPrivateAddresses(text: string): PrivateAddresses | null {
  if (text === 'none' || text === 'all') return text
  const networks = text.split(',').map((one) => one.trim())
  return networks.every((one) => readNetwork(one) !== null) ? networks : null
}
