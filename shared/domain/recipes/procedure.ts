import type { Procedure, Step } from '../../../events/recipe.ts'

/** Unit procedures contain operations, which contain phases (ISA-88.00.01, procedural control model). A step is a phase. */
export interface Nested {
  readonly procedures: readonly Procedure[]
  readonly steps: readonly Step[]
}

/** The procedures that contain a part, outermost first. Procedures that contain each other are visited once. */
export function holdersOf(within: string | undefined, procedures: readonly Procedure[]): Procedure[] {
  const holders: Procedure[] = []
  for (let id = within; id !== undefined; ) {
    const holder = procedures.find(({ procedureId }) => procedureId === id)
    if (!holder || holders.includes(holder)) break
    holders.unshift(holder)
    id = holder.within
  }
  return holders
}

/**
 * All that each step waits for, directly or not: steps, starts and ends of procedures, and unknown names. A step that waits for itself is in a cycle.
 */
export function waitsOf({ procedures, steps }: Nested): ReadonlyMap<string, ReadonlySet<string>> {
  const isProcedure = new Set<string>(procedures.map(({ procedureId }) => procedureId))
  const endOf = (id: string) => (isProcedure.has(id) ? `end ${id}` : id)
  const beginOf = (within: string | undefined) =>
    within !== undefined && isProcedure.has(within) ? [`begin ${within}`] : []
  const direct = new Map<string, string[]>()
  const add = (node: string, awaited: readonly string[]) => direct.set(node, [...(direct.get(node) ?? []), ...awaited])
  for (const { procedureId, within, after } of procedures) {
    add(`begin ${procedureId}`, [...after.map(endOf), ...beginOf(within)])
    if (within !== undefined) add(`end ${within}`, [`end ${procedureId}`])
  }
  for (const { stepId, within, after } of steps) {
    add(stepId, [...after.map(endOf), ...beginOf(within)])
    if (within !== undefined) add(`end ${within}`, [stepId])
  }
  return new Map(steps.map(({ stepId }) => [stepId, reached(stepId, direct)]))
}

function reached(start: string, direct: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>()
  const open = [...(direct.get(start) ?? [])]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue
    found.add(node)
    open.push(...(direct.get(node) ?? []))
  }
  return found
}

/**
 * The steps with only steps in `after`, as they are executed, in the same order. If a procedure follows another, its first steps follow the last
 * steps of the other.
 */
export function flattened({ procedures, steps }: Nested): Step[] {
  const holders = new Map(steps.map((step) => [step, holdersOf(step.within, procedures)]))
  const stepsIn = (id: string) =>
    steps.filter((step) => step.stepId === id || holders.get(step)?.some(({ procedureId }) => procedureId === id))
  const inside = remembered(stepsIn)
  const demands = (step: Step) => [step.after, ...(holders.get(step) ?? []).map(({ after }) => after)].flat()
  const predecessors = remembered((step: Step) => new Set(demands(step).flatMap(inside)))
  const firstOf = remembered((id: string) => {
    const members = inside(id)
    return orAll(
      members.filter((step) => !members.some((other) => predecessors(step).has(other))),
      members,
    )
  })
  const lastOf = remembered((id: string) => {
    const members = inside(id)
    return orAll(
      members.filter((step) => !members.some((other) => predecessors(other).has(step))),
      members,
    )
  })
  return steps.map((step) => {
    const begun = (holders.get(step) ?? []).filter(({ procedureId }) => firstOf(procedureId).includes(step))
    const after = [step.after, ...begun.map((procedure) => procedure.after)].flat()
    return { ...step, after: [...new Set(after.flatMap(lastOf).map(({ stepId }) => stepId))] }
  })
}

/** A cycle has no first or last step and stays a cycle. */
const orAll = (some: Step[], all: Step[]): Step[] => (some.length > 0 ? some : all)

function remembered<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.get(key) ?? find(key)
    known.set(key, value)
    return value
  }
}
