/** Writes what the package is made of, as CycloneDX 1.6, to `dist/sbom.json`, which is packed. `npm sbom` refuses trees with peers that do not fit. */
import { writeFileSync } from 'node:fs'
import { own, packages } from './packages.mjs'

const purl = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`
const hashOf = (integrity) => {
  const [algorithm, value] = (integrity ?? '').split('-')
  return algorithm === 'sha512'
    ? [{ alg: 'SHA-512', content: Buffer.from(value, 'base64').toString('hex') }]
    : []
}
const licenceOf = (licence) =>
  licence === null
    ? []
    : / (OR|AND) /.test(licence)
      ? [{ expression: licence.replace(/[()]/g, '') }]
      : [{ license: { id: licence } }]

const { name, version, license } = own()
const seen = new Map()
for (const one of packages()) {
  const ref = purl(one.name, one.version)
  // Once as a tool and once shipped: shipped.
  if (seen.has(ref) && one.isDev) continue
  seen.set(ref, {
    ...{ type: 'library', 'bom-ref': ref, name: one.name, version: one.version, purl: ref },
    // Tools, and what the console's build takes in.
    scope: one.isDev ? 'optional' : 'required',
    licenses: licenceOf(one.licence),
    hashes: hashOf(one.integrity),
  })
}
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': purl(name, version),
      name,
      version,
      purl: purl(name, version),
      licenses: licenceOf(license),
    },
  },
  components: [...seen.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
}
writeFileSync(new URL('../dist/sbom.json', import.meta.url), `${JSON.stringify(bom, null, 1)}\n`)
