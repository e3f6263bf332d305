import type { DivideLot, MakeUnits } from '../../../events/material.ts'
import type { Entities } from '../../domain/change.ts'
import { isFreeAgain } from '../../domain/orders/numbers.ts'
import type { Order } from '../../domain/orders/order.ts'
import type { Sublot } from '../../domain/stock/lot.ts'
import { type Known, makeUnits as make, numbersAsSublots } from '../../domain/stock/make-units.ts'
import { divideLot as divide } from '../../domain/stock/sublot.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { densityRead, densityRefs, type Path, subject } from './basis.ts'

/** The existing sublots of a lot with the ids of new ones. */
const sublotRefs = (lotId: string, ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`sublot ${id}`, ref.sublot(lotId, id)]))

/** The existing serial numbers of a material, and sublots of the lot with the same ids. */
export const serialRefs = (
  materialId: string,
  { lotId, serials = [] }: { readonly lotId: string; readonly serials?: readonly string[] | undefined },
): Refs => ({
  ...sublotRefs(lotId, serials),
  ...numberRefs(materialId, serials),
})

export const numberRefs = (materialId: string, serials: readonly string[]): Refs =>
  Object.fromEntries(serials.map((it) => [`serial ${it}`, ref.serial(materialId, it)]))

export const named = <Kind extends 'sublot' | 'serial'>(basis: object, kind: Kind, ids: readonly string[]) =>
  ids.map((id) => (basis as Record<string, Stored<Entities[Kind]> | undefined>)[`${kind} ${id}`]?.value)

/** The sublots that known numbers are in now, and the orders that announced them: one more round trip, because only their records name them. */
export const placeRefs = (basis: object, serials: readonly string[] = []): Refs =>
  Object.fromEntries(
    named(basis, 'serial', serials).flatMap((unit) =>
      unit
        ? [
            [`place ${unit.serial}`, ref.sublot(unit.lotId, unit.sublotId)],
            ...(unit.status === 'announced' && unit.orderId !== undefined
              ? [[`announcer ${unit.serial}`, ref.order(unit.orderId)] as const]
              : []),
          ]
        : [],
    ),
  )

/** What is known of numbers, from {@link serialRefs} and {@link placeRefs}. */
export function knownIn(basis: object, serials: readonly string[] = []): Known {
  const read = basis as Record<string, Stored<unknown> | undefined>
  const units = named(basis, 'serial', serials).map((unit) =>
    unit && isFreeAgain(unit, read[`announcer ${unit.serial}`]?.value as Order | undefined) ? undefined : unit,
  )
  return {
    serials: units,
    sublots: named(basis, 'sublot', serials),
    places: units.map((unit) => unit && (read[`place ${unit.serial}`]?.value as Sublot | undefined)),
  }
}

export const divideLot = (store: Store, command: Command<DivideLot>, { lotId }: Path): Promise<Outcome> => {
  const ids = command.body.sublots.map(({ sublotId }) => sublotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...sublotRefs(lotId, ids), lot: ref.lot(lotId) },
    loadMore: ({ lot }, more): Refs =>
      lot
        ? {
            ...numberRefs(lot.value.materialId, ids),
            ...placeRefs(more, ids),
            ...densityRefs(lot, ...command.body.sublots.map(({ quantity }) => quantity)),
          }
        : {},
    decide: ({ lot, ...others }, _, more) => {
      if (!lot) return 'unknown'
      const taken = numbersAsSublots(lot.value.materialId, ids, knownIn(more, ids))
      return divide(lot.value, named(others, 'sublot', ids), command.body, { taken, density: densityRead(more) })
    },
  })
}

/** A third round trip, because serial numbers belong to the material, which only the lot names. */
export const makeUnits = (store: Store, command: Command<MakeUnits>, { lotId }: Path): Promise<Outcome> => {
  const { serials } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...sublotRefs(lotId, serials), lot: ref.lot(lotId) },
    loadMore: ({ lot }, more): Refs =>
      lot ? { ...numberRefs(lot.value.materialId, serials), ...placeRefs(more, serials) } : {},
    decide: ({ lot, ...others }, _, more) =>
      lot ? make(lot.value, knownIn({ ...others, ...more }, serials), command.body) : 'unknown',
  })
}
