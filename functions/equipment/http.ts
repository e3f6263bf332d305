import { httpHandler } from '../../shared/http/handler.ts'
import { named, reading } from '../../shared/http/reading.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { store } from '../../shared/runtime/plant.ts'
import { routes } from './routes.ts'

export const handler = httpHandler(
  routes,
  { getMachine: reading(store)('machine', named('equipmentId')) },
  environment(variable.rolesClaim),
)
