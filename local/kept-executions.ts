import type { Execution, ExecutionEntry, Outcome } from './execution.ts'
import type { Journal } from './journal.ts'

export interface Kept {
  readonly entry: { readonly begun: Omit<Execution, 'status' | 'history'>; readonly secret: string }
  /** When the function was asked to keep the token, by the number of the call: epoch milliseconds. */
  readonly asked: Map<number, number>
  readonly outcomes: Map<number, { readonly state: string; readonly outcome: Outcome }>
  ended?: Partial<Execution>
}

/** The number of ended executions that are kept with their history: 17 KB each, 3.4 MB together. Of older ones only the name is kept. */
export const keptEnded = 200

/** Step Functions does not allow the name of an execution again for 90 days after its end. */
export const nameTakenMs = 90 * 24 * 60 * 60 * 1000

/** Reads the journal, and shortens it to the entries that are still needed. */
export function remember(journal: Journal<ExecutionEntry>): { kept: Kept[]; past: Map<string, number> } {
  const kept = new Map<string, Kept>()
  const past = new Map<string, number>()
  for (const entry of journal.read()) {
    if ('past' in entry) past.set(entry.past, entry.at)
    else if ('begun' in entry) kept.set(entry.begun.arn, { entry, asked: new Map(), outcomes: new Map() })
    else addTo(kept.get(entry.of), entry)
  }
  const over = [...kept.values()].filter(({ ended }) => ended !== undefined).sort(byEnd)
  for (const { entry, ended } of over.slice(0, Math.max(over.length - keptEnded, 0))) {
    kept.delete(entry.begun.arn)
    past.set(entry.begun.arn, endOf(ended))
  }
  const since = Date.now() - nameTakenMs
  const names = [...past].filter(([, at]) => at > since)
  const left = [...kept.values()].sort(byEnd)
  journal.replace([...names.map(([name, at]) => ({ past: name, at })), ...left.flatMap(entriesOf)])
  return { kept: left, past: new Map(names) }
}

function addTo(record: Kept | undefined, entry: Exclude<ExecutionEntry, { begun: unknown } | { past: string }>): void {
  if (record === undefined) return
  if ('asked' in entry) record.asked.set(entry.call, entry.asked)
  else if ('outcome' in entry) record.outcomes.set(entry.call, entry)
  else record.ended = entry.ended
}

const endOf = (ended: Partial<Execution> | undefined): number => Date.parse(ended?.stoppedAt ?? '') || 0

const byEnd = (one: Kept, other: Kept): number => endOf(one.ended) - endOf(other.ended)

function entriesOf({ entry, asked, outcomes, ended }: Kept): ExecutionEntry[] {
  const of = entry.begun.arn
  if (ended !== undefined) return [entry, { of, ended }]
  return [
    entry,
    ...[...asked].map(([call, at]) => ({ of, call, asked: at })),
    ...[...outcomes].map(([call, { state, outcome }]) => ({ of, call, state, outcome })),
  ]
}
