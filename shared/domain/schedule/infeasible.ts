import type { Instant } from '../../../events/identifiers.ts'
import type { ParamsOf, RemarkSentenceKey } from '../../../events/sentences/english.ts'
import type { Params } from '../../../events/sentences/words.ts'
import type { Equipment } from '../master-data.ts'
import type { OpenOrder, OpenStep } from './open-order.ts'

export const infeasibleCauses = [
  'order-on-hold',
  'duration-unknown',
  'no-equipment',
  'no-qualified-person',
  'window-too-short',
  'beyond-horizon',
  'time-too-short',
  'capacity-short',
] as const
export type InfeasibleCause = (typeof infeasibleCauses)[number]

/**
 * An order that ends after its due date or has no end, with one reason. `variant` selects the sentence if the cause has several; `params` are the
 * values in it.
 */
export interface Infeasible {
  readonly orderId: string
  /** The step without a place; absent if it concerns the whole order. */
  readonly stepId?: string
  readonly cause: InfeasibleCause
  readonly variant?: string
  readonly params: Params
}

export const infeasibleKey = ({ cause, variant }: Pick<Infeasible, 'cause' | 'variant'>): string =>
  variant === undefined ? `infeasible/${cause}` : `infeasible/${cause}/${variant}`

/** A reason by the key of its sentence, which contains the cause and the variant. */
function infeasible<Key extends Extract<RemarkSentenceKey, `infeasible/${string}`>>(
  about: Pick<Infeasible, 'orderId' | 'stepId'>,
  key: Key,
  params: ParamsOf<Key>,
): Infeasible {
  const [, cause, variant] = key.split('/') as ['infeasible', InfeasibleCause, string?]
  return {
    ...about,
    cause,
    ...(variant !== undefined && { variant }),
    params,
  }
}

export const obstaclesOf = ({ orderId, quantity }: OpenOrder, step: OpenStep) => {
  const { stepId, workCenter, equipmentClass, duration } = step
  const about = { orderId, stepId }
  const where = { ...about, ...(workCenter && { workCenter }), ...(equipmentClass && { equipmentClass }) }
  const qualifications = step.qualifications.map((it) => (typeof it === 'string' ? { qualificationId: it } : it))
  return {
    durationUnknown: () =>
      infeasible(about, 'infeasible/duration-unknown', {
        ...about,
        per: duration?.perQuantity?.per.unit ?? '',
        unit: quantity.unit,
      }),
    noUnit: () => infeasible(about, 'infeasible/no-equipment', where),
    unitsHeld: (units: readonly Equipment[]) =>
      infeasible(about, 'infeasible/no-equipment/held', { ...where, units: idsOf(units) }),
    notQualified: () => infeasible(about, 'infeasible/no-qualified-person', { ...about, qualifications }),
    notQualifiedForLong: () =>
      infeasible(about, 'infeasible/no-qualified-person/expiring', { ...about, qualifications }),
    windowTooShort: (units: readonly Equipment[], work: number) =>
      infeasible(about, 'infeasible/window-too-short', { ...about, units: idsOf(units), seconds: work / 1000 }),
    beyondHorizon: (horizon: Instant) => infeasible(about, 'infeasible/beyond-horizon', { ...about, horizon }),
  }
}

export const orderHeld = ({ orderId }: OpenOrder): Infeasible =>
  infeasible({ orderId }, 'infeasible/order-on-hold', { orderId })

/**
 * Why an order ends after its due date.
 * @param alone its end if only running work existed; undefined if it would not end even then
 */
export function lateness(orderId: string, dueAt: Instant, end: Instant, alone: Instant | undefined): Infeasible {
  const late = { orderId, dueAt, end, lateBySeconds: (Date.parse(end) - Date.parse(dueAt)) / 1000 }
  return alone !== undefined && alone <= dueAt
    ? infeasible({ orderId }, 'infeasible/capacity-short', { ...late, alone })
    : infeasible({ orderId }, 'infeasible/time-too-short', late)
}

const idsOf = (units: readonly Equipment[]): string[] => units.map(({ equipmentId }) => equipmentId)
