import type { LotId, MaterialId, SublotId } from '../../../events/identifiers.ts'
import type { Amount } from '../../../events/quantity.ts'
import type { Violation } from '../../../events/refusals.ts'
import { type Change, saveSerial } from '../change.ts'
import { type Finding, finding } from '../orders/gate.ts'
import type { ReleasedOrder, Snapshot } from '../orders/order.ts'
import { format, isZero, subtract } from '../quantity.ts'
import { waitsOf } from '../recipes/procedure.ts'
import { reasons, violation } from '../refusal.ts'
import type { Known } from '../stock/make-units.ts'
import type { Serial } from '../stock/serial.ts'
import { barredBy, isMade, lackingIn, objectionsToUnit, unitLines, unitOnHold } from './unit.ts'

/** Units that a production makes or loses, and what stands against that. */
export interface TurnedUnits {
  readonly violations: readonly Violation[]
  readonly findings: readonly (Finding | undefined)[]
  readonly changes: readonly Change[]
}

interface Turning {
  readonly order: ReleasedOrder
  readonly snapshot: Snapshot
  readonly stepId: string
  readonly lotId: LotId
  readonly quantity: Amount
  readonly serials: readonly SublotId[] | undefined
  readonly known: Known
}

/**
 * The units that are made of an order's product: those that were announced, and others under numbers that are new. Each has to have what
 * the lines of this step, and of those that do not come after it, give to it; what later steps give keeps it from leaving until then.
 */
export function madeUnits({ order, snapshot, stepId, lotId, quantity, serials, known }: Turning): TurnedUnits {
  const { product, orderId } = order
  const lines = unitLines(snapshot)
  if (!serials)
    return {
      violations: reasons(
        lines.length > 0 &&
          violation(
            'unit-missing',
            `Every unit of ${product} has components of its own; name the serials that are made.`,
            'serials',
          ),
      ),
      findings: [],
      changes: [],
    }
  const units = serials.map((serial, index): Serial => {
    const { status: _announced, ...holder } = known.serials[index] ?? { materialId: product, serial, sublotId: serial }
    return { ...holder, lotId, orderId }
  })
  const waits = waitsOf(snapshot)
  const asked = lines.filter((line) => !waits.get(line.stepId)?.has(stepId))
  return {
    violations: reasons(
      notOneEach(quantity, serials),
      serials.flatMap((serial, index) => objectionsToNumber(serial, index, { order, lotId, serials, known })),
    ),
    findings: asked.map((line) => {
      const lacking = units.flatMap((unit) => {
        const [first] = lackingIn(unit, [line])
        return first ? `unit ${unit.serial} lacks ${format(first.missing)}` : []
      })
      return lacking.length > 0
        ? finding(
            line.perUnit,
            'unit-incomplete',
            `Of ${line.materialId} on line ${line.lineId}, ${lacking.join(', ')}.`,
            `unit:${line.lineId}`,
          )
        : undefined
    }),
    changes: units.flatMap((unit): Change[] => {
      // So much the unit may lack for good: somebody has let it, for this unit.
      const passed = lackingIn(unit, asked).map(({ line, missing }) => [line.lineId, missing.value] as const)
      const now = { ...unit, ...(passed.length > 0 && { without: Object.fromEntries(passed) }) }
      const lacks = barredBy(now, lines)
      return [
        {
          change: 'create-sublot',
          sublot: {
            lotId,
            sublotId: unit.sublotId,
            serial: unit.serial,
            unit: '{each}',
            quantity: '1',
            remaining: '1',
            ...(lacks.length > 0 && { lacks }),
          },
        },
        saveSerial(now),
      ]
    }),
  }
}

/** That a unit is made without its part of a line can be let pass before, and once. */
export const unitPermissions = (snapshot: Snapshot): (Finding | undefined)[] =>
  unitLines(snapshot).map(({ lineId, perUnit }) =>
    finding(perUnit, 'unit-incomplete', `Units would be made without their part of line ${lineId}.`, `unit:${lineId}`),
  )

const notOneEach = ({ value, unit }: Amount, serials: readonly string[]): Violation | undefined =>
  unit !== '{each}' || !isZero(subtract(value, String(serials.length)))
    ? violation(
        'unit-mismatch',
        `${serials.length} serials are named, but the quantity is ${format({ value, unit })}; each is one piece.`,
        'quantity',
      )
    : undefined

function objectionsToNumber(
  serial: string,
  index: number,
  {
    order,
    lotId,
    serials,
    known,
  }: Pick<Turning, 'order' | 'lotId' | 'known'> & { readonly serials: readonly string[] },
): Violation[] {
  const ref = `serials/${index}`
  const holder = known.serials[index]
  const isOwn = holder?.status === 'announced' && holder.orderId === order.orderId
  return reasons(
    serials.indexOf(serial as SublotId) < index &&
      violation('serial-duplicated', `Serial number ${serial} is named twice; each piece has its own.`, ref),
    holder &&
      !isOwn &&
      violation(
        'serial-duplicated',
        holder.status === 'scrapped'
          ? `Unit ${serial} of ${order.product} is scrapped; a number is given once.`
          : `Serial number ${serial} of ${order.product} was given to a unit of lot ${holder.lotId}; a number is given once.`,
        ref,
      ),
    holder && unitOnHold(holder),
    holder &&
      isOwn &&
      holder.lotId !== lotId &&
      violation(
        'unit-unfit',
        `Unit ${serial} was announced for lot ${holder.lotId}; make it there, or announce it anew for this one.`,
        ref,
      ),
    (!holder || isOwn) &&
      known.sublots[index] &&
      violation(
        'already-exists',
        `Lot ${lotId} has a sublot ${serial} that is not a unit; announce the number for another lot.`,
        ref,
      ),
  )
}

/** Units that are lost before they are made: nothing goes into them any more, and what is in them is lost with them. */
export function lostUnits({
  order,
  snapshot,
  lotId,
  quantity,
  serials = [],
  known,
  materialId,
}: Turning & { readonly materialId: MaterialId | undefined }): TurnedUnits {
  const { product } = order
  const units = known.serials.flatMap((unit) => unit ?? [])
  return {
    violations:
      serials.length === 0
        ? reasons(
            materialId === product &&
              unitLines(snapshot).length > 0 &&
              violation(
                'unit-missing',
                `Every unit of ${product} has components of its own, which are lost with it; name the serials, or the line of what is lost.`,
                'serials',
              ),
          )
        : reasons(
            materialId !== product &&
              violation(
                'lot-wrong-material',
                `Serials are of ${product}; what is lost would be told as ${materialId}. Name the lot that the units were announced for.`,
                `lot:${lotId}`,
              ),
            notOneEach(quantity, serials),
            serials.flatMap((serial, index) =>
              reasons(
                serials.indexOf(serial) < index &&
                  violation(
                    'serial-duplicated',
                    `Serial number ${serial} is named twice; each piece has its own.`,
                    `serials/${index}`,
                  ),
                objectionsToUnit(order, { serial, unit: known.serials[index], sublot: known.sublots[index] }),
                known.serials[index] &&
                  known.serials[index].lotId !== lotId &&
                  violation(
                    'unit-unfit',
                    `Unit ${serial} was announced for lot ${known.serials[index].lotId}; name that lot.`,
                    `serials/${index}`,
                  ),
                known.serials[index] &&
                  isMade(known.serials[index]) &&
                  violation('unit-unfit', `Unit ${serial} is made; scrap it in its lot.`, `serials/${index}`),
              ),
            ),
          ),
    findings: [],
    changes: units.map((unit) => saveSerial({ ...unit, status: 'scrapped' })),
  }
}
