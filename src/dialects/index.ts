/** The platforms Clientele speaks. A further one is one more folder and one more line here. */
import { commerceLayer } from './commerce-layer/index.ts'
import type { Dialect } from './dialect.ts'
import { easycart } from './easycart/index.ts'
import { shopline } from './shopline/index.ts'

export const dialects: readonly Dialect[] = [commerceLayer, shopline, easycart]
