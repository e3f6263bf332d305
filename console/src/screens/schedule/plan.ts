import type { Told } from '../../api/client.ts'

export type Plan = Told<'getSchedule'>
export type Times = Told<'getWorkingTimes'>
export type Unit = Times['units'][number]
export type PlannedOrder = Plan['orders'][number]

/** A piece of work on a unit: done, running or planned. */
export interface Piece {
  readonly orderId: string
  readonly stepId: string
  readonly name: string
  readonly status: 'done' | 'running' | 'planned'
  readonly setUpFrom?: string | undefined
  readonly personId?: string | undefined
  readonly from: string
  readonly to: string
}

/** The pieces of each unit, in the order of time; those without a unit under an empty id. */
export function piecesByUnit({ operations, done }: Plan): ReadonlyMap<string, readonly Piece[]> {
  const all = [
    ...done.map(({ name, ...it }) => ({ ...it, name: name ?? it.stepId, status: 'done' as const })),
    ...operations,
  ]
  return Map.groupBy(all, ({ equipmentId }) => equipmentId ?? '')
}

/** The units by area, in the order of the plant. */
export const byArea = (units: readonly Unit[]): ReadonlyMap<string, readonly Unit[]> =>
  Map.groupBy(units, ({ area }) => area?.name ?? '')

/** Pieces that overlap on their unit lie in lanes one below the other. */
export function lanesOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lanes: Piece[][] = []
  for (const it of pieces.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? '') <= (it.setUpFrom ?? it.from))
    if (free) free.push(it)
    else lanes.push([it])
  }
  return lanes
}

/** The reasons of the plan for one order. */
export const reasonsOf = ({ infeasible }: Pick<Plan, 'infeasible'>, orderId: string) =>
  infeasible.filter((it) => it.orderId === orderId)

/** Orders that are late, have no end in the plan, or lack material. */
export const inTrouble = ({ orders, infeasible }: Plan): readonly PlannedOrder[] =>
  orders.filter(
    ({ orderId, lateBySeconds, shortages }) =>
      lateBySeconds !== undefined || shortages !== undefined || infeasible.some((it) => it.orderId === orderId),
  )
