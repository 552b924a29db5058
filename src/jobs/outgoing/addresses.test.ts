import { describe, expect, test } from 'vitest'
import { type AddressKind, createNetworks, kindOf } from './addresses.ts'
import { createReach, readPrivateAddresses } from './reach.ts'

const KINDS: Record<AddressKind, string[]> = {
  public: [
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00::1',
    '::ffff:1.1.1.1',
    '64:ff9b::808:808',
    '2002:101:101::1',
  ],
  loopback: [
    '127.0.0.1',
    '127.255.255.255',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ],
  private: [
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.0',
    '192.168.255.255',
    'fc00::',
    'fdff::1',
    'fec0::1',
    '::ffff:10.1.2.3',
    '::FFFF:C0A8:1',
    '64:ff9b::a00:1',
    '2002:c0a8:101::9',
  ],
  shared: ['100.64.0.0', '100.127.255.255', '::ffff:100.64.0.1'],
  'link-local': [
    '169.254.0.1',
    '169.254.255.255',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    '::ffff:169.254.1.1',
  ],
  metadata: [
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '100.100.100.200',
    'fd00:ec2::254',
    '168.63.129.16',
    '192.0.0.192',
  ],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', '::ffff:224.0.0.1'],
  unspecified: ['0.0.0.0', '0.255.255.255', '::', '::ffff:0.0.0.0'],
  reserved: [
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.19.255.255',
    '203.0.113.9',
    '240.0.0.0',
    '255.255.255.255',
    '2001::1',
    '2001:db8::1',
    '64:ff9b:1::7f00:1',
    '4000::1',
    '100::1',
  ],
}

describe.each(Object.entries(KINDS))('%s', (kind, addresses) => {
  test.each(addresses)('%s', (address) => {
    expect(kindOf(address)).toBe(kind)
    expect(createReach('none').refuses(address) === null).toBe(kind === 'public')
    expect(createReach('all').refuses(address) === null).toBe(
      ['public', 'loopback', 'private', 'shared'].includes(kind),
    )
    // By name any may be called.
    expect(createReach([address.split('%')[0] ?? '']).refuses(address)).toBeNull()
  })
})

test('networks', () => {
  expect(readPrivateAddresses('none')).toBe('none')
  expect(readPrivateAddresses('10.0.0.0/8, fd00::/8,127.0.0.1')).toEqual([
    '10.0.0.0/8',
    'fd00::/8',
    '127.0.0.1',
  ])
  for (const wrong of [
    '',
    'some',
    '10.0.0.0/33',
    '10.0.0/8',
    '::1/129',
    '::1,',
    'localhost',
    '10.0.0.0/8/8',
    '1',
  ])
    expect(readPrivateAddresses(wrong), wrong).toBeNull()
  const inside = createNetworks(['10.1.0.0/16', 'fd00::/8'])
  expect(
    ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '64:ff9b::a01:203'].filter((one) => !inside(one)),
  ).toEqual([])
  expect(['10.2.0.1', 'fe80::1', '::1'].filter(inside)).toEqual([])
})
