/** Fails where a package is under a licence that is not allowed, or lacks what pins it, or where one that is shipped runs scripts when it is installed. */
import { packages } from './packages.mjs'

/** What may be in what we ship: nothing that asks more than to be named. */
const SHIPPED = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'])
/** Tools: unchanged, and handed on to nobody. */
const TOOLS = new Set([...SHIPPED, 'MPL-2.0', 'CC0-1.0', 'Unlicense', 'Zlib'])

/** `(MIT OR CC0-1.0)` is as one likes, `(MIT AND Zlib)` both. */
const fits = (licence, allowed) =>
  licence
    ?.replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => allowed.has(one)))

const all = packages()
const wrong = all.flatMap(({ name, version, licence, integrity, isDev, hasScript }) => [
  ...(fits(licence, isDev ? TOOLS : SHIPPED)
    ? []
    : [`${name} ${version}: the licence ${licence} is not allowed`]),
  ...(integrity ? [] : [`${name} ${version}: nothing in the lock file says what it must be`]),
  ...(hasScript && !isDev ? [`${name} ${version}: runs a script when it is installed`] : []),
])
for (const line of wrong) console.error(line)
console.log(
  `${all.length} packages: ${wrong.length === 0 ? 'licences, hashes and scripts are as they should be' : `${wrong.length} are not allowed`}`,
)
process.exitCode = wrong.length === 0 ? 0 : 1
