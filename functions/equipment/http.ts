import { gatewayAsDevice, type HeardGateway, machineAsDevice } from '../../shared/domain/equipment/devices.ts'
import { asHeard } from '../../shared/domain/equipment/machine.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, reading } from '../../shared/http/reading.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenClaims } from '../../shared/runtime/token-issuer.ts'
import { gatewaysIn } from '../../shared/storage/gateway-store.ts'
import { placeOfCall } from '../../shared/storage/keys.ts'
import { endedCalls, openCalls } from '../../shared/storage/lists/calls.ts'
import { equipmentSummaries } from '../../shared/storage/lists/equipment.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import * as calls from '../../shared/usecases/equipment/calls.ts'
import { gatewaysOf } from '../../shared/usecases/equipment/gateways.ts'
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

/** What comes where in the list of devices: gateways, then machines, by their names. */
interface Listed {
  readonly place: string
  readonly gateway?: HeardGateway
  readonly equipmentId?: string
}

const listDevices = (async ({ query, at }) => {
  const [gateways, equipment] = await Promise.all([gatewaysIn(table, site), equipmentSummaries(table)])
  const named = new Map(gateways.map((it) => [it.gateway, it]))
  const all: Listed[] = [
    ...gateways.map((gateway) => ({ place: `gateway#${gateway.gateway}`, gateway })),
    ...equipment.map(({ equipmentId }) => ({ place: `machine#${equipmentId}`, equipmentId })),
  ]
  const machinesOf = async (entries: readonly Listed[]) => {
    const ids = entries.flatMap(({ equipmentId }) => equipmentId ?? [])
    const [machines, behind] = await Promise.all([
      store.load(Object.fromEntries(ids.map((id) => [id, ref.machine(id)]))),
      gatewaysOf(store, ids),
    ])
    return (equipmentId: string) => {
      const gateway = behind[equipmentId]
      return machineAsDevice(
        { equipmentId, gateway },
        machines[equipmentId]?.value,
        gateway === undefined ? undefined : named.get(gateway),
        at,
      )
    }
  }
  const page = fullPage(
    query,
    async (part) => {
      const { items, nextCursor } = pageOf(all, ({ place }) => place, part)
      return { entries: items, ...(nextCursor !== undefined && { nextCursor }) }
    },
    async (entries) => {
      const machine = await machinesOf(entries)
      return entries.map(({ gateway, equipmentId = '' }) =>
        gateway ? gatewayAsDevice(gateway, at) : machine(equipmentId),
      )
    },
    ({ place }) => place,
  )
  return { json: await page }
}) satisfies Operating['listDevices']

export const handler = httpHandler(
  answered,
  {
    getMachine: reading(store)('machine', named('equipmentId'), asHeard),
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
    listDevices,
  },
  tokenClaims(),
)
