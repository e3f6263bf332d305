import type { Change } from '../domain/change.ts'
import { zero } from '../domain/quantity.ts'
import { noChain } from '../usecases/commit/chain.ts'
import type { Chain, ChainedOnly, GuardedChange, Stored } from '../usecases/commit/store.ts'
import { documentItem } from './document-items.ts'
import { issued, issuedPacked, issuedUnits, restored, restoredUnits, returned } from './issue-writes.ts'
import { exact } from './items.ts'
import { keyOf } from './keys.ts'
import { hasPartDatesNow, isPartedNow, lotItem, sublotItem } from './stock-items.ts'
import { counted, inStock, lotAsRead, onStock, reserved, setStock, unmade } from './stock-writes.ts'
import { check, create, createAgain, lotKey, notHeld, sublotKey, update, type Write } from './update.ts'

/** The writes for each change of a decision. Every write has a condition: the version, or the value that the change depends on. */
export function writesOf(name: string, { change, read, chain }: GuardedChange): Write[] {
  switch (change.change) {
    case 'save':
      return [saveDocument(name, change, read, chain)]
    case 'create-lot':
      return [create(name, lotItem(change.lot, chain ?? noChain))]
    case 'create-sublot':
      return [(change.again ? createAgain : create)(name, sublotItem(change.sublot))]
    case 'issue':
      return issued(name, change, lotAsRead(read), chain)
    case 'reverse-issue':
      return restored(name, change, lotAsRead(read), chain)
    case 'rebook':
      return onStock(name, change, (isLot) => ({
        set: ['#from = #from - :value', '#into = if_not_exists(#into, :none) + :value'],
        when: isLot || change.outOf === undefined ? '#from >= :value' : '#from >= :value AND builtInto = :unit',
        ...(!isLot && change.outOf !== undefined && { other: 'REMOVE builtInto' }),
        values: {
          ':value': exact(change.value),
          ':none': exact(zero),
          ...(!isLot && change.outOf !== undefined && { ':unit': change.outOf }),
        },
        names: { '#from': change.from, '#into': change.into },
        ...(isLot && chain && { chain }),
      }))
    case 'count':
      return counted(name, change, lotAsRead(read), chain)
    case 'reserve':
      return [reserved(name, change, chain)]
    case 'add-stock': {
      const when = change.unlessHeld ? notHeld : 'attribute_exists(pk)'
      return [
        update(name, lotKey(change.lotId), {
          set: [
            'quantity = quantity + :value',
            'remaining = remaining + :value',
            'unreserved = unreserved + :value',
            ...(change.inSublots ? isPartedNow.set : ['loose = loose + :value']),
            ...(change.isDated ? hasPartDatesNow.set : []),
          ],
          when,
          values: {
            ':value': exact(change.value),
            ...(change.inSublots && isPartedNow.values),
            ...(change.isDated && hasPartDatesNow.values),
          },
          ...inStock(lotAsRead(read)),
          ...(chain && { chain }),
        }),
      ]
    }
    case 'unmake':
      return unmade(name, change, lotAsRead(read), chain)
    case 'customer-return':
      return [returned(name, change, lotAsRead(read))]
    case 'divide':
      return [
        update(name, lotKey(change.lotId), {
          set: ['loose = loose - :value', ...isPartedNow.set],
          when: 'loose >= :value',
          values: { ':value': exact(change.value), ...isPartedNow.values },
          ...(chain && { chain }),
        }),
      ]
    case 'ship-packed':
      return issuedPacked(name, change, lotAsRead(read), chain)
    case 'issue-units':
      return issuedUnits(name, change, lotAsRead(read), chain)
    case 'restore-units':
      return restoredUnits(name, change, lotAsRead(read), chain)
    case 'pack':
      return [
        update(name, sublotKey(change.lotId, change.sublotId), {
          set: ['containerId = :container'],
          when: `${notHeld} AND attribute_not_exists(containerId) AND attribute_not_exists(builtInto) AND attribute_not_exists(lacks) AND remaining > :none AND remaining = :remaining`,
          values: { ':container': change.containerId, ':none': exact(zero), ':remaining': exact(change.remaining) },
        }),
      ]
    case 'build': {
      const lacks = change.lacks.length > 0
      return [
        update(name, sublotKey(change.lotId, change.sublotId), {
          set: lacks ? ['lacks = :lacks'] : [],
          ...(!lacks && { other: 'REMOVE lacks' }),
          when: 'remaining > :none AND attribute_not_exists(containerId) AND attribute_not_exists(holds)',
          values: { ':none': exact(zero), ...(lacks && { ':lacks': change.lacks }) },
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
          isLot: true,
          chain,
          unlessHeld: change.unlessHeld,
        }),
      ]
    case 'set-sublot': {
      const { lotId, sublotId, set, was, unlessHeld } = change
      const sublot = setStock(name, sublotKey(lotId, sublotId), set, { was, unlessHeld })
      // The condition of the lot applies to the sublot, too.
      const when = unlessHeld ? notHeld : 'attribute_exists(pk)'
      const { set: dated, values } =
        set.expiresAt === undefined && set.retestAt === undefined ? { set: [], values: {} } : hasPartDatesNow
      return [
        sublot,
        chain || dated.length > 0
          ? update(name, lotKey(lotId), { set: dated, when, values, ...(chain && { chain }) })
          : check(name, lotId, when),
      ]
    }
    case 'require-no-hold':
      return [check(name, change.lotId, notHeld, change.sublotId)]
    case 'hold-lot':
    case 'unhold-lot': {
      const { lotId, sublotId, builtInto } = change
      const where = builtInto === undefined ? 'attribute_not_exists(builtInto)' : 'builtInto = :unit'
      const other = `${change.change === 'hold-lot' ? 'ADD' : 'DELETE'} holds :hold`
      return [
        update(name, sublotId === undefined ? lotKey(lotId) : sublotKey(lotId, sublotId), {
          set: [],
          other,
          when: sublotId === undefined ? 'attribute_exists(pk)' : `attribute_exists(pk) AND ${where}`,
          values: { ':hold': new Set([change.holdId]), ...(builtInto !== undefined && { ':unit': builtInto }) },
          ...(chain && { chain }),
        }),
      ]
    }
    case 'require-unchanged':
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

/** Moves the chain of a subject on without changing the subject: for a refused command, or one that changes only other entities. */
export function advanceChain(name: string, { ref, chain, readVersion }: ChainedOnly): Write {
  if (ref.kind === 'lot') return update(name, keyOf(ref), { set: [], when: 'attribute_exists(pk)', values: {}, chain })
  return update(name, keyOf(ref), {
    set: [],
    when: '#version = :read',
    values: { ':read': readVersion },
    names: { '#version': 'version' },
    chain,
  })
}
