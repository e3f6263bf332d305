import type { Fact } from '../../events/envelope.ts'
import type { Instant } from '../../events/identifiers.ts'
import { eachOnce } from '../../shared/domain/fact-name.ts'
import type { Edge } from '../../shared/domain/genealogy/genealogy.ts'
import type { Point } from '../../shared/domain/stock/destination.ts'
import type { Answer } from '../../shared/http/operation.ts'
import { csvOf } from '../../shared/messaging/csv.ts'
import { epcisOf, namedIn } from '../../shared/messaging/epcis/events-of.ts'
import type { Plant } from '../../shared/messaging/epcis/names.ts'
import { factsAbout, factsOf } from '../../shared/storage/fact-store.ts'
import type { Table } from '../../shared/storage/table-client.ts'
import { sideBySide } from '../../shared/usecases/commit/side-by-side.ts'
import { ref, type Store } from '../../shared/usecases/commit/store.ts'
import { type Drawn, pictureOf } from './picture.ts'

export type Format = 'json' | 'csv' | 'epcis' | 'svg'

export interface Walked extends Drawn {
  readonly nodes: readonly (Point & Drawn['nodes'][number])[]
  readonly edges: readonly Edge[]
}

export interface Sources {
  readonly table: Table
  readonly store: Pick<Store, 'load'>
  readonly plant: Plant
}

export async function answerAs(
  format: Exclude<Format, 'json'>,
  walked: Walked,
  name: string,
  sources: Sources,
  at: Instant,
): Promise<Answer<never>> {
  const file = (ending: string) => ({ 'content-disposition': `attachment; filename="${name}.${ending}"` })
  switch (format) {
    case 'svg':
      return { text: pictureOf(walked), headers: { 'content-type': 'image/svg+xml' } }
    case 'csv':
      return {
        text: await whole(csvOf(walked)),
        headers: { 'content-type': 'text/csv; charset=utf-8', ...file('csv') },
      }
    case 'epcis': {
      const { facts, plant } = await toldOf(walked, sources)
      return {
        text: await whole(epcisOf(facts, plant, at)),
        headers: { 'content-type': 'application/ld+json', ...file('jsonld') },
      }
    }
  }
}

async function whole(pieces: AsyncIterable<string>): Promise<string> {
  const all: string[] = []
  for await (const piece of pieces) all.push(piece)
  return all.join('')
}

/** The number of lots whose facts are read at the same time, with two queries for each lot. */
const atOnce = 32

/** The facts of all lots of the walk, and facts of other subjects about these lots; facts of orders only where the order is in the walk. */
async function toldOf(
  { nodes }: Pick<Walked, 'nodes'>,
  { table, store, plant }: Sources,
): Promise<{ facts: Fact[]; plant: Plant }> {
  const lotIds = nodes.flatMap(({ type, id, site }) => (type === 'lot' && site === undefined ? id : []))
  const orderIds = new Set(nodes.flatMap(({ type, id }) => (type === 'order' ? id : [])))
  const found = await sideBySide(lotIds, atOnce, async (id) => {
    const subject = { type: 'lot', id } as const
    return (await Promise.all([factsOf(table, subject), factsAbout(table, subject)])).flat()
  })
  const facts = eachOnce(found.flat())
    .filter(({ subject: { type, id } }) => type !== 'order' || orderIds.has(id))
    .sort((one, other) =>
      one.occurredAt === other.occurredAt ? one.sequence - other.sequence : one.occurredAt < other.occurredAt ? -1 : 1,
    )
  return { facts, plant: { ...plant, ...(await knownOf(store, facts, plant)) } }
}

/**
 * The trade item number of each lot's material, where it has one, and which sublots are units. The facts alone name the material of a lot that is
 * only announced, and a unit that was lost before it became stock.
 */
async function knownOf(
  store: Pick<Store, 'load'>,
  facts: readonly Fact[],
  plant: Plant,
): Promise<Pick<Plant, 'gtinOf' | 'isUnit'>> {
  const { lotIds, sublots } = namedIn(facts, plant)
  const nameOf = (lotId: string, sublotId: string) => `${lotId}/${sublotId}`
  const told = toldBy(facts)
  const units = new Set(told.units.map(({ lotId, serial }) => nameOf(lotId, serial)))
  const [lots, parts] = await Promise.all([
    store.load(Object.fromEntries(lotIds.map((id) => [id, ref.lot(id)]))),
    store.load(
      Object.fromEntries(sublots.map((it) => [nameOf(it.lotId, it.sublotId), ref.sublot(it.lotId, it.sublotId)])),
    ),
  ])
  const materialOf = (lotId: string) => lots[lotId]?.value.materialId ?? told.materials.get(lotId)
  const materialIds = new Set(lotIds.flatMap((id) => materialOf(id) ?? []))
  const materials = await store.load(Object.fromEntries([...materialIds].map((id) => [id, ref.material(id)])))
  return {
    gtinOf: (lotId) => materials[materialOf(lotId) ?? '']?.value.gtin,
    isUnit: (lotId, sublotId) => {
      const name = nameOf(lotId, sublotId)
      return units.has(name) || parts[name]?.value.serial !== undefined
    },
  }
}

function toldBy(facts: readonly Fact[]) {
  const materials = new Map<string, string>()
  const units = facts.flatMap(({ subject, data }) => {
    for (const it of [data, 'into' in data && data.into, 'outOf' in data && data.outOf])
      if (it && 'lotId' in it && 'materialId' in it) materials.set(it.lotId, it.materialId)
    const lotId = 'lotId' in data ? data.lotId : subject.id
    return 'serials' in data ? (data.serials ?? []).map((serial) => ({ lotId, serial })) : []
  })
  return { materials, units }
}
