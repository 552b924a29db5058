/**
 * What an IP address is for, from the registries of special-purpose addresses (RFC 6890, RFC 8190 and the IANA tables)
 * and the cloud providers' own pages.
 */
import { BlockList, isIPv4 } from 'node:net'

export type AddressKind =
  | 'public'
  | 'loopback'
  | 'private'
  | 'shared'
  | 'link-local'
  | 'metadata'
  | 'multicast'
  | 'unspecified'
  | 'reserved'

type Family = 'ipv4' | 'ipv6'

/** In this order: what a cloud tells its machines comes before the networks that it lies in. */
const RANGES: readonly [kind: AddressKind, network: string, family: Family][] = [
  ['metadata', '169.254.169.254/32', 'ipv4'], // AWS, Google Cloud, Azure and others
  ['metadata', '169.254.170.2/32', 'ipv4'], // AWS: credentials of a container
  ['metadata', '100.100.100.200/32', 'ipv4'], // Alibaba Cloud
  ['metadata', '168.63.129.16/32', 'ipv4'], // Azure: a public address that only its machines reach
  ['metadata', '192.0.0.192/32', 'ipv4'], // Oracle Cloud
  ['metadata', 'fd00:ec2::254/128', 'ipv6'], // AWS
  ['metadata', 'fd20:ce::254/128', 'ipv6'], // Google Cloud
  ['unspecified', '0.0.0.0/8', 'ipv4'], // many systems connect it to this machine
  ['loopback', '127.0.0.0/8', 'ipv4'],
  ['private', '10.0.0.0/8', 'ipv4'],
  ['private', '172.16.0.0/12', 'ipv4'],
  ['private', '192.168.0.0/16', 'ipv4'],
  ['shared', '100.64.0.0/10', 'ipv4'], // RFC 6598: behind a carrier's translation, and mesh networks
  ['link-local', '169.254.0.0/16', 'ipv4'],
  ['reserved', '192.0.0.0/24', 'ipv4'],
  ['reserved', '192.0.2.0/24', 'ipv4'],
  ['reserved', '192.88.99.0/24', 'ipv4'],
  ['reserved', '198.18.0.0/15', 'ipv4'],
  ['reserved', '198.51.100.0/24', 'ipv4'],
  ['reserved', '203.0.113.0/24', 'ipv4'],
  ['multicast', '224.0.0.0/4', 'ipv4'],
  ['reserved', '240.0.0.0/4', 'ipv4'],
  ['loopback', '::1/128', 'ipv6'],
  ['unspecified', '::/128', 'ipv6'],
  ['private', 'fc00::/7', 'ipv6'], // unique local
  ['link-local', 'fe80::/10', 'ipv6'],
  ['private', 'fec0::/10', 'ipv6'], // site-local, given up by RFC 3879 and still routed here and there
  ['multicast', 'ff00::/8', 'ipv6'],
  ['reserved', '64:ff9b:1::/48', 'ipv6'],
  ['reserved', '100::/64', 'ipv6'],
  ['reserved', '2001::/23', 'ipv6'], // Teredo among them, which holds an IPv4 address scrambled
  ['reserved', '2001:db8::/32', 'ipv6'],
  ['reserved', '3fff::/20', 'ipv6'],
  ['reserved', '5f00::/16', 'ipv6'],
]

const KINDS = RANGES.map(([kind, network, family]) => ({ kind, family, list: listOf([[network, family]]) }))

/** What is routed on the open internet is below `2000::/3`, whatever is given out of it later. */
const GLOBAL = listOf([['2000::/3', 'ipv6']])

/** `kindOf('::ffff:10.0.0.1')`: `private`. `address` is one of `dns.lookup` or of a URL's host without brackets. */
export function kindOf(address: string): AddressKind {
  const plain = unwrapped(address)
  const family = isIPv4(plain) ? 'ipv4' : 'ipv6'
  const found = KINDS.find((one) => one.family === family && one.list.check(plain, family))
  if (found) return found.kind
  return family === 'ipv4' || GLOBAL.check(plain, family) ? 'public' : 'reserved'
}

/** `10.0.0.0/8` or one address. Null: it is neither. */
export function readNetwork(text: string): [network: string, family: Family] | null {
  const [, address = '', length] = /^([0-9a-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? []
  const family = isIPv4(address) ? 'ipv4' : 'ipv6'
  const bits = family === 'ipv4' ? 32 : 128
  if ((family === 'ipv6' && !groupsOf(address)) || Number(length ?? bits) > bits) return null
  return [`${address}/${length ?? bits}`, family]
}

/** `createNetworks(['10.0.0.0/8'])('10.1.2.3')`: true. Takes what `readNetwork` takes. */
export function createNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = listOf(networks.map((one) => readNetwork(one) as [string, Family]))
  return (address) =>
    [address.split('%')[0] ?? '', unwrapped(address)].some((one) =>
      list.check(one, isIPv4(one) ? 'ipv4' : 'ipv6'),
    )
}

function listOf(networks: readonly (readonly [string, Family])[]): BlockList {
  const list = new BlockList()
  for (const [network, family] of networks) {
    const [address = '', length] = network.split('/')
    list.addSubnet(address, Number(length), family)
  }
  return list
}

/** Prefixes after which an IPv4 address stands, and where: it is that one which is reached. */
const HOLDING: readonly [prefix: readonly number[], at: number][] = [
  [[0, 0, 0, 0, 0, 0xffff], 6], // mapped, RFC 4291
  [[0, 0, 0, 0, 0xffff, 0], 6], // translated, RFC 2765
  [[0, 0, 0, 0, 0, 0], 6], // compatible, given up by RFC 4291
  [[0x64, 0xff9b, 0, 0, 0, 0], 6], // NAT64, RFC 6052
  [[0x2002], 1], // 6to4, RFC 3056
]

function unwrapped(address: string): string {
  if (isIPv4(address)) return address
  const bare = address.split('%')[0] ?? ''
  const groups = groupsOf(bare)
  const [, at] = (groups && HOLDING.find(([prefix]) => prefix.every((one, n) => groups[n] === one))) ?? []
  if (!groups || at === undefined) return bare
  const [high = 0, low = 0] = groups.slice(at)
  // `::` and `::1` are addresses of their own.
  if (at === 6 && groups.slice(0, 7).every((one) => one === 0) && low <= 1) return bare
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight numbers of an IPv6 address; null: it is none. */
function groupsOf(address: string): number[] | null {
  if (!URL.canParse(`http://[${address}]/`)) return null
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const read = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [before, after] = [read(head), read(tail ?? '')]
  return [...before, ...Array(8 - before.length - after.length).fill(0), ...after]
}
