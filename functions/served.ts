import type { Answered } from '../shared/http/answer.ts'
import type { answers as administrationAnswers } from './administration/answers.ts'
import { routes as administration } from './administration/routes.ts'
import type { answers as changesAnswers } from './changes/answers.ts'
import { routes as changes } from './changes/routes.ts'
import type { answers as containersAnswers } from './containers/answers.ts'
import { routes as containers } from './containers/routes.ts'
import type { answers as definitionsAnswers } from './definitions/answers.ts'
import { routes as definitions } from './definitions/routes.ts'
import type { answers as enterpriseAnswers } from './enterprise/answers.ts'
import { routes as enterprise } from './enterprise/routes.ts'
import type { answers as equipmentAnswers } from './equipment/answers.ts'
import { routes as equipment } from './equipment/routes.ts'
import type { answers as erpAnswers } from './erp/answers.ts'
import { routes as erp } from './erp/routes.ts'
import type { answers as genealogyAnswers } from './genealogy/answers.ts'
import { routes as genealogy } from './genealogy/routes.ts'
import { routes as labels } from './labels/routes.ts'
import type { answers as labourAnswers } from './labour/answers.ts'
import { routes as labour } from './labour/routes.ts'
import type { answers as liveAnswers } from './live/answers.ts'
import { routes as live } from './live/routes.ts'
import type { answers as maintenanceAnswers } from './maintenance/answers.ts'
import { routes as maintenance } from './maintenance/routes.ts'
import type { answers as ordersAnswers } from './orders/answers.ts'
import { routes as orders } from './orders/routes.ts'
import type { answers as qualityAnswers } from './quality/answers.ts'
import { routes as quality } from './quality/routes.ts'
import type { answers as releaseAnswers } from './release/answers.ts'
import { routes as release } from './release/routes.ts'
import type { answers as scheduleAnswers } from './schedule/answers.ts'
import { routes as schedule } from './schedule/routes.ts'
import type { answers as stockAnswers } from './stock/answers.ts'
import { routes as stock } from './stock/routes.ts'
import type { answers as weighingAnswers } from './weighing/answers.ts'
import { routes as weighing } from './weighing/routes.ts'

/*
 * All routes of a site, typed with their answers, for clients. The answers are imported as types only, so no schema of them is loaded. `infra`
 * decides what a site serves; a test compares both.
 */

const tables = [
  ...administration,
  ...changes,
  ...containers,
  ...definitions,
  ...equipment,
  ...erp,
  ...genealogy,
  ...labels,
  ...labour,
  ...live,
  ...maintenance,
  ...orders,
  ...quality,
  ...release,
  ...schedule,
  ...stock,
  ...weighing,
] as const
type SiteAnswers = typeof administrationAnswers &
  typeof changesAnswers &
  typeof containersAnswers &
  typeof definitionsAnswers &
  typeof equipmentAnswers &
  typeof erpAnswers &
  typeof genealogyAnswers &
  typeof labourAnswers &
  typeof liveAnswers &
  typeof maintenanceAnswers &
  typeof ordersAnswers &
  typeof qualityAnswers &
  typeof releaseAnswers &
  typeof scheduleAnswers &
  typeof stockAnswers &
  typeof weighingAnswers

export const siteRoutes: Answered<typeof tables, SiteAnswers> = tables

/** The operations of the enterprise, which asks all its sites at once. */
export const enterpriseRoutes: Answered<typeof enterprise, typeof enterpriseAnswers> = enterprise
