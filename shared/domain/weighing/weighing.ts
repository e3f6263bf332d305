import { readBy, type Weigh, type Weighing } from '../../../events/dispensing.ts'
import type { EquipmentId, LineId, LotId, StepId, SublotId } from '../../../events/identifiers.ts'
import type { Consume } from '../../../events/order.ts'
import type { Amount, Quantity } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Circumstances } from '../caller.ts'
import { saveDispensed } from '../change.ts'
import { all, type Check, clear, given, known, none, upon } from '../check.ts'
import type { Decision } from '../decision.ts'
import type { Candidate } from '../equipment/fitness.ts'
import { overdueFindings } from '../equipment/overdue.ts'
import type { Weight } from '../equipment/scale-state.ts'
import { chargedIn, openWeighings, withUncharged } from '../orders/charges.ts'
import { type Finding, reached } from '../orders/gate.ts'
import { consume, type IssueContext, type Weighed } from '../production/consumption.ts'
import { equivalentOf, outOfOrder, typedWeight, withMass } from '../production/potency.ts'
import { isMore, isZero, subtract, zero } from '../quantity.ts'
import { basisOf } from '../recipes/line.ts'
import { reasons, refuse, violation } from '../refusal.ts'
import type { Dispensed } from './dispensed.ts'
import { type NamedReading, objectionsToReadings, objectionsToScale } from './scale.ts'
import { oncePerReading, saidByScale } from './scale-reading.ts'

export interface WeighingContext extends IssueContext {
  readonly scale: Candidate
  /** The existing container of this id in the order. */
  readonly container: Dispensed | undefined
}

export interface Spot {
  readonly stepId: StepId
  readonly lineId: LineId
  readonly lotId: LotId
  readonly sublotId?: SublotId | undefined
  readonly equipmentId: EquipmentId
}

/** Violations of the readings, and what the record says of them. */
interface Measured {
  readonly violations: readonly Violation[]
  readonly findings: (line: Parameters<typeof typedWeight>[0]) => Finding | undefined
  readonly reason?: string | undefined
  readonly once?: Weighed['once']
  readonly told?: Omit<Weighing, 'potency' | 'basis' | 'equivalent'>
}

/**
 * Weighs material of a lot into a container: an issue with all its rules, by the readings of a scale, which records the container. The scale must be
 * fit and checked, and able to show the readings. Readings that claim to come from the device must have been sent by it.
 */
export function weigh(floor: WeighingContext, body: Weigh, circumstances: Circumstances): Decision {
  const { at } = circumstances
  const { containerId, equipmentId, method, source, reasonCode } = body
  const readings = readingsOf(body)
  const scale = floor.scale.equipment?.scale
  const said = source === 'device' ? saidByScale(floor.scale.machine?.weights, readings, at) : undefined
  const measuredAt = said?.said.at(-1)?.occurredAt
  const told = clear(
    floor.container &&
      violation('container-used', { containerId, lineId: floor.container.lineId }, `dispensed:${containerId}`),
    scale && objectionsToReadings(scale, readings),
    said?.violations,
  )
  const weight = upon(netOf(body), (it) => given(it, tooLittle(floor, it)))
  // Without a net weight nothing can be issued, but the scale may be wrong as well.
  const read = all({ scale: clear(objectionsToScale(equipmentId, floor.scale, circumstances)), told, weight })
  if (read.is === 'none') return refuse(read.against)
  const net = read.value.weight
  return judge(floor, body, net, circumstances, {
    violations: [...told.against, ...weight.against],
    findings: (line) => (source === 'typed' ? typedWeight(line) : undefined),
    reason: body.reason,
    ...(said && { once: readOnce(body, said.said) }),
    told: {
      containerId,
      equipmentId,
      method,
      source,
      ...Object.fromEntries(readings.map(({ name, reading }) => [name, reading])),
      net,
      ...(measuredAt !== undefined && { measuredAt }),
      ...(reasonCode !== undefined && { reasonCode }),
    },
  })
}

/**
 * Each weight on the scale is used once, and each container has its own tare. With `by-difference`, a reading of the source container is used twice:
 * after one weighing and before the next.
 */
function readOnce({ equipmentId, method, lotId, sublotId }: Weigh, said: readonly Weight[]): Measured['once'] {
  const source = `${lotId}/${sublotId ?? ''}`
  return oncePerReading(equipmentId, said, (index) =>
    method === 'by-difference' ? (index === 0 ? { takenFor: source } : { leftFor: source }) : {},
  )
}

/** Every reason why this quantity could not be weighed there now. {@link weigh} checks the same, and then the readings. */
export function objectionsToWeigh(
  floor: Omit<WeighingContext, 'container'>,
  spot: Spot,
  net: Quantity,
  circumstances: Circumstances,
): readonly Violation[] {
  const nothing = { violations: [], findings: () => undefined }
  const decision = judge({ ...floor, container: undefined }, spot, net, circumstances, nothing)
  return decision.outcome === 'refused' ? decision.violations : []
}

