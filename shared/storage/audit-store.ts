import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Fact } from '../../events/envelope.ts'
import type { Instant } from '../../events/identifiers.ts'
import type { FactSubject } from '../../events/subject.ts'
import { factName } from '../domain/fact-name.ts'
import { type Edge, edgeOf } from './fact-items.ts'
import { factsAt, isOf, portionsOf } from './fact-store.ts'
import type { Item } from './items.ts'
import { question } from './keys.ts'
import type { Window } from './lists/page.ts'
import { table } from './table.ts'
import type { Table } from './table-client.ts'

/** A fact with its place in the order of the record: a fact of the subject, or an index entry of a fact about it. */
type Placed = { readonly place: string } & ({ readonly fact: Fact } | { readonly edge: Edge })

/** Which facts of a record are asked for. */
export interface Sought {
  /** The id of the actor: a person, a system or a device. */
  readonly person?: string | undefined
  readonly type?: string | undefined
  /** When it was recorded: from this instant on. */
  readonly from?: Instant | undefined
  /** When it was recorded: before this instant. */
  readonly to?: Instant | undefined
}

/** Which end of the record a reader begins at. */
export type Direction = 'oldest' | 'newest'

/**
 * One page of the facts of a subject and the facts about it, oldest or newest first. Within one millisecond, facts of the subject are older, in the
 * order of its chain. Facts about it are read from the end of the page before. Facts of the subject have keys without a time, because the key identifies a
 * command. Each page therefore reads all of them, a megabyte at a time, and keeps no more of them than it shows.
 * @param isShown leaves out facts of subjects that the caller may not read, before they count for the page
 */
export async function auditOf(
  site: Table,
  subject: FactSubject,
  { limit, cursor, order = 'oldest', ...sought }: Window & Sought & { readonly order?: Direction },
  isShown: IsShown = () => true,
): Promise<{ items: Fact[]; nextCursor?: string }> {
  // Every place begins with the time of its fact, so the time alone lies before all places of that time.
  const bound = order === 'oldest' ? sought.from : sought.to
  const from = { after: cursor ?? bound ?? beginning[order], order }
  const [own, about] = await Promise.all([
    ownAfter(site, subject, from, limit + 1, (fact) => isShown(fact) && isSought(fact, sought)),
    aboutAfter(site, subject, from, limit + 1, sought, isShown),
  ])
  const found = [...own, ...about].sort(byPlace(order))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const facts = await factsAt(
    site,
    page.flatMap((it) => ('edge' in it ? it.edge : [])),
  )
  const items = page.flatMap((it) => ('fact' in it ? it.fact : (facts.get(factName(it.edge)) ?? [])))
  return {
    items,
    ...(found.length > limit && last && { nextCursor: last.place }),
  }
}

type IsShown = (fact: Pick<Fact, 'subject'>) => boolean

/** Whether a fact is among those that are asked for. */
export const isSought = ({ actor, type, recordedAt }: Fact, sought: Sought): boolean =>
  (sought.person === undefined || actor.id === sought.person) &&
  (sought.type === undefined || type === sought.type) &&
  (sought.from === undefined || recordedAt >= sought.from) &&
  (sought.to === undefined || recordedAt < sought.to)

/** Where a page begins: after this place, in this direction. */
interface From {
  readonly after: string
  readonly order: Direction
}

/** Before and after all places, which begin with a year. */
const beginning: Readonly<Record<Direction, string>> = { oldest: '', newest: '~' }

const isAfter = (place: string, { after, order }: From): boolean => (order === 'oldest' ? place > after : place < after)

const byPlace =
  (order: Direction) =>
  (one: Placed, other: Placed): number =>
    one.place < other.place === (order === 'oldest') ? -1 : 1

/** More digits than the sequence of any chain has. */
const digits = 12
/** The place of a fact of the subject itself. */
export const placeOf = ({ recordedAt, sequence, factId }: Fact): string =>
  `${recordedAt}#own#${String(sequence).padStart(digits, '0')}#${factId}`
/** The time is that of the key, because the card of a labour fact has the time at which the entry began. */
const placeAbout = ({ qsk }: Item): string => String(qsk).replace('#', '#with#')

async function ownAfter(
  site: Table,
  subject: FactSubject,
  from: From,
  first: number,
  isShown: (fact: Fact) => boolean,
): Promise<Placed[]> {
  let kept: Placed[] = []
  for await (const facts of portionsOf(site, subject)) {
    const further = facts
      .filter(isShown)
      .map((fact) => ({ place: placeOf(fact), fact }))
      .filter(({ place }) => isAfter(place, from))
    kept = [...kept, ...further].sort(byPlace(from.order)).slice(0, first)
  }
  return kept
}

async function aboutAfter(
  site: Table,
  subject: FactSubject,
  { after, order }: From,
  first: number,
  sought: Sought,
  isShown: IsShown,
): Promise<Placed[]> {
  const [at = '', part, ...rest] = after.split('#')
  const found: Placed[] = []
  let from: Item | undefined
  do {
    const page = await site.client.send(
      new QueryCommand({
        TableName: site.name,
        IndexName: table.index.name,
        KeyConditionExpression: `qpk = :about AND qsk ${order === 'oldest' ? '>' : '<'} :after`,
        ExpressionAttributeValues: {
          ':about': question.about(subject),
          ':after': `${at}#${part === 'with' ? rest.join('#') : ''}`,
        },
        ScanIndexForward: order === 'oldest',
        Limit: first,
        ...(from && { ExclusiveStartKey: from }),
      }),
    )
    const entries = (page.Items ?? []).map((item) => ({ place: placeAbout(item), edge: edgeOf(item) }))
    // Facts by which material leaves a lot are indexed under the lot itself, and are already among its own facts.
    const others = entries.filter(({ edge }) => !isOf(subject, edge) && isShown(edge))
    found.push(...(isEverything(sought) ? others : await amongThese(site, others, sought)))
    from = page.LastEvaluatedKey
  } while (from && found.length < first)
  return found.slice(0, first)
}

const isEverything = (sought: Sought): boolean => Object.values(sought).every((it) => it === undefined)

/** The entries of the facts that are asked for. The fact itself says who acted, and its type: the card of a shipment has another one. */
async function amongThese<Entry extends { readonly edge: Edge }>(
  site: Table,
  entries: readonly Entry[],
  sought: Sought,
): Promise<readonly Entry[]> {
  const facts = await factsAt(
    site,
    entries.map(({ edge }) => edge),
  )
  return entries.filter(({ edge }) => {
    const fact = facts.get(factName(edge))
    return fact !== undefined && isSought(fact, sought)
  })
}
