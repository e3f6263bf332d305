import type { Fact } from '../../../events/envelope.ts'
import type { FactSubject } from '../../../events/subject.ts'
import { type Serial, serialKey } from './serial.ts'

/** The subjects in whose chains the life of a unit is told: an order makes many units by one fact, and a lot holds them. */
export function toldBy(unit: Serial): readonly FactSubject[] {
  const { materialId, serial, before = [] } = unit
  const stays = [unit, ...before]
  const orders = [...stays.map(({ orderId }) => orderId), ...before.map(({ gone }) => gone?.orderId)]
  return [
    { type: 'unit', id: serialKey(materialId, serial) },
    ...[...new Set(orders)].flatMap((id) => (id === undefined ? [] : { type: 'order' as const, id })),
    ...[...new Set(stays.map(({ lotId }) => lotId))].map((id) => ({ type: 'lot' as const, id })),
  ]
}

type Part = Readonly<Record<string, unknown>>

/**
 * Whether a fact names the unit. Numbers are unique per material only, so a number counts where its material is named beside it, or its lot, or where
 * the fact is of an order that makes the unit and names no other material.
 */
export function isToldOf(unit: Serial): (fact: Fact) => boolean {
  const { materialId, serial } = unit
  const stays = [unit, ...(unit.before ?? [])]
  const lots = new Set<unknown>(stays.map(({ lotId }) => lotId))
  const orders = new Set<unknown>(stays.map(({ orderId }) => orderId))
  const names = new Set<unknown>([
    `unit:${serialKey(materialId, serial)}`,
    ...[...lots].map((it) => `sublot:${it}@${serial}`),
  ])
  const isNamed = (it: Part) => names.has(`${it.type}:${it.id}`)
  const isOne = (text: unknown) => text === serial
  const isIn = (part: unknown, isItsOwn: boolean): boolean => {
    if (Array.isArray(part)) return part.some((it) => isIn(it, isItsOwn))
    if (typeof part !== 'object' || part === null) return false
    const it = part as Part
    const isHere =
      it.materialId === undefined
        ? it.lotId === undefined
          ? isItsOwn
          : lots.has(it.lotId)
        : it.materialId === materialId
    const numbers = [it.serial, it.sublotId, it.serials, it.scrappedSerials].flat()
    if (isNamed(it) || (isHere && numbers.some(isOne))) return true
    return Object.values(it).some((inner) => typeof inner === 'object' && isIn(inner, isHere))
  }
  return ({ subject, about, data }) =>
    isNamed(subject) ||
    (about !== undefined && isNamed(about)) ||
    isIn(data, (subject.type === 'order' && orders.has(subject.id)) || (subject.type === 'lot' && lots.has(subject.id)))
}
