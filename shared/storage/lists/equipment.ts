import type { NamedEquipment } from '../../domain/schedule/board.ts'
import type { Summary } from '../document-items.ts'
import { question, shards } from '../keys.ts'
import type { Table } from '../table-client.ts'
import { every, merged, type Page, type Window } from './page.ts'

export const equipmentSummaries = (site: Table): Promise<NamedEquipment[]> =>
  every(
    site,
    shards.map((shard) => question.equipment(shard)),
  )

export const equipmentIn = (site: Table, window: Window): Promise<Page<Summary<'equipment'>>> =>
  merged(
    site,
    shards.map((shard) => question.equipment(shard)),
    window,
  )

export const equipmentClassesIn = (site: Table, window: Window): Promise<Page<Summary<'class'>>> =>
  merged(
    site,
    shards.map((shard) => question.classes(shard)),
    window,
  )
