import * as z from 'zod'
import { fault } from '../events/fault.ts'
import type { SubjectType } from '../events/identifiers.ts'
import type { FactSubject } from '../events/subject.ts'

export const noCursor = fault('cursor')

/** The longest key at the end of a page is that of a lot, `material#expiry#receipt#id`: 64 + 1 + 24 + 1 + 24 + 1 + 64 = 179 bytes, in base64url. */
const longestCursor = 239

/** The query of every list: the number of items, and where the page before ended. */
export const paging = {
  limit: z
    .string()
    .regex(/^([1-9]\d?|1\d\d|200)$/, fault('whole-number', { least: 1, most: 200 }))
    .transform(Number)
    .default(50),
  cursor: z.base64url(noCursor).min(1, noCursor).max(longestCursor, noCursor).optional(),
}

/** The query of a record, which is usually read whole. Its cursor contains a fact id, of up to 128 characters. */
export const recordPaging = {
  limit: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/, fault('whole-number', { least: 1, most: 1000 }))
    .transform(Number)
    .default(200),
  cursor: z.base64url(noCursor).min(1, noCursor).max(400, noCursor).optional(),
}

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().optional() })

/** One page of a list in memory: items sorted by key, beginning after the cursor. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { items: Item[]; nextCursor?: string } {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8')
  const rest = items.filter((item) => keyOf(item) > after).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = rest.length > limit && last !== undefined
  return { items: page, ...(more && { nextCursor: Buffer.from(keyOf(last)).toString('base64url') }) }
}

/** A subject in a query, written `order:258456`. */
export const subjectText = z
  .string()
  .regex(
    /^(order|lot|sublot|unit|equipment|class|material|person|recipe|deviation|hold|container):[A-Za-z0-9][A-Za-z0-9._@-]{0,130}$/,
    fault('subject'),
  )
  .transform((text): FactSubject => {
    const [type, id = ''] = text.split(':')
    // The pattern accepts only these types.
    return { type: type as SubjectType, id }
  })
