/** From a row of the table to its figures: one way of measuring a kind. */
import type { BenchPostgres } from '../data/postgres.ts'
import type { Measurement } from '../table.ts'
import { measureFloor } from './floor.ts'
import { measureInserts } from './inserts.ts'
import { type LoadDeps, measureCpu, measureRates, measureTail } from './load-sides.ts'
import type { Measured } from './measured.ts'
import { measureMemory } from './memory.ts'
import { measurePresenter } from './presenter.ts'

export interface MeasureDeps extends LoadDeps {
  postgres: BenchPostgres | null
  /** How long the mixed load lasts. */
  minutes: number
}

const MEASURES: {
  [K in Measurement['kind']]: (
    what: Extract<Measurement, { kind: K }>,
    deps: MeasureDeps,
  ) => Promise<Measured>
} = {
  rates: ({ over, under }, deps) => measureRates(over, under, deps),
  tail: ({ side }, deps) => measureTail(side, deps),
  cpu: ({ side }, deps) => measureCpu(side, deps),
  presenter: ({ customers }, deps) => measurePresenter(customers, deps),
  inserts: ({ of, customers }, deps) =>
    measureInserts(of, customers, { ...deps, seconds: deps.load.seconds }),
  memory: ({ server }, deps) => measureMemory(server, deps.minutes, deps),
  floor: ({ customers }, deps) => {
    const { postgres } = deps
    if (!postgres) throw new Error('PostgreSQL is not installed here')
    return measureFloor(customers, { ...deps, postgres, ...deps.load })
  },
}

export const measureRow = (measurement: Measurement, deps: MeasureDeps): Promise<Measured> =>
  MEASURES[measurement.kind](measurement as never, deps)
