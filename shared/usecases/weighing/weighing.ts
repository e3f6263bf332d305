import type { RejectContainer, VerifyContainer, Weigh } from '../../../events/dispensing.ts'
import type { StepId } from '../../../events/identifiers.ts'
import type { CheckScale } from '../../../events/scale.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Candidate } from '../../domain/equipment/fitness.ts'
import { unknownMachine } from '../../domain/equipment/machine.ts'
import { underHoldsAbove } from '../../domain/orders/order.ts'
import { asDefined } from '../../domain/people/printed-name.ts'
import { orderNamed } from '../../domain/stock/destination.ts'
import { endOfDay } from '../../domain/wall-clock.ts'
import type { Dispensed, ScannedCode } from '../../domain/weighing/dispensed.ts'
import { type Bench, dispensing, type LineReadiness } from '../../domain/weighing/dispensing.ts'
import { rejectContainer as rejected } from '../../domain/weighing/rejection.ts'
import * as scales from '../../domain/weighing/scale.ts'
import { verifyContainer as verified } from '../../domain/weighing/verification.ts'
import { weigh as weighed } from '../../domain/weighing/weighing.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { readingOnce } from '../commit/reading-once.ts'
import { ref, type Store } from '../commit/store.ts'
import { ancestorsOf, contextRefs } from '../execution/steps.ts'
import { findForIssue, issueContext, issueRefs, issueRefsThen } from '../production/consumption.ts'
import { alertsOf, holdsAbove } from '../quality/holds-above.ts'
import { stockRefs } from '../stock/basis.ts'

type Path = { orderId: string }
export type ContainerPath = Path & { containerId: string }
const subject = (id: string) => ({ type: 'order', id }) as const

/** @param timeZone the zone of the site (IANA name); a passed check is valid until the end of its day */
export const checkScale =
  (timeZone: string) =>
  (store: Store, command: Command<CheckScale>, { equipmentId }: { equipmentId: string }): Promise<Outcome> =>
    run(store, command, {
      subject: { type: 'equipment', id: equipmentId },
      of: 'machine',
      load: { equipment: ref.equipment(equipmentId), machine: ref.machine(equipmentId) },
      decide: ({ equipment, machine }, circumstances) =>
        equipment && machine
          ? scales.checkScale(
              equipment.value,
              machine.value,
              command.body,
              endOfDay(timeZone, circumstances.at),
              circumstances,
            )
          : 'unknown',
    })

const scaleRefs = (equipmentId: string) => ({
  equipment: ref.equipment(equipmentId),
  machine: ref.machine(equipmentId),
})

/** The reads of an issue, and one round trip per level above the scale, whose maintenance keeps it out of service too. */
export const weigh = (store: Store, command: Command<Weigh>, { orderId }: Path): Promise<Outcome> => {
  const { equipmentId, containerId } = command.body
  return run(store, command, {
    subject: subject(orderId),
    of: 'order',
    load: {
      ...issueRefs(command, orderId, command.body),
      ...scaleRefs(equipmentId),
      container: ref.dispensed(orderId, containerId),
    },
    loadMore: (basis, _more: object, at) => issueRefsThen(basis, at),
    find: async (basis, _, at, reading) => {
      const [drawn, above] = await Promise.all([
        findForIssue(reading, basis, command.body, at),
        ancestorsOf(reading, basis.equipment?.value),
      ])
      return { drawn, above }
    },
    decide: ({ order, equipment, machine, container, ...basis }, circumstances, { material }, found) =>
      order
        ? weighed(
            {
              ...issueContext(order, basis, material, found?.drawn),
              scale: {
                equipment: equipment?.value,
                machine: machine?.value ?? unknownMachine(equipmentId),
                above: found?.above ?? [],
              },
              container: container?.value,
            },
            command.body,
            circumstances,
          )
        : 'unknown',
  })
}

const containerRefs = ({ orderId, containerId }: ContainerPath) => ({
  order: ref.order(orderId),
  snapshot: ref.snapshot(orderId),
  container: ref.dispensed(orderId, containerId),
})

