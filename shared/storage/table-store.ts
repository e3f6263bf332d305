import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  PutCommand,
  type PutCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { Fact } from '../../events/envelope.ts'
import type { Instant } from '../../events/identifiers.ts'
import type { Bar, Change, UsedUp } from '../domain/decision.ts'
import { add, isMore, isZero, subtract } from '../domain/quantity.ts'
import { type Lot, type LotStock, mostGoals } from '../domain/stock/lot.ts'
import { noChain } from '../usecases/chain.ts'
import type {
  Basis,
  Chain,
  ChainedOnly,
  Commit,
  Committed,
  GuardedChange,
  Ref,
  Refs,
  Store,
  Stored,
} from '../usecases/store.ts'
import { factWith } from './fact-store.ts'
import {
  documentItem,
  exact,
  factItem,
  factOf,
  type Item,
  lotItem,
  pointerItem,
  stockIndex,
  storedOf,
  sublotItem,
} from './items.ts'
import { claimKey, type Key, keyOf, spentSignInKey } from './keys.ts'
import { inStockOf, sublotsIn } from './stock-store.ts'
import { table } from './table.ts'
import { plainItem, type Table } from './table-client.ts'

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** The store of a site, on its single table. */
export const tableStore = (site: Table): Store => ({
  load: (wanted) => load(site, wanted),
  commit: (commit) => write(site, commit),
  factWith: (subject, factId) => factWith(site, subject, factId),
  inStock: (materialId, first) => inStockOf(site, materialId, first),
  sublotsOf: (lotId) => sublotsIn(site, lotId),
  keep: (change) => keep(site, change),
})

async function keep(site: Table, change: GuardedChange): Promise<'done' | 'stale'> {
  const [write] = writesOf(site.name, change)
  if (!write?.Put) throw new Error('Only a whole document is kept without a fact.')
  try {
    await site.client.send(new PutCommand(write.Put as PutCommandInput))
    return 'done'
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
      return 'stale'
    throw error
  }
}

/** As many keys as DynamoDB reads in one call. */
const keysAtOnce = 100

async function load<Wanted extends Refs>(site: Table, wanted: Wanted): Promise<Basis<Wanted>> {
  const refs = Object.entries(wanted).filter((entry): entry is [string, Ref] => entry[1] !== undefined)
  const keys = new Map(refs.map(([, ref]) => [JSON.stringify(keyOf(ref)), keyOf(ref)]))
  const wantedKeys = [...keys.values()]
  const batches = Array.from({ length: Math.ceil(wantedKeys.length / keysAtOnce) }, (_, index) =>
    itemsAt(site, wantedKeys.slice(index * keysAtOnce, (index + 1) * keysAtOnce)),
  )
  const found = new Map(
    (await Promise.all(batches)).flat().map((item) => [JSON.stringify({ pk: item.pk, sk: item.sk }), item]),
  )
  const read = refs.map(([name, ref]): [string, Stored<unknown> | undefined] => {
    const item = found.get(JSON.stringify(keyOf(ref)))
    return [name, item && storedOf(ref, item)]
  })
  return Object.fromEntries(read) as Basis<Wanted>
}

async function itemsAt(site: Table, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = []
  let asked: Record<string, { Keys: Item[]; ConsistentRead: boolean }> | undefined = {
    [site.name]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true },
  }
  while (asked && Object.keys(asked).length > 0) {
    const answer = await site.client.send(new BatchGetCommand({ RequestItems: asked }))
    found.push(...(answer.Responses?.[site.name] ?? []))
    asked = answer.UnprocessedKeys as typeof asked
  }
  return found
}

