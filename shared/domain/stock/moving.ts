import type { MoveLot } from '../../../events/material.ts'
import { clear, decide, present } from '../check.ts'
import type { Decision } from '../decision.ts'
import type { Material } from '../master-data.ts'
import { lotOnHold, sublotOnHold } from '../on-hold.ts'
import { violation } from '../refusal.ts'
import { packed } from './issue.ts'
import { sublotAsRead } from './lot.ts'
import { objectionsToPlace, type Storage } from './receiving.ts'
import { type Stock, unknownSublot } from './stock.ts'

export function moveLot(
  { lot, sublot }: Stock,
  { to, sublotId, reason }: MoveLot,
  place: Storage | undefined,
  material: Material | undefined,
): Decision {
  const stock = sublotId === undefined ? lot : sublot
  const checks = {
    held: clear(lotOnHold(lot)),
    stock: present(stock, () => unknownSublot(lot, sublotId ?? '')),
    place: clear(
      sublot && packed(sublot),
      sublot && sublotOnHold(sublot),
      stock?.location === to && violation('lot-wrong-status/at-place', { lotId: lot.lotId, equipmentId: to }, 'to'),
      objectionsToPlace(to, place, material),
    ),
  }
  return decide(checks, ({ stock }) => {
    const { lotId } = lot
    const set = { location: to }
    return {
      outcome: 'accepted',
      fact: {
        type: 'andon.lot.moved.v1',
        data: {
          lotId,
          ...(sublotId !== undefined && { sublotId }),
          ...(stock.location !== undefined && { from: stock.location }),
          to,
          ...(reason !== undefined && { reason }),
        },
        about: { type: 'equipment', id: to },
      },
      changes: [
        sublot === undefined
          ? { change: 'set-lot', lotId, set, unlessHeld: true }
          : {
              change: 'set-sublot',
              lotId,
              sublotId: sublot.sublotId,
              set,
              was: sublotAsRead(sublot),
              unlessHeld: true,
            },
      ],
    }
  })
}
