import type { Fact } from '../../events/envelope.ts'
import type { EntryId, PersonId } from '../../events/identifiers.ts'
import { entryIdAt, isBreak } from '../../shared/domain/labour/labour.ts'
import { evolve, type LabourFact } from '../../shared/domain/labour/labour-record.ts'
import type { Entry, Timecard } from '../../shared/domain/labour/timecard.ts'
import { noon } from './given.ts'

let entries = 0

/** An hour of a meeting at noon; ended by default. */
export const anEntry = (more: Partial<Entry> = {}): Entry => {
  const from = more.from ?? noon
  entries += 1
  return {
    entryId: entryIdAt(from, String(entries).padStart(6, '0')) as EntryId,
    personId: 'ada' as PersonId,
    activity: 'meeting',
    from,
    corrections: [],
    ...more,
  }
}

export const aTimecard = (...open: Entry[]): Timecard => ({ personId: 'ada' as PersonId, open })

/** A person's entries, rebuilt from facts in any order. */
export function replayed(facts: readonly Fact[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const fact of [...facts].sort((one, other) => one.sequence - other.sequence)) {
    if (!fact.type.startsWith('andon.labour.')) continue
    const told = { type: fact.type, data: fact.data } as LabourFact
    const { entryId } = told.data
    entries.set(entryId, evolve(entries.get(entryId), told, fact.recordedAt, fact.actor.id))
  }
  return [...entries.values()].sort((one, other) => (one.entryId < other.entryId ? -1 : 1))
}

/** Each second of work with the ended entries that cover it, without breaks. */
export function coveredSeconds(entries: readonly Entry[]): Map<number, Entry[]> {
  const second = (at: string) => Math.floor(Date.parse(at) / 1000)
  const ended = entries.filter((it): it is Entry & { to: string } => it.to !== undefined)
  const each = (entry: { from: string; to: string }, act: (at: number) => void) => {
    for (let at = second(entry.from); at < second(entry.to); at += 1) act(at)
  }
  const covered = new Map<number, Entry[]>()
  for (const entry of ended.filter((it) => !isBreak(it)))
    each(entry, (at) => covered.set(at, [...(covered.get(at) ?? []), entry]))
  for (const entry of ended.filter(isBreak)) each(entry, (at) => covered.delete(at))
  return covered
}
