import { cork } from './cork.ts'
import { lyon } from './lyon.ts'
import { nantes } from './nantes.ts'
import type { Site } from './site.ts'

/** Every site that `cdk deploy` knows: `cdk deploy 'Andon-lyon/*'`. */
export const sites: readonly Site[] = [lyon, cork, nantes]
