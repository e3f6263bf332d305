import type { EdgeBirth } from '../../domain/equipment/edge-node.ts'
import { type Metric, type Value, valueSent } from './payload.ts'

export type Birth = EdgeBirth

/** A metric by its name, with its value and its time in milliseconds. */
export interface Resolved {
  readonly name: string
  readonly value: Value
  readonly at: number
  readonly isHistorical: boolean
}

/** What a birth says of its metrics: those that have a name. */
export const birthOf = (metrics: readonly Metric[]): EdgeBirth['metrics'] =>
  metrics.flatMap(({ name, type = 0, alias }) =>
    name === undefined ? [] : [alias === undefined ? ([name, type] as const) : ([name, type, alias] as const)],
  )

/**
 * The metrics by name; by the birth where they have only an alias, which also says their type.
 * @param at the time of the payload, for metrics without one
 */
export function resolved(
  metrics: readonly Metric[],
  birth: Birth,
  at: number,
): { readonly metrics: readonly Resolved[]; readonly unknown: readonly string[] } {
  const byName = new Map(birth.metrics.map((it) => [it[0], it] as const))
  const byAlias = new Map(birth.metrics.flatMap((it) => (it[2] === undefined ? [] : [[it[2], it] as const])))
  const found: Resolved[] = []
  const unknown: string[] = []
  for (const { name, alias, type, timestamp, isHistorical, sent } of metrics) {
    const born = name === undefined ? byAlias.get(alias ?? '') : byName.get(name)
    if (!born) unknown.push(name ?? (alias === undefined ? 'a metric without a name' : `alias ${alias}`))
    else found.push({ name: born[0], value: valueSent(type ?? born[1], sent), at: timestamp ?? at, isHistorical })
  }
  return { metrics: found, unknown }
}
