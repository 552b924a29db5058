// Loaded into each process that runs the vendor's code: hosts below cl.test are this machine, as entries in
// the hosts file would say (section 9.4). Everything else about name resolution and fetch stays Node's own.
import dns from 'node:dns'

const lookup = dns.lookup

dns.lookup = Object.assign(
  (hostname, ...rest) => lookup(/(^|\.)cl\.test$/i.test(hostname) ? '127.0.0.1' : hostname, ...rest),
  lookup,
)
