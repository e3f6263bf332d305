import type { Fact } from '../../events/envelope.ts'
import type { Amount } from '../../events/quantity.ts'
import type { FactSubject } from '../../events/subject.ts'

/** What the plant must be like if one believes its facts and nothing else. */
export interface Ledger {
  /** @throws when a fact tells what may not happen. */
  read(fact: Fact): void
  /** In billionths of a milligram, by lot. */
  readonly lots: ReadonlyMap<string, { readonly received: bigint; readonly remaining: bigint }>
  readonly deviations: ReadonlySet<string>
  /** Who uses which equipment. */
  readonly occupants: ReadonlyMap<string, string>
  /** The maintenance that has locked which equipment out. */
  readonly locked: ReadonlyMap<string, string>
}

interface LotEntry {
  status: string
  expiresAt: string | undefined
  received: bigint
  remaining: bigint
}

const perUnit: Readonly<Record<string, bigint>> = { kg: 10n ** 15n, g: 10n ** 12n }

/** Whole numbers, so that this arithmetic shares nothing with the one that it checks. */
export function exactly(value: string, unit: string): bigint {
  const factor = perUnit[unit]
  if (factor === undefined) throw new Error(`The ledger does not weigh in ${unit}.`)
  const [whole = '0', part = ''] = value.split('.')
  return (BigInt(whole + part.padEnd(12, '0')) * factor) / 10n ** 12n
}

const weightOf = ({ value, unit }: Amount): bigint => exactly(value, unit)

export function openLedger(): Ledger {
  const lots = new Map<string, LotEntry>()
  const held = new Map<string, Set<string>>()
  const running = new Set<string>()
  const occupants = new Map<string, string>()
  const locked = new Map<string, string>()
  const deviations = new Set<string>()

  const demand = (holds: boolean, what: string, fact: Fact): void => {
    if (!holds) throw new Error(`${what}, says ${fact.type} ${fact.factId}: ${JSON.stringify(fact.data)}`)
  }
  const free = (subject: string): boolean => (held.get(subject)?.size ?? 0) === 0
  const hold = (subject: string, holdId: string) => held.set(subject, (held.get(subject) ?? new Set()).add(holdId))
  const named = ({ type, id }: FactSubject): string => `${type}:${id}`
  const work = (fact: Fact) => {
    demand(running.has(fact.subject.id), 'Work on an order that does not run', fact)
    demand(free(`order:${fact.subject.id}`), 'Work on an order that is on hold', fact)
  }

  const read = (fact: Fact): void => {
    const { type, data, subject } = fact
    switch (type) {
      case 'andon.lot.received.v1': {
        const { lotId, status, expiresAt } = data
        const weight = weightOf(data.quantity)
        demand(!lots.has(lotId), 'A lot was received twice', fact)
        lots.set(lotId, { status, expiresAt, received: weight, remaining: weight })
        return
      }
      case 'andon.lot.status-changed.v1': {
        const { lotId, status } = data
        const lot = lots.get(lotId)
        demand(lot !== undefined, 'A lot that is not there changed', fact)
        demand(status !== 'released' || free(`lot:${lotId}`), 'A held lot was released', fact)
        if (lot) lot.status = status
        return
      }
      case 'andon.material.consumed.v1':
      case 'andon.maintenance.part-used.v1': {
        const { lotId, quantity } = data
        const lot = lots.get(lotId)
        if (type === 'andon.material.consumed.v1') work(fact)
        else demand([...locked.values()].includes(data.maintenanceId), 'A part went into what does not go on', fact)
        demand(lot?.status === 'released', `A ${lot?.status} lot was consumed`, fact)
        demand(free(`lot:${lotId}`), 'A held lot was consumed', fact)
        demand(lot?.expiresAt === undefined || lot.expiresAt > fact.recordedAt, 'An expired lot was consumed', fact)
        if (!lot) return
        lot.remaining -= weightOf(quantity)
        demand(lot.remaining >= 0n, 'More was consumed than there was', fact)
        return
      }
      case 'andon.material.produced.v1': {
        work(fact)
        if (data.use === 'scrap') return
        const { lotId } = data
        const weight = weightOf(data.quantity)
        const lot = lots.get(lotId) ?? { status: 'quarantine', expiresAt: undefined, received: 0n, remaining: 0n }
        if (data.use === 'sample') {
          lot.remaining -= weight
          demand(lot.remaining >= 0n, 'More was sampled than there was', fact)
          return
        }
        demand(free(`lot:${lotId}`), 'A held lot was filled', fact)
        lots.set(lotId, {
          ...lot,
          received: lot.received + weight,
          remaining: lot.remaining + weight,
        })
        return
      }
      case 'andon.step.started.v1': {
        work(fact)
        const { equipmentId } = data
        if (equipmentId === undefined) return
        demand(!occupants.has(equipmentId), 'An equipment has two users', fact)
        demand(free(`equipment:${equipmentId}`), 'A held equipment was used', fact)
        demand(!locked.has(equipmentId), 'An equipment was used that maintenance has taken', fact)
        occupants.set(equipmentId, subject.id)
        return
      }
      case 'andon.maintenance.started.v1':
        for (const equipmentId of data.takes) {
          demand(!occupants.has(equipmentId), 'Maintenance took what a step uses', fact)
          demand(!locked.has(equipmentId), 'Maintenance took what another one has', fact)
          locked.set(equipmentId, data.maintenanceId)
        }
        return
      case 'andon.maintenance.completed.v1':
      case 'andon.maintenance.cancelled.v1':
        for (const [equipmentId, maintenanceId] of locked)
          if (maintenanceId === data.maintenanceId) locked.delete(equipmentId)
        return
      case 'andon.step.completed.v1':
        work(fact)
        if (data.equipmentId !== undefined) occupants.delete(data.equipmentId)
        return
      case 'andon.result.recorded.v1':
        work(fact)
        return
      case 'andon.order.started.v1':
      case 'andon.order.resumed.v1':
        demand(free(`order:${subject.id}`), 'A held order was set going', fact)
        running.add(subject.id)
        return
      case 'andon.order.completed.v1':
        demand(free(`order:${subject.id}`), 'A held order was completed', fact)
        running.delete(subject.id)
        return
      case 'andon.order.paused.v1':
        running.delete(subject.id)
        return
      case 'andon.order.aborted.v1':
        running.delete(subject.id)
        for (const [equipmentId, orderId] of occupants) if (orderId === subject.id) occupants.delete(equipmentId)
        return
      case 'andon.deviation.opened.v1':
        deviations.add(subject.type === 'deviation' ? subject.id : data.deviationId)
        if (data.holdId !== undefined) hold(named(data.subject), data.holdId)
        return
      case 'andon.hold.placed.v1':
        hold(named(data.subject), data.holdId)
        return
      case 'andon.hold.released.v1':
        demand(held.get(named(data.subject))?.delete(data.holdId) === true, 'A hold was released that was none', fact)
        return
    }
  }
  return { read, lots, deviations, occupants, locked }
}
