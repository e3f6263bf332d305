import type { Answered } from '../../shared/http/answer.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import { named, reading } from '../../shared/http/reading.ts'
import { store } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import type { answers } from './answers.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

export const handler = httpHandler(
  answered,
  { getMachine: reading(store)('machine', named('equipmentId')) },
  tokenClaims(),
)
