import type { SubjectType } from '../../events/identifiers.ts'
import type { DeviationStatus } from '../../events/quality.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler, type Operation } from '../../shared/http/handler.ts'
import { reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { deviationsIn, holdsOn, type Window } from '../../shared/storage/list-store.ts'
import * as quality from '../../shared/usecases/quality.ts'
import { routes } from './routes.ts'

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))
const read = reading(store)

const listHolds: Operation = async ({ query }) => {
  const { subject, ...window } = query as unknown as Window & { subject: string }
  const [type, id = ''] = subject.split(':')
  return { json: await holdsOn(table, { type: type as SubjectType, id }, window) }
}

const listDeviations: Operation = async ({ query }) => {
  const { status, ...window } = query as unknown as Window & { status?: DeviationStatus }
  return { json: await deviationsIn(table, status, window) }
}

export const handler = httpHandler(
  routes,
  {
    placeHold: command(quality.placeHold),
    listHolds,
    getHold: read('hold', 'holdId'),
    releaseHold: command(quality.releaseHold),
    openDeviation: command(quality.openDeviation),
    listDeviations,
    getDeviation: read('deviation', 'deviationId'),
    classifyDeviation: command(quality.classifyDeviation),
    investigateDeviation: command(quality.investigateDeviation),
    dispositionDeviation: command(quality.dispositionDeviation),
    closeDeviation: command(quality.closeDeviation),
  },
  issuer.rolesClaim,
)
