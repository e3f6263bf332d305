import * as z from 'zod'
import { fault } from './fault.ts'
import { identifier } from './identifiers.ts'
import { stopKinds } from './names.ts'

const text = (longest: number) => z.string().trim().min(1).max(longest)

export const stopKind = z.enum(stopKinds)
export type StopKind = z.infer<typeof stopKind>

/**
 * A reason for which equipment of a class stands. Reasons form a tree, of which people choose a leaf; a reason without a kind has that of its parent.
 * `machineReasons` are the words by which machines give it in their messages, beside its own id.
 */
const stopReason = z
  .strictObject({
    reasonId: identifier,
    name: text(100),
    parentId: identifier.optional(),
    kind: stopKind.optional(),
    machineReasons: z.array(text(200)).max(50).optional(),
  })
  .meta({ id: 'StopReason' })
export type StopReason = z.infer<typeof stopReason>

/** The reasons of a class. Each parent is in the list and no circle; each leaf has a kind, its own or from above. */
export const stopReasons = z
  .array(stopReason)
  .max(500)
  .superRefine((reasons, context) => {
    const byId = new Map(reasons.map((it) => [it.reasonId, it]))
    for (const [index, { reasonId, parentId }] of reasons.entries()) {
      const say = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [index, field], message, input: reasons })
      if (byId.get(reasonId) !== reasons[index]) say('reasonId', fault('stop-reason-twice', { reasonId }))
      if (parentId !== undefined && !byId.has(parentId)) say('parentId', fault('stop-reason-parent', { parentId }))
      else if (lineOf(reasonId, byId) === undefined) say('parentId', fault('stop-reason-circle', { reasonId }))
      else if (kindOf(reasonId, byId) === undefined) say('kind', fault('stop-reason-kind', { reasonId }))
    }
  })

/** A reason and its parents, the nearest first; undefined if they form a circle. */
export function lineOf(reasonId: string, byId: ReadonlyMap<string, StopReason>): StopReason[] | undefined {
  const line: StopReason[] = []
  for (let it = byId.get(reasonId); it; it = byId.get(it.parentId ?? '')) {
    if (line.includes(it)) return undefined
    line.push(it)
  }
  return line
}

export const kindOf = (reasonId: string, byId: ReadonlyMap<string, StopReason>): StopKind | undefined =>
  lineOf(reasonId, byId)?.find(({ kind }) => kind !== undefined)?.kind

/** The counters of a machine, and how what they say becomes pieces of an order. */
export const pieceCounter = z
  .strictObject({
    /** The number of different values of the counter: one of 16 bits shows 0 after 65,535 and has 65536. */
    rollsOverAt: z.int().min(2).max(Number.MAX_SAFE_INTEGER).optional(),
    /** More pieces in a minute are no pieces: the counter was set, replaced or read wrongly. */
    mostPerMinute: z.int().min(1).max(1_000_000),
    /** The equipment on which steps make what it counts, if that is another one of the line. */
    countsFor: identifier.optional(),
    /** Whether what it counts is booked as output of the step that makes it. */
    books: z.boolean().default(false),
  })
  .meta({ id: 'PieceCounter' })
export type PieceCounter = z.infer<typeof pieceCounter>
