import type { Instant, PersonId } from '../../../events/identifiers.ts'
import type { ClockOff, ClockOn, CorrectEntry } from '../../../events/labour.ts'
import type { Circumstances } from '../../domain/caller.ts'
import type { Decision } from '../../domain/decision.ts'
import * as domain from '../../domain/labour/labour.ts'
import * as correction from '../../domain/labour/labour-correction.ts'
import { type Entry, emptyTimecard, type Timecard } from '../../domain/labour/timecard.ts'
import { refuse, violation } from '../../domain/refusal.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store, type Stored } from '../commit/store.ts'

/** The ended entries of people, by the time of clock-on. */
export interface Timesheet {
  endedEntries(personId: string, begun: { readonly from: Instant; readonly to: Instant }): Promise<readonly Entry[]>
}

type OfPerson = { personId?: PersonId }

/** The person of the entry: the caller, unless the body names one; then the body names the subject. */
function whose({ body, caller }: Command<{ personId?: PersonId | undefined }>) {
  const personId = body.personId ?? (caller.id as PersonId)
  return {
    personId,
    subject: { type: 'person', id: personId },
    of: 'timecard',
    creates: body.personId !== undefined,
  } as const
}

/** The person's timecard. The caller may have none yet, even without master data; another person must have one, because the body may be mistyped. */
const cardOf = (
  timecard: Stored<Timecard> | undefined,
  personId: PersonId,
  { caller }: Command,
): Timecard | undefined => timecard?.value ?? (personId === caller.id ? emptyTimecard(personId) : undefined)

/** The entry id follows from the command, so that a replay creates no second entry. */
const newEntryId = ({ id }: Command, personId: string, { at }: Circumstances) =>
  domain.entryIdAt(at, digest(`${personId}/${id}`).slice(0, 12))

/** One more round trip for a clock-on that is booked late, which may overlap ended entries of the same work. */
export const clockOn =
  (timesheet: Timesheet) =>
  (store: Store, command: Command<ClockOn>): Promise<Outcome> => {
    const { personId, ...plan } = whose(command)
    const { personId: _named, occurredAt: _at, lateReason: _why, ...work } = command.body
    const { orderId } = work
    return run(store, command, {
      ...plan,
      load: {
        timecard: ref.timecard(personId),
        person: ref.person(personId),
        order: orderId && ref.order(orderId),
        snapshot: orderId && ref.snapshot(orderId),
      },
      find: async (_basis, _more, at) =>
        command.late && timesheet.endedEntries(personId, correction.reachOf({ from: at, corrections: [] })),
      decide: ({ timecard, person, order, snapshot }, circumstances, _, others = []) => {
        const card = cardOf(timecard, personId, command)
        return card
          ? domain.clockOn(
              card,
              work,
              newEntryId(command, personId, circumstances),
              { order: order?.value, snapshot: snapshot?.value, person: person?.value },
              circumstances,
              { isNew: timecard === undefined && person === undefined, others },
            )
          : 'unknown'
      },
    })
  }

/** A command that only the person's timecard decides. */
const onTimecard =
  <Body extends { personId?: PersonId | undefined }>(
    decide: (timecard: Timecard, command: Command<Body>, circumstances: Circumstances) => Decision,
  ) =>
  (store: Store, command: Command<Body>): Promise<Outcome> => {
    const { personId, ...plan } = whose(command)
    return run(store, command, {
      ...plan,
      load: { timecard: ref.timecard(personId) },
      decide: ({ timecard }, circumstances) => {
        const card = cardOf(timecard, personId, command)
        return card ? decide(card, command, circumstances) : 'unknown'
      },
    })
  }

export const clockOff = onTimecard<ClockOff>((card, { body }, circumstances) =>
  domain.clockOff(card, body, circumstances),
)

export const startBreak = onTimecard<OfPerson>((card, command, circumstances) =>
  domain.startBreak(card, newEntryId(command, card.personId, circumstances), circumstances),
)

export const endBreak = onTimecard<OfPerson>((card, _, circumstances) => domain.endBreak(card, circumstances))

/** One more round trip for entries that may overlap, which only the timesheet finds. */
export const correctEntry =
  (timesheet: Timesheet) =>
  (store: Store, command: Command<CorrectEntry>, { entryId }: { entryId: string }): Promise<Outcome> => {
    const { personId, ...plan } = whose(command)
    const orderId = command.body.work?.orderId
    return run(store, command, {
      ...plan,
      load: {
        timecard: ref.timecard(personId),
        ended: ref.entry(personId, entryId),
        order: orderId && ref.order(orderId),
        snapshot: orderId && ref.snapshot(orderId),
      },
      find: async ({ timecard, ended }) => {
        const entry = ended?.value ?? timecard?.value.open.find((it) => it.entryId === entryId)
        return entry && timesheet.endedEntries(personId, correction.reachOf(entry))
      },
      decide: ({ timecard, ended, order, snapshot }, circumstances, _, others = []) => {
        if (!timecard) return 'unknown'
        const { open } = timecard.value
        const entry = ended?.value ?? open.find((it) => it.entryId === entryId)
        if (!entry) return refuse([unknownEntry(personId, entryId)])
        return correction.correctEntry(
          timecard.value,
          entry,
          [...open, ...others],
          command.body,
          { order: order?.value, snapshot: snapshot?.value },
          circumstances,
        )
      },
    })
  }

const unknownEntry = (personId: string, entryId: string) =>
  violation('not-found/entry', { person: personId, entryId }, `entry:${entryId}`)
