import type { Instant } from '../../events/identifiers.ts'
import { calibrationThen } from '../../shared/domain/equipment/equipment-then.ts'
import type { Answered } from '../../shared/http/answer.ts'
import { commands } from '../../shared/http/command.ts'
import { httpHandler } from '../../shared/http/handler.ts'
import type { Operations } from '../../shared/http/operation.ts'
import { named, notFound, reading } from '../../shared/http/reading.ts'
import { signInReader } from '../../shared/http/sign-in-token.ts'
import { site, store, table } from '../../shared/runtime/plant.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { placeOfWork } from '../../shared/storage/keys.ts'
import { calibrationsUntil, endedWorks, openWorks } from '../../shared/storage/lists/maintenance.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import * as maintenance from '../../shared/usecases/equipment/maintenance.ts'
import { fullPage, pageOf } from '../lists.ts'
import type { answers } from './answers.ts'
import { measuredBefore } from './measured.ts'
import { routes } from './routes.ts'

const answered: Answered<typeof routes, typeof answers> = routes

type Operating = Operations<typeof answered>

const issuer = tokenIssuer()
const command = commands(site, store, signInReader(issuer))

const listMaintenance = (async ({ query }) => {
  const { status, equipmentId, kind, from, to, ...window } = query
  const isWanted = (it: Awaited<ReturnType<typeof openWorks>>[number]) =>
    (equipmentId === undefined || it.equipmentId === equipmentId) &&
    (kind === undefined || it.kind === kind) &&
    (status === undefined || it.status === status)
  if (status === 'completed' || status === 'cancelled')
    return {
      json: await fullPage(
        window,
        (part) => endedWorks(table, { ...part, from, to, order: window.order }),
        async (found) => found.map((it) => (isWanted(it) ? it : undefined)),
        placeOfWork,
      ),
    }
  const wanted = (await openWorks(table))
    .filter(isWanted)
    .filter(({ openedAt }) => (from === undefined || openedAt >= from) && (to === undefined || openedAt < to))
  return { json: pageOf(wanted, placeOfWork, window) }
}) satisfies Operating['listMaintenance']

const listMeasured = (async ({ path: { maintenanceId }, query }) => {
  const { work } = await store.load({ work: ref.maintenance(maintenanceId) })
  if (!work) throw notFound(ref.maintenance(maintenanceId))
  return { json: await measuredBefore(work.value, query) }
}) satisfies Operating['listMeasured']

const equipmentNamed = async (equipmentId: string) => {
  const { equipment } = await store.load({ equipment: ref.equipment(equipmentId) })
  if (!equipment) throw notFound(ref.equipment(equipmentId))
  return equipment.value
}

const getCalibration = (async ({ path: { equipmentId }, query, at: now }) => {
  const at = query.at ?? now
  const [equipment, { items }] = await Promise.all([
    equipmentNamed(equipmentId),
    calibrationsUntil(table, equipmentId, at, { limit: 1 }),
  ])
  return { json: calibrationThen(equipment, items[0], at) }
}) satisfies Operating['getCalibration']

/** After every instant. */
const ever: Instant = '9999-12-31T23:59:59.999Z'

const listCalibrations = (async ({ path: { equipmentId }, query }) => {
  const [found] = await Promise.all([calibrationsUntil(table, equipmentId, ever, query), equipmentNamed(equipmentId)])
  return { json: found }
}) satisfies Operating['listCalibrations']

export const handler = httpHandler(
  answered,
  {
    openMaintenance: command(maintenance.openMaintenance),
    listMaintenance,
    getMaintenance: reading(store)('maintenance', named('maintenanceId')),
    startMaintenance: command(maintenance.startMaintenance),
    usePart: command(maintenance.usePart),
    completeMaintenance: command(maintenance.completeMaintenance),
    cancelMaintenance: command(maintenance.cancelMaintenance),
    listMeasured,
    getCalibration,
    listCalibrations,
  },
  issuer,
)
