import type { Equipment } from '../../domain/master-data.ts'
import type { Shelved } from '../../usecases/commit/store.ts'
import type { Summary } from '../document-items.ts'
import { all } from '../fact-store.ts'
import { question, shards } from '../keys.ts'
import { type CardOfLot, shelvedAt } from '../stock-items.ts'
import { table } from '../table.ts'
import type { Table } from '../table-client.ts'
import { every } from './page.ts'

/** A lot in stock, by its entry in the index. */
export type LotDates = Shelved & Pick<CardOfLot, 'retestAt' | 'hasPartDates'>

/** The dates of all lots with stock, of one material or all, from the index alone. */
export async function datesOfLots(site: Table, materialId: string | undefined): Promise<LotDates[]> {
  const range = materialId === undefined ? '' : ' AND begins_with(qsk, :material)'
  const found = await Promise.all(
    shards.map((shard) =>
      all(site, {
        IndexName: table.index.name,
        KeyConditionExpression: `qpk = :stock${range}`,
        ExpressionAttributeValues: {
          ':stock': question.stock(shard),
          ...(materialId !== undefined && { ':material': `${materialId}#` }),
        },
      }),
    ),
  )
  return found.flat().map(({ qsk, card }) => {
    const { retestAt, hasPartDates } = card as CardOfLot
    return { ...shelvedAt(String(qsk)), ...(retestAt && { retestAt }), ...(hasPartDates && { hasPartDates }) }
  })
}

/** The cards of all equipment; `cleanUntil` is what was done since, where the definition says otherwise. */
export async function datesOfEquipment(site: Table): Promise<Summary<'equipment'>[]> {
  const [defined, cleaned] = await Promise.all([
    every<Summary<'equipment'>>(
      site,
      shards.map((shard) => question.equipment(shard)),
    ),
    every<Pick<Equipment, 'equipmentId' | 'cleanUntil'>>(
      site,
      shards.map((shard) => question.cleaned(shard)),
    ),
  ])
  const since = new Map(cleaned.map(({ equipmentId, cleanUntil }) => [equipmentId, cleanUntil]))
  return defined.map((it) => ({ ...it, cleanUntil: since.get(it.equipmentId) ?? it.cleanUntil }))
}
