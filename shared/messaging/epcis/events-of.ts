import type { FactType } from '../../../events/catalog.ts'
import type { Fact, FactOf } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import { eachOnce } from '../../domain/fact-name.ts'
import { epcisDocument } from './document.ts'
import type { EpcisEvent } from './event.ts'
import { eventIdOf } from './event-hash.ts'
import { offsetOf } from './local-time.ts'
import { type Plant, siteOf } from './names.ts'
import type { Told } from './objects.ts'
import { telling } from './telling.ts'

/** The events of facts, by time; a repeated fact counts once. */
export function eventsOf(facts: Iterable<Fact>, plant: Plant): EpcisEvent[] {
  return eachOnce(facts)
    .sort(byTime)
    .flatMap((fact) => eventsOfFact(fact, plant))
}

/** The document of a stream of facts, in their order, in pieces. It keeps nothing, so a repeated fact gives a repeated event with the same id. */
export const epcisOf = (
  facts: AsyncIterable<Fact> | Iterable<Fact>,
  plant: Plant,
  creationDate: Instant,
): AsyncGenerator<string> => epcisDocument(eventsAlong(facts, plant), creationDate)

async function* eventsAlong(facts: AsyncIterable<Fact> | Iterable<Fact>, plant: Plant): AsyncGenerator<EpcisEvent> {
  for await (const fact of facts) yield* eventsOfFact(fact, plant)
}

const toldBy = <Type extends FactType>({ type, data }: FactOf<Type>, plant: Plant): readonly Told[] =>
  telling[type]?.(data, plant) ?? []

/** The events of one fact; most facts concern no material and have none. */
function eventsOfFact(fact: Fact, plant: Plant): EpcisEvent[] {
  const here = { id: siteOf(plant) }
  return toldBy(fact, plant).map((told) => {
    const event = {
      eventTime: fact.occurredAt,
      eventTimeZoneOffset: offsetOf(fact.occurredAt, plant.timeZone),
      recordTime: fact.recordedAt,
      readPoint: here,
      bizLocation: here,
      ...told,
      // The way back to the record: an auditor finds this fact there, signed and chained.
      'andon:subject': `${fact.subject.type}:${fact.subject.id}`,
      'andon:fact': fact.factId,
    } as EpcisEvent
    return { eventID: eventIdOf(event), ...event }
  })
}

/**
 * Every lot and sublot in the events of these facts. All of them are needed, and not only those of the query, because the event of a fact must not
 * depend on the other facts of the export.
 */
export function namedIn(facts: Iterable<Fact>, plant: Plant) {
  const lotIds = new Set<string>()
  const sublots = new Map<string, { readonly lotId: string; readonly sublotId: string }>()
  const asking: Plant = {
    ...plant,
    gtinOf: (lotId) => {
      lotIds.add(lotId)
      return undefined
    },
    isUnit: (lotId, sublotId) => {
      sublots.set(`${lotId}/${sublotId}`, { lotId, sublotId })
      return false
    },
  }
  for (const fact of facts) toldBy(fact, asking)
  return { lotIds: [...lotIds], sublots: [...sublots.values()] }
}

function byTime(one: Fact, other: Fact): number {
  return (
    compare(one.occurredAt, other.occurredAt) ||
    compare(one.recordedAt, other.recordedAt) ||
    compare(one.factId, other.factId)
  )
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
