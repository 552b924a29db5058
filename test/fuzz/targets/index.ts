import type { Target } from '../judge.ts'
import { commerceLayerTargets } from './commerce-layer.ts'
import { easycartTargets } from './easycart.ts'
import { fileTargets } from './files.ts'
import { serverTargets } from './server.ts'
import { shoplineTargets } from './shopline.ts'

/** Whatever reads what comes from outside. */
export const targets: readonly Target[] = [
  ...commerceLayerTargets,
  ...shoplineTargets,
  ...easycartTargets,
  ...fileTargets,
  ...serverTargets,
]
