import type { Sentences } from '../sentence.ts'

/** What a person is on the clock for. */
export interface ClockedWork {
  readonly activity: string
  readonly orderId?: string
  readonly stepId?: string
}
/** An entry that is not ended, by which a person can name what to clock off from. */
export interface OpenEntry extends ClockedWork {
  readonly entryId: string
}

const workOf = ({ activity, orderId, stepId }: ClockedWork): string =>
  `${activity}${orderId === undefined ? '' : ` of order ${orderId}`}${stepId === undefined ? '' : `, step ${stepId}`}`
const entriesOf = (entries: readonly OpenEntry[]): string =>
  entries.map((it) => `${workOf(it)} (${it.entryId})`).join('; ')

export const labour = {
  'forbidden/time-of-others': (p: { person: string }) =>
    `${p.person} may keep only their own time; ask a supervisor for that of others.`,
  'forbidden/own-time': (p: { person: string }) =>
    `${p.person} may only correct the end of an own entry that nobody clocked off; ask a supervisor for other corrections.`,
  'already-clocked-on': (p: { person: string; work: ClockedWork; since: string }) =>
    `${p.person} is on the clock for ${workOf(p.work)} since ${p.since}.`,
  'too-many-open-entries': (p: { person: string; count: number }) =>
    `${p.person} is on the clock for ${p.count} things; clock off from one of them first.`,
  'not-clocked-on': (p: { person: string; open: readonly OpenEntry[] }) =>
    p.open.length === 0
      ? `${p.person} is not on the clock.`
      : `${p.person} is not on the clock for that, but for ${entriesOf(p.open)}.`,
  'not-clocked-on/stopped': (p: { person: string; entryId: string; at: string }) =>
    `${p.person} is not on the clock: it was stopped on ${p.at}, because nobody clocked off. Correct the end of entry ${p.entryId}, with the reason.`,
  'not-clocked-on/break': (p: { person: string }) =>
    `${p.person} is on the clock for nothing that a break could interrupt.`,
  'clock-off-ambiguous': (p: { person: string; open: readonly OpenEntry[] }) =>
    `${p.person} is on the clock for ${entriesOf(p.open)}; name one of them.`,
  'on-break': (p: { person: string; since: string }) =>
    `${p.person} is on a break since ${p.since}; end the break first.`,
  'not-on-break': (p: { person: string }) => `${p.person} is not on a break.`,
  'clock-off-late': (p: { since: string; hours: number }) =>
    `The entry was begun on ${p.since}, more than ${p.hours} hours ago; have a supervisor correct when it ended.`,
  'interval-invalid/end-first': (p: { from: string; to: string }) =>
    `The end, ${p.to}, comes before the beginning, ${p.from}.`,
  'interval-invalid/too-long': (p: { from: string; to: string; hours: number }) =>
    `From ${p.from} to ${p.to} is longer than ${p.hours} hours.`,
  'interval-invalid/far-from-clock': (p: { clockedOnAt: string; hours: number }) =>
    `The entry was clocked on at ${p.clockedOnAt}; its beginning has to be within ${p.hours} hours of that.`,
  'interval-in-future/beginning': (p: { from: string }) => `The beginning, ${p.from}, has not come yet.`,
  'interval-in-future/end': (p: { to: string }) => `The end, ${p.to}, has not come yet.`,
  'interval-overlaps': (p: { work: ClockedWork; from: string; to?: string }) =>
    p.to === undefined
      ? `The person is on the clock for ${workOf(p.work)} since ${p.from} already.`
      : `From ${p.from} to ${p.to} the person was on the clock for ${workOf(p.work)} already.`,
} as const satisfies Sentences
