import type { Answered } from '../../shared/http/answer.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { named, reading } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store } from '../../shared/runtime/plant.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

export const handler = httpHandler(
  answered,
  { getMachine: reading(store)('machine', named('equipmentId')) },
  environment(variable.rolesClaim),
)
