/** The long run in parts, which can be run one by one, and the least that has to be tried in all. */
export interface Part {
  name: string
  title: string
  /** Test files and folders, as vitest takes them. */
  files: readonly string[]
}

export const PARTS: readonly Part[] = [
  {
    name: 'isolation',
    title: 'Nobody sees what is another’s',
    files: ['test/isolation/', 'test/server/admin-api.test.ts', 'test/server/admin-isolation.test.ts'],
  },
  {
    name: 'secrets',
    title: 'Secrets stay secret',
    files: ['test/server/secrets-nowhere.test.ts', 'test/process/secret-key-kill.test.ts'],
  },
  { name: 'garbage', title: 'Bad requests', files: ['test/generic/garbage.test.ts'] },
  { name: 'fuzz', title: 'Fuzzing', files: ['test/fuzz/'] },
  {
    name: 'kills',
    title: 'Killed with kill -9',
    files: [
      'test/faults/kill.test.ts',
      'test/process/import-kill.test.ts',
      'test/process/migrate-kill.test.ts',
      'test/process/sync.test.ts',
      'test/process/webhooks-kill.test.ts',
      'test/process/refunds-kill.test.ts',
      'test/process/keyed-writes-kill.test.ts',
      'test/process/anonymize-kill.test.ts',
    ],
  },
  {
    name: 'faults',
    title: 'Something fails',
    files: [
      'test/faults/postgres.test.ts',
      'test/faults/two-versions.test.ts',
      'test/faults/full-disk.test.ts',
      'test/faults/full-disk-commands.test.ts',
      'test/faults/read-only.test.ts',
      'test/faults/slow-clients.test.ts',
      'test/faults/clock-steps.test.ts',
    ],
  },
  { name: 'load', title: 'Load', files: ['test/load/'] },
  {
    name: 'backup',
    title: 'Backup',
    files: ['test/process/backup.test.ts', 'test/process/restore-live.test.ts'],
  },
  { name: 'package', title: 'The package', files: ['test/process/packed.test.ts'] },
  { name: 'sync', title: 'From one server to another', files: ['test/cross/'] },
]

export interface Least {
  what: string
  /** Names of tests whose counts are added up. */
  of: RegExp
  least: number
}

export const LEAST: readonly Least[] = [
  { what: 'generated bad requests', of: /^bad requests/, least: 100_000 },
  { what: 'minutes of fuzzing', of: /^minutes of fuzzing/, least: 60 },
  { what: '`kill -9` amid plain writes', of: /^kill -9 amid mixed writes/, least: 20 },
  { what: '`kill -9` of an import', of: /^kill -9 of an import/, least: 20 },
  { what: '`kill -9` of a sync', of: /^kill -9 of a sync/, least: 20 },
  { what: '`kill -9` amid deliveries', of: /^kill -9 of a server that delivers/, least: 20 },
  { what: '`kill -9` of a migration', of: /^kill -9 of a migration/, least: 20 },
  { what: 'failovers of PostgreSQL', of: /its standby takes over$/, least: 3 },
  { what: 'routes × wrong credentials', of: /^isolation: routes of .* × wrong credentials/, least: 1 },
  { what: 'minutes of soak', of: /^minutes of soak/, least: 30 },
  { what: 'backups restored and equal', of: /^backup while serving/, least: 1 },
  { what: 'the tarball installed and run', of: /^the tarball installed/, least: 1 },
]
