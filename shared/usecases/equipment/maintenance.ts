import type { DeviationId, HoldId } from '../../../events/identifiers.ts'
import type { CancelMaintenance, CompleteMaintenance, OpenMaintenance, UsePart } from '../../../events/maintenance.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import type { Machine } from '../../domain/equipment/machine.ts'
import type { Place } from '../../domain/equipment/place.ts'
import { completeMaintenance as completed } from '../../domain/maintenance/completion.ts'
import { cancelMaintenance as cancelled, type Site } from '../../domain/maintenance/giving-back.ts'
import { openMaintenance as opened, startMaintenance as started } from '../../domain/maintenance/opening.ts'
import { usePart as used } from '../../domain/maintenance/parts.ts'
import type { WorkOrder } from '../../domain/maintenance/work-order.ts'
import { violation } from '../../domain/refusal.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Basis, type Ref, type Refs, ref, type Store } from '../commit/store.ts'
import { nextInStock } from '../production/picking.ts'
import { alertsOf } from '../quality/holds-above.ts'
import { densityRefs, holdsAboveLot, stockIn, stockRefs } from '../stock/basis.ts'

/** The facts of maintenance are those of its equipment, whose audit tells what was done to it and with what result. */
const subject = (id: string) => ({ type: 'equipment', id }) as const

export const openMaintenance = (store: Store, command: Command<OpenMaintenance>): Promise<Outcome> => {
  const { maintenanceId, equipmentId, callId } = command.body
  return run(store, command, {
    subject: subject(equipmentId),
    of: 'machine',
    creates: true,
    load: {
      equipment: ref.equipment(equipmentId),
      machine: ref.machine(equipmentId),
      existing: ref.maintenance(maintenanceId),
      call: callId === undefined ? undefined : ref.call(equipmentId, callId),
    },
    decide: ({ equipment, machine, existing, call }, circumstances) =>
      equipment && machine
        ? opened(
            {
              equipment: equipment.value,
              machine: machine.value,
              existing: existing?.value,
              call: call?.value,
            },
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}

export type MaintenancePath = { maintenanceId: string }

/** The equipment of a work order, which never changes, so it may be read before. One round trip more than a command with the equipment in its path. */
async function atEquipment(
  store: Store,
  { maintenanceId }: MaintenancePath,
  act: (equipmentId: string) => Promise<Outcome>,
): Promise<Outcome> {
  const { work } = await store.load({ work: ref.maintenance(maintenanceId) })
  if (work) return act(work.value.equipmentId)
  const missing = violation('not-found', { type: 'maintenance', id: maintenanceId }, `maintenance:${maintenanceId}`)
  return { outcome: 'unknown', violations: [missing] }
}

const workRefs = (equipmentId: string, { maintenanceId }: MaintenancePath) => ({
  machine: ref.machine(equipmentId),
  work: ref.maintenance(maintenanceId),
})

/** One round trip more for each level below the equipment, because all of it is taken. */
export const startMaintenance = (store: Store, command: Command, path: MaintenancePath): Promise<Outcome> =>
  atEquipment(store, path, (equipmentId) =>
    run(store, command, {
      subject: subject(equipmentId),
      of: 'machine',
      load: { ...workRefs(equipmentId, path), place: ref.place(equipmentId) },
      loadMore: ({ place }, more): Refs => partsRefs([place, ...placesIn(more)].map((it) => it?.value)),
      decide: ({ machine, work }, circumstances, more) =>
        machine && work ? started(work.value, [machine.value, ...machinesIn(more)], circumstances) : 'unknown',
    }),
  )

const partsRefs = (places: readonly (Place | undefined)[]): Refs =>
  Object.fromEntries(
    places
      .flatMap((place) => Object.keys(place?.children ?? {}))
      .flatMap((id): [string, Ref][] => [
        [`place ${id}`, ref.place(id)],
        [`machine ${id}`, ref.machine(id)],
      ]),
  )

type Read = Partial<Basis<Refs>>

const placesIn = (read: Read) =>
  Object.values(read).flatMap((it) => (it?.ref.kind === 'place' ? [{ value: it.value as Place }] : []))

/** Equipment that is only named below, and not defined, has no machine that anybody could start. */
const machinesIn = (read: Read): Machine[] =>
  Object.values(read).flatMap((it) => (it?.ref.kind === 'machine' ? [it.value as Machine] : []))

/** Queries for the lot that is used next, and for holds being inherited; as with an issue for an order, they guard nothing. */
export const usePart = (store: Store, command: Command<UsePart>, path: MaintenancePath): Promise<Outcome> => {
  const { lotId, sublotId, quantity } = command.body
  return atEquipment(store, path, (equipmentId) =>
    run(store, command, {
      subject: subject(equipmentId),
      of: 'machine',
      load: { ...workRefs(equipmentId, path), ...stockRefs(lotId, sublotId) },
      loadMore: ({ lot }) => densityRefs(lot, quantity),
      find: async ({ lot, alerts }, _, at, reading) => {
        const [above, next] = await Promise.all([
          holdsAboveLot(reading, lot, alerts),
          lot && nextInStock(reading, lot.value.materialId, alertsOf(alerts), at),
        ])
        return { above, next }
      },
      decide: ({ machine, work, lot, ...others }, circumstances, { material }, found) => {
        if (!machine || !work) return 'unknown'
        const stock = lot && {
          ...stockIn(lot, others, found?.above),
          density: material?.value.density,
          next: found?.next,
        }
        return used(work.value, stock, command.body, circumstances)
      },
    }),
  )
}

/** What the end of a work order changes: all that it has taken, which only the work order names. */
const ending = <Body>(
  store: Store,
  command: Command<Body>,
  path: MaintenancePath,
  decide: (site: Site & { readonly deviationId: DeviationId }, circumstances: Circumstances) => Decision,
): Promise<Outcome> =>
  atEquipment(store, path, (equipmentId) =>
    run(store, command, {
      subject: subject(equipmentId),
      of: 'machine',
      load: { ...workRefs(equipmentId, path), equipment: ref.equipment(equipmentId) },
      loadMore: ({ work }): Refs =>
        Object.fromEntries(
          takenBy(work?.value)
            .filter((id) => id !== equipmentId)
            .map((id) => [`machine ${id}`, ref.machine(id)]),
        ),
      decide: ({ machine, work, equipment }, circumstances, more) =>
        machine && work && equipment
          ? decide(
              {
                work: work.value,
                equipment: equipment.value,
                machines: [machine.value, ...machinesIn(more)],
                ...idsOf(path, command),
              },
              circumstances,
            )
          : 'unknown',
    }),
  )

const takenBy = (work: WorkOrder | undefined): readonly string[] => (work?.status === 'running' ? work.takes : [])

/** Ids of what the end may open, so that a replay opens nothing twice. */
const idsOf = ({ maintenanceId }: MaintenancePath, { id }: Pick<Command, 'id'>) => {
  const suffix = digest(`maintenance/${maintenanceId} ${id}`).slice(0, 16)
  return { deviationId: `dev.${suffix}` as DeviationId, holdId: `hold.${suffix}` as HoldId }
}

export const completeMaintenance = (
  store: Store,
  command: Command<CompleteMaintenance>,
  path: MaintenancePath,
): Promise<Outcome> =>
  ending(store, command, path, (site, circumstances) => completed(site, command.body, command.signature, circumstances))

export const cancelMaintenance = (
  store: Store,
  command: Command<CancelMaintenance>,
  path: MaintenancePath,
): Promise<Outcome> =>
  ending(store, command, path, (site, circumstances) => cancelled(site, command.body, circumstances))