async function write(site: Table, commit: Commit): Promise<Committed> {
  const writes: Write[] = [
    {
      Put: {
        TableName: site.name,
        Item: factItem(commit.fact),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    ...oneTimeRecords(site.name, commit),
    ...commit.changes.flatMap((guarded) => writesOf(site.name, guarded)),
    ...(commit.chainedOnly ? [advanceChain(site.name, commit.chainedOnly)] : []),
    ...(commit.pointers ?? []).map((pointer) => ({
      Put: { TableName: site.name, Item: pointerItem(commit.fact, pointer) },
    })),
  ]
  try {
    await site.client.send(new TransactWriteCommand({ TransactItems: writes }))
    return { result: 'done' }
  } catch (error) {
    if (error instanceof TransactionCanceledException) return committedBefore(error, commit)
    throw error
  }
}

/**
 * Why a transaction was cancelled, in the order in which the items stand: the fact, the one-time records, the changes. An existing
 * fact means a replay, whatever else failed with it; every other failed guard means that the basis is out of date.
 */
function committedBefore(error: TransactionCanceledException, commit: Commit): Committed {
  const [factReason, ...others] = error.CancellationReasons ?? []
  if (factReason?.Code === 'ConditionalCheckFailed') {
    return { result: 'replay', fact: factOf(plainItem(factReason.Item ?? {})) }
  }
  const oneTime = [
    ...(commit.claim ? ['key-reused' as const] : []),
    ...(commit.spent ?? []).map(() => 'spent-before' as const),
  ]
  const failed = oneTime.find((_, index) => others[index]?.Code === 'ConditionalCheckFailed')
  if (failed) return { result: failed }
  const retried = new Set([
    'ConditionalCheckFailed',
    'TransactionConflict',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'None',
  ])
  if ((error.CancellationReasons ?? []).every((reason) => retried.has(reason.Code ?? 'None')))
    return { result: 'stale' }
  throw error
}

/** A spent sign-in is refused as stale long before its record goes; a claimed key outlives every sensible retry. */
const keepSpentSignInsDays = 1
const keepClaimsDays = 30

const daysAfter = (fact: Fact, days: number): number => Math.floor(Date.parse(fact.recordedAt) / 1000) + days * 86_400

function oneTimeRecords(name: string, { claim, spent, fact }: Commit): Write[] {
  const once = (item: Item, takenFor?: string): Write => ({
    Put: {
      TableName: name,
      Item: item,
      ConditionExpression: `attribute_not_exists(pk)${takenFor === undefined ? '' : ' OR leftFor = :for'}`,
      ...(takenFor !== undefined && { ExpressionAttributeValues: { ':for': takenFor } }),
    },
  })
  return [
    ...(claim
      ? [
          once({
            ...claimKey(claim.key),
            kind: 'claim',
            subject: claim.subject,
            requestHash: claim.requestHash,
            [table.timeToLive]: daysAfter(fact, keepClaimsDays),
          }),
        ]
      : []),
    ...(spent ?? []).map((it) => {
      const { id, leftFor, takenFor }: UsedUp = typeof it === 'string' ? { id: it } : it
      const record = {
        ...spentSignInKey(id),
        kind: 'sign-in',
        factId: fact.factId,
        ...(leftFor !== undefined && { leftFor }),
        [table.timeToLive]: daysAfter(fact, keepSpentSignInsDays),
      }
      return once(record, takenFor)
    }),
  ]
}

function writesOf(name: string, { change, read, chain }: GuardedChange): Write[] {
  switch (change.change) {
    case 'save':
      return [saveDocument(name, change, read, chain)]
    case 'create-lot':
      return [create(name, lotItem(change.lot, chain ?? noChain))]
    case 'create-sublot':
      return [create(name, sublotItem(change.sublot))]
    case 'draw':
      return drawn(name, change, lotAsRead(read), chain)
    case 'restore':
      return restored(name, change, lotAsRead(read), chain)
    case 'rebook':
      return onStock(name, change, (isLot) => ({
        set: ['#from = #from - :value', '#into = if_not_exists(#into, :none) + :value'],
        when: '#from >= :value',
        values: { ':value': exact(change.value), ':none': exact('0') },
        names: { '#from': change.from, '#into': change.into },
        ...(isLot && chain && { chain }),
      }))
    case 'count':
      return counted(name, change, lotAsRead(read), chain)
    case 'reserve':
      return [reserved(name, change, chain)]
    case 'fill': {
      const when = change.unlessHeld ? notHeld : 'attribute_exists(pk)'
      return [
        update(name, lotKey(change.lotId), {
          set: [
            'quantity = quantity + :value',
            'remaining = remaining + :value',
            'unreserved = unreserved + :value',
            ...(change.inSublots ? [] : ['loose = loose + :value']),
          ],
          when,
          values: { ':value': exact(change.value) },
          ...inStock(lotAsRead(read)),
          ...(chain && { chain }),
        }),
      ]
    }
    case 'divide':
      return [
        update(name, lotKey(change.lotId), {
          set: ['loose = loose - :value'],
          when: 'loose >= :value',
          values: { ':value': exact(change.value) },
          ...(chain && { chain }),
        }),
      ]
    case 'draw-packed':
      return drawnPacked(name, change, lotAsRead(read), chain)
    case 'pack':
      return [
        update(name, sublotKey(change.lotId, change.sublotId), {
          set: ['containerId = :container'],
          when: `${notHeld} AND attribute_not_exists(containerId) AND attribute_not_exists(lacks) AND remaining > :none`,
          values: { ':container': change.containerId, ':none': exact('0') },
        }),
      ]
    case 'build': {
      const lacks = change.lacks.length > 0
      return [
        update(name, sublotKey(change.lotId, change.sublotId), {
          set: lacks ? ['lacks = :lacks'] : [],
          ...(!lacks && { other: 'REMOVE lacks' }),
          when: 'remaining > :none AND attribute_not_exists(containerId) AND attribute_not_exists(holds)',
          values: { ':none': exact('0'), ...(lacks && { ':lacks': change.lacks }) },
        }),
      ]
    }
    case 'unpack': {
      const { containerId, location } = change
      return [
        update(name, sublotKey(change.lotId, change.sublotId), {
          set: location === undefined ? [] : ['#location = :location'],
          other: 'REMOVE containerId',
          when: 'containerId = :container',
          values: { ':container': containerId, ...(location !== undefined && { ':location': location }) },
          ...(location !== undefined && { names: { '#location': 'location' } }),
        }),
      ]
    }
    case 'set-lot':
      return [
        setStock(name, lotKey(change.lotId), change.set, {
          lot: lotAsRead(read),
          chain,
          unlessHeld: change.unlessHeld,
        }),
      ]
    case 'set-sublot': {
      const { lotId, sublotId, set, unlessHeld } = change
      const sublot = setStock(name, sublotKey(lotId, sublotId), set, { unlessHeld })
      // What its lot may not do it may not do, either.
      const when = unlessHeld ? notHeld : 'attribute_exists(pk)'
      return [
        sublot,
        chain ? update(name, lotKey(lotId), { set: [], when, values: {}, chain }) : check(name, lotId, when),
      ]
    }
    case 'unheld':
      return [check(name, change.lotId, notHeld)]
    case 'hold-lot':
    case 'unhold-lot': {
      const { lotId, sublotId } = change
      const other = `${change.change === 'hold-lot' ? 'ADD' : 'DELETE'} holds :hold`
      return [
        update(name, sublotId === undefined ? lotKey(lotId) : sublotKey(lotId, sublotId), {
          set: [],
          other,
          when: 'attribute_exists(pk)',
          values: { ':hold': new Set([change.holdId]) },
          ...(chain && { chain }),
        }),
      ]
    }
    case 'expect':
      return [
        {
          ConditionCheck: {
            TableName: name,
            Key: { ...keyOf({ kind: change.kind, id: change.id }) },
            ConditionExpression: '#version = :read',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':read': read?.version ?? 0 },
          },
        },
      ]
  }
}

const lotKey = (lotId: string): Key => keyOf({ kind: 'lot', id: lotId })
const sublotKey = (lotId: string, sublotId: string): Key => keyOf({ kind: 'sublot', id: sublotId, within: lotId })
const notHeld = 'attribute_exists(pk) AND attribute_not_exists(holds)'
const check = (name: string, lotId: string, when: string): Write => ({
  ConditionCheck: { TableName: name, Key: { ...lotKey(lotId) }, ConditionExpression: when },
})
const create = (name: string, item: Item): Write => ({
  Put: { TableName: name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
})

type Save = Extract<Change, { change: 'save' }>

function saveDocument(name: string, change: Save, read: Stored<unknown> | undefined, chain: Chain | undefined): Write {
  const item = documentItem(
    change.kind,
    change.id,
    change.value as never,
    (read?.version ?? 0) + 1,
    chain ?? read?.chain ?? noChain,
  )
  if (!read) return create(name, item)
  return {
    Put: {
      TableName: name,
      Item: item,
      ConditionExpression: '#version = :read AND #sequence = :sequence',
      ExpressionAttributeNames: { '#version': 'version', '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':read': read.version, ':sequence': read.chain.sequence },
    },
  }
}

/** The lot as the decision has seen it. A balance is never taken from there; where it stands in the index is. */
const lotAsRead = (read: Stored<unknown> | undefined): Lot | undefined => read?.value as Lot | undefined

/** The same update of a lot and, where one is named, of its sublot. */
function onStock(
  name: string,
  { lotId, sublotId }: { readonly lotId: string; readonly sublotId?: string },
  updateOf: (isLot: boolean) => Update,
): Write[] {
  const lot = update(name, lotKey(lotId), updateOf(true))
  if (sublotId === undefined) return [lot]
  return [lot, update(name, sublotKey(lotId, sublotId), updateOf(false))]
}

const stockHere = (lot: Lot | undefined, isUsedUp: boolean): Pick<Update, 'index'> =>
  lot ? { index: { ...stockIndex(lot, isUsedUp), expiresAt: lot.expiresAt } } : {}
/** Something comes into the lot, so that it is found as stock again. */
const inStock = (lot: Lot | undefined) => stockHere(lot, false)

type OneChange<Kind extends Change['change']> = Extract<Change, { change: Kind }>

const barring: Readonly<Record<Bar, { readonly when: string; readonly value?: readonly [string, 'released' | 'at'] }>> =
  {
    held: { when: 'attribute_not_exists(holds)' },
    unreleased: { when: '#status = :released', value: [':released', 'released'] },
    expired: {
      when: '(attribute_not_exists(expiresAt) OR expiresAt > :at) AND (attribute_not_exists(retestAt) OR retestAt > :at)',
      value: [':at', 'at'],
    },
    incomplete: { when: 'attribute_not_exists(lacks)' },
  }

/** What forbids a draw, as conditions. A sublot that says nothing of its status is as its lot is, which is asked beside it. */
function barred(unless: readonly Bar[], at: Instant, of: 'lot' | 'sublot') {
  const values = unless.flatMap((bar) => {
    const { value: told } = barring[bar]
    return told ? [[told[0], told[1] === 'at' ? at : told[1]]] : []
  })
  const silent = (bar: Bar) => of === 'sublot' && bar === 'unreleased'
  return {
    when: unless.map((bar) =>
      silent(bar) ? `(attribute_not_exists(#status) OR ${barring[bar].when})` : barring[bar].when,
    ),
    values: Object.fromEntries(values) as Item,
    names: (unless.includes('unreleased') ? { '#status': 'status' } : {}) as Record<string, string>,
  }
}

type Leaving = Pick<OneChange<'draw'>, 'value' | 'into' | 'unless' | 'at' | 'to' | 'reserved' | 'intoUnit'>

/**
 * Takes from a lot, and from its sublot where one is named, if at this instant there is enough and nothing forbids it. `unreserved` is what
 * remains and is not reserved, and `loose` what lies in no sublot: a condition of DynamoDB cannot subtract.
 */
function drawn(name: string, change: OneChange<'draw'>, lot: Lot | undefined, chain: Chain | undefined): Write[] {
  const isLoose = change.sublotId === undefined
  const standing = 'attribute_not_exists(containerId) AND attribute_not_exists(builtInto)'
  return onStock(name, change, (isLot) =>
    isLot ? leavesLot(change, isLoose, lot, chain) : leavesSublot(change, standing, {}, change.builtInto),
  )
}

function leavesLot(
  { value, into, unless, at, to, reserved = '0', intoUnit }: Leaving,
  isLoose: boolean,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Update {
  const unreserved = subtract(value, reserved)
  const isLast = lot !== undefined && isZero(subtract(lot.remaining, value))
  const bars = barred(unless, at, 'lot')
  const goals = goalsOf(to, lot)
  return {
    set: [
      'remaining = remaining - :value',
      '#account = if_not_exists(#account, :none) + :value',
      ...(goals.many ? ['goesToMany = :yes'] : []),
      ...(intoUnit ? ['inUnits = :yes'] : []),
      'unreserved = unreserved - :unreserved',
      ...(isLoose ? ['loose = loose - :value'] : []),
      ...(isZero(reserved) ? [] : ['reserved = reserved - :reserved']),
    ],
    when: [
      // Whether it is the last of the lot decides where the lot stands in the index: it has to be so when it is taken, too.
      lot === undefined ? 'remaining >= :value' : isLast ? 'remaining = :value' : 'remaining > :value',
      ...bars.when,
      ...(isMore(unreserved, '0') ? ['unreserved >= :unreserved'] : []),
      ...(isZero(reserved) ? [] : ['reserved >= :reserved']),
      // Without a sublot nobody takes what lies in one, or the lot and the sum of its sublots would part.
      ...(isLoose ? ['loose >= :value'] : []),
    ].join(' AND '),
    values: {
      ':value': exact(value),
      ':none': exact('0'),
      ':unreserved': exact(unreserved),
      ...(!isZero(reserved) && { ':reserved': exact(reserved) }),
      ...bars.values,
      ...((goals.many || intoUnit) && { ':yes': true }),
      ...(goals.added && { ':goals': new Set(goals.added) }),
    },
    ...(goals.added && { other: 'ADD goesTo :goals' }),
    names: { '#account': into, ...bars.names },
    ...(isLast && stockHere(lot, true)),
    ...(chain && { chain }),
  }
}

function leavesSublot({ value, into, unless, at }: Leaving, when: string, more: Item = {}, builtInto?: string): Update {
  const bars = barred(unless, at, 'sublot')
  return {
    set: [
      'remaining = remaining - :value',
      '#account = if_not_exists(#account, :none) + :value',
      ...(builtInto === undefined ? [] : ['builtInto = :unit']),
    ],
    when: ['remaining >= :value', ...bars.when, when].join(' AND '),
    values: {
      ':value': exact(value),
      ':none': exact('0'),
      ...bars.values,
      ...more,
      ...(builtInto !== undefined && { ':unit': builtInto }),
    },
    names: { '#account': into, ...bars.names },
  }
}

/** The whole content of containers, one lot at a time: each sublot has to lie where it was read, and to be as much. */
function drawnPacked(
  name: string,
  change: OneChange<'draw-packed'>,
  lot: Lot | undefined,
  chain: Chain | undefined,
): Write[] {
  const { lotId, units } = change
  const value = units.reduce((sum, unit) => add(sum, unit.value), '0')
  return [
    update(name, lotKey(lotId), leavesLot({ ...change, value }, false, lot, chain)),
    ...units.map(({ sublotId, value: one, containerId }) => {
      const where = 'containerId = :container AND remaining = :value'
      const leaving = leavesSublot({ ...change, value: one }, where, { ':container': containerId })
      return update(name, sublotKey(lotId, sublotId), leaving)
    }),
  ]
}

/** Brings back what had left for an account; without a sublot not into a lot whose stock lies in sublots by now. */
function restored(name: string, change: OneChange<'restore'>, lot: Lot | undefined, chain: Chain | undefined): Write[] {
  const { value, from, sublotId, reserved = '0', outOf } = change
  const free = subtract(value, reserved)
  return onStock(name, change, (isLot) => ({
    set: [
      'remaining = remaining + :value',
      '#account = #account - :value',
      ...(isLot ? ['unreserved = unreserved + :free'] : []),
      ...(isLot && !isZero(reserved) ? ['reserved = reserved + :reserved'] : []),
      ...(isLot && sublotId === undefined ? ['loose = loose + :value'] : []),
    ],
    when: [
      '#account >= :value',
      ...(isLot ? [] : ['attribute_not_exists(containerId)']),
      ...(isLot || outOf === undefined ? [] : ['builtInto = :unit']),
    ].join(' AND '),
    ...(!isLot && outOf !== undefined && { other: 'REMOVE builtInto' }),
    values: {
      ':value': exact(value),
      ...(isLot && { ':free': exact(free) }),
      ...(!isLot && outOf !== undefined && { ':unit': outOf }),
      ...(isLot && !isZero(reserved) && { ':reserved': exact(reserved) }),
    },
    names: { '#account': from },
    ...(isLot && { ...inStock(lot), ...(chain && { chain }) }),
  }))
}

/** What the lot does not yet name of where the draw goes; beyond a few it only says that there are more. */
function goalsOf(to: readonly string[], lot: Lot | undefined): { added?: readonly string[]; many?: boolean } {
  const known = lot?.goesTo ?? []
  const added = to.filter((goal) => !known.includes(goal))
  if (added.length === 0 || lot?.goesToMany) return {}
  return known.length + added.length > mostGoals ? { many: true } : { added }
}

/** What was counted takes the place of what was on record, if nothing has moved in between. */
function counted(name: string, change: OneChange<'count'>, lot: Lot | undefined, chain: Chain | undefined): Write[] {
  const { was, is, sublotId } = change
  const isLoose = sublotId === undefined
  const missing = subtract(was, is)
  const adjusted = ['remaining = remaining - :missing', 'adjusted = if_not_exists(adjusted, :none) + :missing']
  const values = { ':missing': exact(missing), ':none': exact('0'), ':was': exact(was) }
  const left = lot && subtract(lot.remaining, missing)
  const isEmptied = left !== undefined && isZero(left)
  // A count of a part also decides where its lot stands in the index, whatever others do with the rest of it.
  const rest = isEmptied ? 'remaining = :missing' : 'remaining > :missing'
  return onStock(name, change, (isLot) => {
    const isWhatWasCounted = isLot === isLoose
    const { ':was': _was, ...unguarded } = values
    // What lies in sublots beside it may change meanwhile, as long as the whole is used up by this count or is not.
    const asRead = isLot
      ? `loose = :was AND ${lot && lot.inSublots === undefined ? 'remaining = :was' : rest}`
      : 'remaining = :was AND attribute_not_exists(containerId)'
    return {
      set: [
        ...adjusted,
        ...(isLot ? ['unreserved = unreserved - :missing'] : []),
        ...(isLot && isLoose ? ['loose = loose - :missing'] : []),
      ],
      when: isWhatWasCounted ? asRead : rest,
      values: isWhatWasCounted ? values : unguarded,
      ...(isLot && { ...stockHere(lot, isEmptied), ...(chain && { chain }) }),
    }
  })
}

/** Nobody sets aside what is not free, nor gives back more than was set aside. */
const reserved = (name: string, { lotId, value }: OneChange<'reserve'>, chain: Chain | undefined): Write =>
  update(name, lotKey(lotId), {
    set: ['reserved = reserved + :value', 'unreserved = unreserved - :value'],
    when: isMore(value, '0') ? 'unreserved >= :value' : 'reserved >= :back',
    values: { ':value': exact(value), ...(!isMore(value, '0') && { ':back': exact(subtract('0', value)) }) },
    ...(chain && { chain }),
  })

/** Sets what somebody decides about stock. What expires at another time stands elsewhere in the index. */
function setStock(
  name: string,
  key: Key,
  set: Partial<LotStock>,
  {
    lot,
    chain,
    unlessHeld,
  }: {
    readonly lot?: Lot | undefined
    readonly chain?: Chain | undefined
    readonly unlessHeld?: boolean | undefined
  } = {},
): Write {
  const given = Object.entries(set).filter(([, value]) => value !== undefined)
  const moved = set.expiresAt === undefined ? undefined : lot
  return update(name, key, {
    set: given.map(([attribute]) => `#${attribute} = :${attribute}`),
    when: [
      unlessHeld ? notHeld : 'attribute_exists(pk)',
      // Whether anything is left decides, too, where it stands.
      ...(moved ? [`remaining ${isZero(moved.remaining) ? '=' : '>'} :none`] : []),
    ].join(' AND '),
    values: {
      ...Object.fromEntries(given.map(([attribute, value]) => [`:${attribute}`, value])),
      ...(moved && { ':none': exact('0') }),
    },
    names: Object.fromEntries(given.map(([attribute]) => [`#${attribute}`, attribute])),
    ...(moved && { index: { ...stockIndex({ ...moved, ...set }), expiresAt: moved.expiresAt } }),
    ...(chain && { chain }),
  })
}

/** A refused command, or one that changes other things than its subject, leaves the subject as it is and moves its chain on. */
function advanceChain(name: string, { ref, chain, readVersion }: ChainedOnly): Write {
  if (ref.kind === 'lot') return update(name, keyOf(ref), { set: [], when: 'attribute_exists(pk)', values: {}, chain })
  return update(name, keyOf(ref), {
    set: [],
    when: '#version = :read',
    values: { ':read': readVersion },
    names: { '#version': 'version' },
    chain,
  })
}

interface Update {
  readonly set: readonly string[]
  readonly other?: string
  readonly when: string
  readonly values: Item
  readonly names?: Record<string, string>
  /** Where it stands in the index from now on, which follows from its expiry: that has to be what was read. */
  readonly index?: { readonly qpk: string; readonly qsk: string; readonly expiresAt: Instant | undefined }
  /** The new end of the chain; guarded by the sequence before it. */
  readonly chain?: Chain
}

function update(name: string, key: Key, { set, other, when, values, names = {}, index, chain }: Update): Write {
  const sets = [
    ...set,
    ...(index ? ['qpk = :qpk', 'qsk = :qsk'] : []),
    ...(chain ? ['#sequence = :sequence', '#hash = :hash'] : []),
  ]
  const expression = [...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []), ...(other ? [other] : [])].join(' ')
  const conditions = [
    `(${when})`,
    ...(index ? [index.expiresAt === undefined ? 'attribute_not_exists(expiresAt)' : 'expiresAt = :expiry'] : []),
    ...(chain ? ['#sequence = :before'] : []),
  ]
  const allNames = { ...names, ...(chain && { '#sequence': 'sequence', '#hash': 'hash' }) }
  return {
    Update: {
      TableName: name,
      Key: { ...key },
      UpdateExpression: expression,
      ConditionExpression: conditions.join(' AND '),
      ...(Object.keys(allNames).length > 0 && { ExpressionAttributeNames: allNames }),
      ExpressionAttributeValues: {
        ...values,
        ...(index && { ':qpk': index.qpk, ':qsk': index.qsk }),
        ...(index?.expiresAt !== undefined && { ':expiry': index.expiresAt }),
        ...(chain && { ':sequence': chain.sequence, ':hash': chain.hash, ':before': chain.sequence - 1 }),
      },
    },
  }
}
