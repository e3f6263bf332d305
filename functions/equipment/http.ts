import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, reading } from '../../shared/http/reading.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { placeOfCall } from '../../shared/storage/keys.ts'
import { endedCalls, openCalls } from '../../shared/storage/lists/calls.ts'
import * as calls from '../../shared/usecases/equipment/calls.ts'
import * as stops from '../../shared/usecases/equipment/stops.ts'
import { fullPage, pageOf } from '../lists.ts'
import type { answers } from './answers.ts'
import { getOee, getShift, listLosses, listOee, listStates, times } from './performance.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const command = commands(site, store)

const listCalls = (async ({ query }) => {
  const { status, equipmentId, from, to, ...window } = query
  const isThere = (it: { readonly equipmentId: string }) => equipmentId === undefined || it.equipmentId === equipmentId
  if (status === 'ended')
    return {
      json: await fullPage(
        window,
        (part) => endedCalls(table, { ...part, from, to, order: window.order }),
        async (found) => found.map((it) => (isThere(it) ? it : undefined)),
        placeOfCall,
      ),
    }
  const wanted = (await openCalls(table))
    .filter(isThere)
    .filter((it) => status === undefined || it.status === status)
    .filter(({ calledAt }) => (from === undefined || calledAt >= from) && (to === undefined || calledAt < to))
  return { json: pageOf(wanted, placeOfCall, window) }
}) satisfies Operating['listCalls']

export const handler = httpHandler(
  answered,
  {
    getMachine: reading(store)('machine', named('equipmentId')),
    placeCall: command(calls.placeCall),
    answerCall: command(calls.answerCall),
    endCall: command(calls.endCall),
    listCalls,
    listStates,
    explainStop: command(stops.explainStop(times)),
    splitState: command(stops.splitState(times)),
    mergeStates: command(stops.mergeStates(times)),
    correctState: command(stops.correctState(times)),
    getOee,
    listOee,
    listLosses,
    getShift,
  },
  tokenClaims(),
)
