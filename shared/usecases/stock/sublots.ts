import type { DivideLot, MakeUnits } from '../../../events/material.ts'
import type { Entities } from '../../domain/change.ts'
import { makeUnits as make } from '../../domain/stock/make-units.ts'
import { divideLot as divide } from '../../domain/stock/sublot.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { type Refs, ref, type Store, type Stored } from '../commit/store.ts'
import { type Path, subject } from './basis.ts'

/** The existing sublots of a lot with the ids of new ones. */
const sublotRefs = (lotId: string, ids: readonly string[]): Refs =>
  Object.fromEntries(ids.map((id) => [`sublot ${id}`, ref.sublot(lotId, id)]))

/** The existing serial numbers of a material, and sublots of the lot with the same ids. */
export const serialRefs = (
  materialId: string,
  { lotId, serials = [] }: { readonly lotId: string; readonly serials?: readonly string[] | undefined },
): Refs => ({
  ...sublotRefs(lotId, serials),
  ...Object.fromEntries(serials.map((it) => [`serial ${it}`, ref.serial(materialId, it)])),
})

export const named = <Kind extends 'sublot' | 'serial'>(basis: object, kind: Kind, ids: readonly string[]) =>
  ids.map((id) => (basis as Record<string, Stored<Entities[Kind]> | undefined>)[`${kind} ${id}`]?.value)

export const divideLot = (store: Store, command: Command<DivideLot>, { lotId }: Path): Promise<Outcome> => {
  const ids = command.body.sublots.map(({ sublotId }) => sublotId)
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...sublotRefs(lotId, ids), lot: ref.lot(lotId) },
    decide: ({ lot, ...others }) => (lot ? divide(lot.value, named(others, 'sublot', ids), command.body) : 'unknown'),
  })
}

/** A third round trip, because serial numbers belong to the material, which only the lot names. */
export const makeUnits = (store: Store, command: Command<MakeUnits>, { lotId }: Path): Promise<Outcome> => {
  const { serials } = command.body
  return run(store, command, {
    subject: subject(lotId),
    of: 'lot',
    load: { ...sublotRefs(lotId, serials), lot: ref.lot(lotId) },
    loadMore: ({ lot }) =>
      lot && Object.fromEntries(serials.map((it) => [`serial ${it}`, ref.serial(lot.value.materialId, it)])),
    decide: ({ lot, ...others }, _, more) =>
      lot
        ? make(
            lot.value,
            { serials: named(more, 'serial', serials), sublots: named(others, 'sublot', serials) },
            command.body,
          )
        : 'unknown',
  })
}
