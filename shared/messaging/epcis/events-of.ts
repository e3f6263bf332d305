import type { FactType } from '../../../events/catalog.ts'
import type { Fact, FactOf } from '../../../events/envelope.ts'
import type { Instant } from '../../../events/identifiers.ts'
import { epcisDocument } from './document.ts'
import type { EpcisEvent } from './event.ts'
import { eventIdOf } from './event-hash.ts'
import { offsetOf } from './local-time.ts'
import { type Plant, siteOf } from './names.ts'
import type { Told } from './objects.ts'
import { telling } from './telling.ts'

/** The events that facts are, in the order of their time; a fact that comes twice is told once. */
export function eventsOf(facts: Iterable<Fact>, plant: Plant): EpcisEvent[] {
  // The id of a fact is its own on its subject only.
  const each = new Map([...facts].map((fact) => [`${fact.subject.type}:${fact.subject.id}/${fact.factId}`, fact]))
  return [...each.values()].sort(byTime).flatMap((fact) => eventsOfFact(fact, plant))
}

/**
 * The document of facts that come one by one, in the order in which they come, in pieces: nothing is kept, so that a fact that comes twice is told
 * twice, under the same id.
 */
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

/** What one fact is; most are about no material and are none. */
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
      // The way back: an auditor asks for the record of this subject and finds this fact in it, signed and chained.
      'andon:subject': `${fact.subject.type}:${fact.subject.id}`,
      'andon:fact': fact.factId,
    } as EpcisEvent
    return { eventID: eventIdOf(event), ...event }
  })
}

/**
 * Every lot and sublot that the events of these facts name. What a fact is told as may not depend on what else is told with it, so that all of
 * them have to be known, and not only those that somebody asked for.
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
