import * as z from 'zod'
import { fault } from '../events/fault.ts'
import type { SubjectType } from '../events/identifiers.ts'
import type { FactSubject } from '../events/subject.ts'

const noCursor = fault('cursor')

/** The longest key at the end of a page is that of a fact, about 400 bytes. An index takes keys of up to 1,024 bytes, and base64url adds a third. */
const longestCursor = 1024

/** A cursor as it is sent. The edge checks that it belongs to the list, and the operation gets the position in it (shared/http/cursor.ts). */
export const cursor = z.string().regex(new RegExp(`^[\\w-]{1,${longestCursor}}$`), noCursor)

/** The query of every list: the number of items, and where the page before ended. */
export const paging = {
  limit: z
    .string()
    .regex(/^([1-9]\d?|1\d\d|200)$/, fault('whole-number', { least: 1, most: 200 }))
    .transform(Number)
    .default(50),
  cursor: cursor.optional(),
}

/** The query of a record, which is usually read whole. */
export const recordPaging = {
  limit: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/, fault('whole-number', { least: 1, most: 1000 }))
    .transform(Number)
    .default(200),
  cursor: cursor.optional(),
}

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().optional() })

/** The order of a list by time. */
export const byTime = z.enum(['oldest', 'newest']).default('oldest')

/** One page of a list in memory: items sorted by key, beginning after the key at which the page before ended; `newest` sorts backwards. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  {
    limit,
    cursor,
    order = 'oldest',
  }: {
    readonly limit: number
    readonly cursor?: string | undefined
    readonly order?: 'oldest' | 'newest' | undefined
  },
): { items: Item[]; nextCursor?: string } {
  const isBefore = (one: string, other: string) => (order === 'oldest' ? one < other : one > other)
  const rest = items
    .filter((item) => cursor === undefined || isBefore(cursor, keyOf(item)))
    .sort((one, other) => (isBefore(keyOf(one), keyOf(other)) ? -1 : 1))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = rest.length > limit && last !== undefined
  return { items: page, ...(more && { nextCursor: keyOf(last) }) }
}

/** Readings for one page: a page of a filter that fits little ends after them, with the cursor to go on from. */
const readingsInPage = 10
/** The entries of each reading after the first, which reads as many as the page may have. */
const entriesAtOnce = 100

/**
 * One page of a list that leaves some entries out after they were read. It reads on until the page is full or the list ends.
 * @param show the items of these entries, undefined for what is left out
 */
export async function fullPage<Entry, Item>(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  read: (window: {
    readonly limit: number
    readonly cursor: string | undefined
  }) => Promise<{ readonly entries: readonly Entry[]; readonly nextCursor?: string }>,
  show: (entries: readonly Entry[]) => Promise<readonly (Item | undefined)[]>,
  keyOf: (entry: Entry) => string,
): Promise<{ items: Item[]; nextCursor?: string }> {
  const items: Item[] = []
  let [from, last] = [cursor, cursor]
  for (let readings = 0; readings < readingsInPage; readings += 1) {
    const { entries, nextCursor } = await read({ limit: readings === 0 ? limit : entriesAtOnce, cursor: from })
    for (const [index, item] of (await show(entries)).entries()) {
      const entry = entries[index]
      if (item === undefined || entry === undefined) continue
      if (items.length === limit) return { items, ...(last !== undefined && { nextCursor: last }) }
      items.push(item)
      last = keyOf(entry)
    }
    if (nextCursor === undefined) return { items }
    from = nextCursor
    if (items.length === limit) break
  }
  return { items, ...(from !== undefined && { nextCursor: from }) }
}

/** A subject in a query, written `order:258456`. */
export const subjectText = z
  .string()
  .regex(
    /^(?:(?:order|lot|sublot|unit|equipment|class|material|person|recipe|deviation|hold|container):[A-Za-z0-9][A-Za-z0-9._@-]{0,130}|(?:lot|sublot):[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}(?:@[A-Za-z0-9][A-Za-z0-9._-]{0,63})?)$/,
    fault('subject'),
  )
  .transform((text): FactSubject => {
    const end = text.indexOf(':')
    // The pattern accepts only these types.
    return { type: text.slice(0, end) as SubjectType, id: text.slice(end + 1) }
  })

/** A subject whose facts are read: also a shipment, whose facts are those of what left with it. */
export const recordSubject = z.union([
  subjectText,
  z
    .string()
    .regex(/^shipment:[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, fault('subject'))
    .transform((text) => ({ type: 'shipment' as const, id: text.slice('shipment:'.length) })),
])
