import { fractionOf, minus, nought } from '../../../events/fraction.ts'
import type { Circumstances } from '../caller.ts'
import { saveDispensed, saveOrder } from '../change.ts'
import { decide, present, upon } from '../check.ts'
import type { Accepted, Decision } from '../decision.ts'
import { convertBy, enteredAs, exactlyIn } from '../density.ts'
import { withBooked, withoutBooked } from '../measured.ts'
import { withoutUncharged, withWeighings } from '../orders/charges.ts'
import { withoutOverrides } from '../orders/gate.ts'
import { withMore } from '../orders/line-totals.ts'
import { massOn, withoutMass } from '../production/potency.ts'
import { zero } from '../quantity.ts'
import { countedExactly, densityOn } from '../recipes/line.ts'
import { violation } from '../refusal.ts'
import type { Lot } from '../stock/lot.ts'
import { type Decidable, decidable, isAboutContainer, type Place, withoutUnverified } from './verification.ts'

/**
 * Rejects a container: its content does not count on the line and is scrap. It does not go back to its lot, because opened, poured or possibly
 * mistaken material is no longer what quality released.
 */
export function rejectContainer(
  floor: Place & { readonly lot: Lot | undefined },
  containerId: string,
  said: Said,
  circumstances: Circumstances,
): Decision {
  const on = decidable(floor, containerId)
  const lot = upon(on, ({ container: { lotId } }) =>
    present(floor.lot, () => violation('lot-unknown', { lotId }, `lot:${lotId}`)),
  )
  return decide({ on, lot }, ({ on, lot }) => rejected(on, lot, said, circumstances))
}

interface Said {
  readonly reasonCode?: string | undefined
  readonly reason: string
}

function rejected(
  { place: { order, progress }, running, line, container }: Decidable,
  lot: Lot,
  { reasonCode, reason }: Said,
  { at, caller }: Circumstances,
): Accepted {
  const { containerId } = container
  const { stepId, lineId, lotId, sublotId, materialId, net } = container
  const counted = container.equivalent ?? net
  const fromLine = countedExactly(line, materialId, counted) ?? nought
  const density = densityOn(line, materialId)
  const quantity = container.booked ?? net
  const fromLot = convertBy(density, quantity, lot.unit) ?? zero
  const part = { value: fromLot, exact: exactlyIn(density, net, lot.unit) ?? fractionOf(fromLot) }
  const lighter = withoutMass(running, line, net, materialId)
  const left = withoutUncharged(withoutUnverified(lighter, containerId), containerId)
  const { signed: _signed, ...step } = left
  const { [lotId]: input, ...others } = order.inputs ?? {}
  const remains = input && withoutBooked(input, part)
  return {
    outcome: 'accepted',
    fact: {
      type: 'andon.dispensing.rejected.v1',
      data: {
        orderId: order.orderId,
        stepId,
        lineId,
        containerId,
        lotId,
        ...(sublotId !== undefined && { sublotId }),
        materialId,
        quantity,
        ...enteredAs(net, quantity),
        ...(reasonCode !== undefined && { reasonCode }),
        reason,
      },
      about: { type: 'lot', id: lotId },
    },
    changes: [
      saveOrder({
        ...order,
        inputs: remains ? { ...others, [lotId]: { ...remains, materialId } } : others,
        rejected: {
          ...order.rejected,
          [lotId]: { ...withBooked(order.rejected?.[lotId], part, lot.unit), materialId },
        },
        ...withoutOverrides(
          order,
          stepId,
          (it) => isAboutContainer(containerId)(it) || (it.rule === 'line' && it.of === lineId),
        ),
        steps: {
          ...order.steps,
          [stepId]: withWeighings(progress, {
            ...withMore(
              withMore(step, 'consumed', lineId, minus(nought, fromLine)),
              'rejected',
              lineId,
              massOn(line, net, materialId),
            ),
            ...(progress?.status === 'completed' && { reopened: [...new Set([...(step.reopened ?? []), lineId])] }),
          }),
        },
      }),
      saveDispensed({
        ...container,
        rejected: { id: caller.id, name: caller.name, at, ...(reasonCode !== undefined && { reasonCode }), reason },
      }),
      {
        change: 'rebook',
        lotId,
        ...(sublotId !== undefined && { sublotId }),
        value: fromLot,
        from: 'consumed',
        into: 'scrapped',
      },
    ],
  }
}
