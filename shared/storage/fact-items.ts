import type { FactType } from '../../events/catalog.ts'
import type { Fact } from '../../events/envelope.ts'
import type { Consignee } from '../../events/material.ts'
import type { Amount } from '../../events/quantity.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { Pointer } from '../domain/decision.ts'
import type { Departure } from '../domain/genealogy/genealogy.ts'
import type { Item } from './items.ts'
import { factAt, factKey, type Key, pointerKey, question } from './keys.ts'

/**
 * A fact, and pointers to it beside further entities that it is about. The index has the fact itself under one entity only: the one that the fact
 * names, or else the first pointer's, which saves an item.
 */
export function factItems(fact: Fact, pointers: readonly Pointer[] = []): Item[] {
  const under = fact.about ?? (ofItsOwnLot.has(fact.type) ? fact.subject : undefined)
  const first = under ? undefined : pointers.find(({ about }) => about.type !== readByKey)
  const entry = under ? { about: under, card: summaryOf(fact) } : first
  const { factId, ...told } = fact
  const key = factKey(fact.subject, factId)
  return [
    { ...key, kind: 'fact', ...told, ...(entry && indexEntry(key, fact, entry)) },
    ...pointers.filter((pointer) => pointer !== first).map((pointer) => pointerItem(fact, pointer)),
  ]
}

/** An item as a fact. It was checked against the catalog when it was written, so its type determines its data and nothing is parsed again. */
export function factOf(item: Item): Fact {
  const { pk, sk, kind: _kind, qpk: _qpk, qsk: _qsk, card: _card, ...fact } = item
  return { factId: factAt(String(pk), String(sk)).factId, ...fact } as Fact
}

/** The index entry of a fact that names a second subject: enough to follow material without reading the fact. */
export interface Edge {
  readonly type: string
  readonly subject: FactSubject
  readonly factId: string
  readonly at: string
  readonly materialId?: string
  readonly sublotId?: string
  readonly use?: string
  readonly quantity?: Amount
  readonly parts?: Departure['parts']
  readonly into?: Departure['into']
  readonly shipmentId?: string
  readonly consumptionId?: string
  readonly to?: Consignee
}

/** An index entry of a fact, from its card and its keys. */
export function edgeOf({ pk, sk, qsk, card }: Item): Edge {
  const [at = ''] = String(qsk).split('#')
  return { ...factAt(String(pk), String(sk)), at, ...(card as Pick<Edge, 'type'>) }
}

/** The keys of an entry give the fact and its time; the card has only the rest. */
function indexEntry(key: Key, { type, subject, factId, recordedAt }: Fact, { about, card }: Pointer): Item {
  const named = factAt(key.pk, key.sk).subject
  const isNamed = named.type === subject.type && named.id === subject.id
  return {
    qpk: question.about(about),
    qsk: `${recordedAt}#${factId}`,
    card: { type, ...(!isNamed && { subject }), ...card },
  }
}

/** A pointer to a fact, beside another entity that the fact is about. */
function pointerItem(fact: Fact, pointer: Pointer): Item {
  const key = pointerKey(pointer.about, fact.subject, fact.factId)
  return { ...key, kind: 'pointer', ...indexEntry(key, fact, pointer) }
}

/** What inherited a hold is read by the key of the hold, with a consistent read, not from the index. */
const readByKey = 'hold'

/** Facts by which material leaves a lot; the trace reads them under the lot itself. */
const ofItsOwnLot: ReadonlySet<string> = new Set<FactType>(['andon.lot.split.v1', 'andon.lot.shipped.v1'])

/** The fields of a fact in its index entry, so that material can be followed without reading the fact. */
function summaryOf({ type, data }: Fact): Item {
  switch (type) {
    case 'andon.material.consumed.v1': {
      const { quantity, materialId, sublotId, into } = data
      return { quantity, materialId, sublotId, into }
    }
    case 'andon.material.produced.v1':
      return { quantity: data.quantity, materialId: data.materialId, use: data.use }
    case 'andon.production.reversed.v1': {
      const { quantity, materialId, use, productionId } = data
      return { quantity, materialId, use, productionId }
    }
    case 'andon.dispensing.rejected.v1':
      return { quantity: data.quantity, materialId: data.materialId, sublotId: data.sublotId }
    case 'andon.material.returned.v1': {
      const { quantity, materialId, sublotId, consumptionId, issuedBy } = data
      return { quantity, materialId, sublotId, consumptionId, issuedBy }
    }
    case 'andon.lot.split.v1':
      return { materialId: data.materialId, parts: data.parts }
    case 'andon.lot.shipped.v1': {
      const { quantity, materialId, sublotId, shipmentId, to } = data
      return { quantity, materialId, sublotId, shipmentId, to }
    }
    // The beginning of the entry; after a correction, the corrected beginning.
    case 'andon.labour.corrected.v1':
      return { at: data.now.from }
    case 'andon.labour.clocked-on.v1':
    case 'andon.labour.clocked-off.v1':
    case 'andon.labour.break-started.v1':
    case 'andon.labour.break-ended.v1':
    case 'andon.labour.clock-off-missing.v1':
      return { at: data.from }
    default:
      return {}
  }
}