function judge(
  floor: WeighingContext,
  spot: Spot,
  net: Quantity,
  circumstances: Circumstances,
  measured: Measured,
): Decision {
  const { stepId, lineId, lotId, sublotId, equipmentId } = spot
  const { at, caller } = circumstances
  const place = reached(floor, stepId)
  const { order, step } = known(place) ?? {}
  const running = known(openWeighings(place, lineId))
  const line = step?.materials.find((it) => it.lineId === lineId && it.use === 'consumed')
  const basis = line && basisOf(line)
  const potency = floor.sublot?.potency ?? floor.lot?.potency
  const counted =
    basis !== undefined && potency !== undefined
      ? { potency, basis, equivalent: { value: equivalentOf(net.value, potency, basis), unit: net.unit } }
      : undefined
  const isCharged = floor.snapshot !== undefined && chargedIn(floor.snapshot, stepId, lineId) !== undefined
  const told: Weighing | undefined = measured.told && { ...measured.told, ...counted }
  const weighed: Weighed = {
    violations: reasons(
      objectionsToScale(equipmentId, floor.scale, circumstances),
      basis !== undefined &&
        floor.lot &&
        potency === undefined &&
        violation('potency-unknown', { lotId, lineId }, `lot:${lotId}`),
      line && step && outOfOrder(line, step, running),
      measured.violations,
    ),
    findings: [...(line ? [measured.findings(line)] : []), ...overdueFindings(floor.scale, circumstances)],
    equivalent: counted?.equivalent.value,
    ...(told && { told }),
    progress: (now) => {
      const after = line ? withMass(now, line, net, floor.lot?.materialId) : now
      if (!told) return after
      const { containerId } = told
      const awaited = isCharged ? withUncharged(after, containerId, lineId) : after
      return (line?.weighing?.verify ?? 'off') !== 'off'
        ? { ...awaited, unverified: { ...awaited.unverified, [containerId]: lineId } }
        : awaited
    },
    ...(measured.once && { once: measured.once }),
    // The scale points to all that was weighed on it, in case it proves wrong.
    ...(told && {
      pointers: [{ about: { type: 'equipment', id: equipmentId }, card: { containerId: told.containerId } }],
    }),
    changes: (booked) =>
      told && order && line
        ? [
            saveDispensed({
              ...told,
              ...(booked && { booked }),
              orderId: order.orderId,
              stepId,
              lineId,
              materialId: floor.lot?.materialId ?? line.materialId,
              lotId,
              ...(sublotId !== undefined && { sublotId }),
              weighed: { id: caller.id, name: caller.name, at },
            }),
          ]
        : [],
  }
  const body: Consume = {
    stepId,
    lineId,
    lotId,
    ...(sublotId !== undefined && { sublotId }),
    quantity: net,
    equipmentId,
    ...(measured.reason !== undefined && { reason: measured.reason }),
  }
  return consume(floor, body, circumstances, weighed)
}

/** The readings of the method, in the order in which they were read. */
const readingsOf = (body: Weigh): NamedReading[] =>
  readBy[body.method].flatMap((name) => {
    const reading = body[name]
    return reading ? [{ name, reading }] : []
  })

/** The net weight, or why there is none. If gross, tare and net are all given, they must agree. */
function netOf(body: Weigh): Check<Quantity> {
  const [first, second] = readingsOf(body).map(({ reading }) => reading)
  if (!first) return none(violation('weighing-unbalanced/no-reading', {}, 'net'))
  if (!second) return given(first)
  const isDifference = body.method === 'by-difference'
  const [more, less]: [Amount, Amount] = isDifference ? [first, second] : [second, first]
  if (more.unit !== less.unit)
    return none(violation('unit-mismatch/readings', { more, less }, isDifference ? 'after' : 'tare'))
  const net: Quantity = { value: subtract(more.value, less.value), unit: more.unit }
  if (!isMore(net.value, zero))
    return none(
      violation(
        isDifference ? 'weighing-unbalanced/by-difference' : 'weighing-unbalanced/gross-tare',
        { more, less },
        'net',
      ),
    )
  if (body.net && (body.net.unit !== net.unit || !isZero(subtract(body.net.value, net.value))))
    return none(violation('weighing-unbalanced/net', { more, less, is: net, net: body.net }, 'net'))
  return given(net)
}

/** Below its minimum weight a scale is not accurate enough, whatever it shows. */
function tooLittle({ scale: { equipment } }: WeighingContext, net: Quantity): Violation | undefined {
  const minimum = equipment?.scale?.minimum
  if (!minimum || minimum.unit !== net.unit || !isMore(minimum.value, net.value)) return undefined
  return violation('scale-out-of-range/minimum', { net, minimum }, 'net')
}
