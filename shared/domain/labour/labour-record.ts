import type { Instant } from '../../../events/identifiers.ts'
import type { FactPayload } from '../decision.ts'
import type { Entry } from './timecard.ts'

export type LabourFact = Extract<FactPayload, { type: `andon.labour.${string}` }>

/**
 * An entry after a fact. A fact contains the whole new state, a correction also the old one. So a person's facts, in the order of their chain, give
 * all entries.
 */
export function evolve(before: Entry | undefined, { type, data }: LabourFact, at: Instant, by: string): Entry {
  const kept = { corrections: before?.corrections ?? [], ...(before?.missing && { missing: before.missing }) }
  switch (type) {
    case 'andon.labour.clocked-on.v1':
    case 'andon.labour.clocked-off.v1':
    case 'andon.labour.break-started.v1':
    case 'andon.labour.break-ended.v1':
      return { ...data, ...kept }
    case 'andon.labour.clock-off-missing.v1': {
      const { shiftId, shiftEndedAt, ...entry } = data
      return { ...entry, ...kept, missing: { shiftId, shiftEndedAt } }
    }
    case 'andon.labour.corrected.v1': {
      const { entryId, personId, was, now, reason } = data
      return { entryId, personId, ...now, ...kept, corrections: [...kept.corrections, { was, reason, at, by }] }
    }
  }
}