/** Reads what a scanned code says of a container. */
export type ReadCode = (scanned: string, at: string) => ScannedCode

export const verifyContainer =
  (readCode: ReadCode) =>
  (store: Store, command: Command<VerifyContainer>, path: ContainerPath): Promise<Outcome> => {
    const { scanned } = command.body
    const code = scanned === undefined ? { names: [] } : readCode(scanned, command.clock())
    return run(store, command, {
      subject: subject(path.orderId),
      of: 'order',
      load: containerRefs(path),
      decide: ({ order, snapshot, container }, circumstances) =>
        order
          ? verified(
              { order: order.value, snapshot: snapshot?.value, container: container?.value },
              path.containerId,
              { ...command.body, ...code },
              command.signature,
              circumstances,
            )
          : 'unknown',
    })
  }

/** A third round trip, because only the container names its lot. */
export const rejectContainer = (
  store: Store,
  command: Command<RejectContainer>,
  path: ContainerPath,
): Promise<Outcome> =>
  run(store, command, {
    subject: subject(path.orderId),
    of: 'order',
    load: { ...containerRefs(path), alerts: ref.alerts() },
    loadMore: ({ container }) => container && { lot: ref.lot(container.value.lotId) },
    // As with a reversal, a held order gives nothing back.
    find: ({ alerts }, _, _at, reading) => holdsAbove(reading, alertsOf(alerts), [orderNamed(path.orderId)]),
    decide: ({ order, snapshot, container }, circumstances, { lot }, above = []) =>
      order
        ? rejected(
            {
              order: underHoldsAbove(order.value, above),
              snapshot: snapshot?.value,
              container: container?.value,
              lot: lot?.value,
            },
            path.containerId,
            command.body,
            circumstances,
          )
        : 'unknown',
  })

export interface DispensingOutlook {
  readonly lines: readonly LineReadiness[]
  readonly scale: Candidate | undefined
}

/** What a person at a scale needs for a step: what each line lacks, and whether it may be weighed now. Undefined without the order or step. */
export async function dispensingOf(
  site: Store,
  listContainers: (orderId: string) => Promise<readonly Dispensed[]>,
  { orderId, stepId }: Path & { stepId: StepId },
  { lineId, ...bench }: Partial<Bench> & { readonly lineId?: string | undefined },
  circumstances: Circumstances,
): Promise<DispensingOutlook | undefined> {
  const { lotId, sublotId, equipmentId } = bench
  const store = readingOnce(site)
  const [basis, containers] = await Promise.all([
    store.load({
      ...contextRefs(circumstances, orderId),
      ...(lotId !== undefined && stockRefs(lotId, sublotId)),
      ...(equipmentId !== undefined && scaleRefs(equipmentId)),
    }),
    listContainers(orderId),
  ])
  const { order, equipment, machine, ...read } = basis
  if (!order) return undefined
  const scale = {
    equipment: equipment?.value,
    machine: machine?.value,
    above: await ancestorsOf(store, equipment?.value),
  }
  const stock = { lot: undefined, sublot: undefined, ...read }
  // Lines of one material have the same next lot, because weighed lines have no alternates.
  const picked = read.snapshot?.value.steps
    .find((it) => it.stepId === stepId)
    ?.materials.find(
      (it) => it.materialId === stock.lot?.value.materialId && it.picking !== undefined && it.picking !== 'off',
    )
  const found = await findForIssue(
    store,
    { order, ...stock },
    { stepId, lineId: lineId ?? picked?.lineId },
    circumstances.at,
  )
  const { material } = await store.load({ material: undefined, ...issueRefsThen(stock, circumstances.at) })
  const on = { ...issueContext(order, stock, material, found), scale }
  const at = lotId !== undefined && equipmentId !== undefined ? { ...bench, lotId, equipmentId } : undefined
  const caller = asDefined(circumstances.caller, basis.person?.value)
  const lines = dispensing(on, stepId, lineId, at, containers, { ...circumstances, caller })
  return lines && { lines, scale: equipmentId === undefined ? undefined : scale }
}
