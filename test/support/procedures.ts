import fc from 'fast-check'
import type { RecipeDraft } from '../../events/recipe.ts'
import { procedure, step } from '../../events/recipe.ts'

type Nested = Pick<RecipeDraft, 'procedures' | 'steps'>

const stepIds = ['s0', 's1', 's2', 's3', 's4', 's5', 's6']
const operationIds = ['op0', 'op1', 'op2']
const unitIds = ['up0', 'up1']
const oneOf = (...ids: string[]) => fc.option(fc.constantFrom(...ids), { nil: undefined, freq: 2 })
const names = fc.constantFrom(...stepIds, ...operationIds, ...unitIds)
/** Half of the elements have no predecessor, so that a third of the recipes have no cycle. */
const after = fc.oneof(fc.constant([]), fc.uniqueArray(names, { maxLength: 2 }))
const within = (id: string | undefined) => (id === undefined ? {} : { within: id })

/** Unit procedures, operations and steps, correctly nested, in any order, cycles included. */
export const nested: fc.Arbitrary<Nested> = fc
  .record({
    steps: fc.tuple(...stepIds.map(() => fc.record({ after, within: oneOf(...operationIds, ...unitIds) }))),
    operations: fc.tuple(...operationIds.map(() => fc.record({ after, within: oneOf(...unitIds) }))),
    units: fc.tuple(...unitIds.map(() => fc.record({ after }))),
  })
  .map(({ steps, operations, units }) => ({
    procedures: [
      ...units.map((it, index) =>
        procedure.parse({ procedureId: unitIds[index], name: 'Unit', level: 'unit-procedure', after: it.after }),
      ),
      ...operations.map((it, index) =>
        procedure.parse({
          procedureId: operationIds[index],
          name: 'Operation',
          level: 'operation',
          after: it.after,
          ...within(it.within),
        }),
      ),
    ],
    steps: steps.map((it, index) =>
      step.parse({ stepId: stepIds[index], name: 'Step', after: it.after, ...within(it.within) }),
    ),
  }))

/** The direct predecessors of a step by definition: its own, and those of its procedures; a procedure stands for all its steps. */
export function awaitedBy({ procedures, steps }: Nested, stepId: string): Set<string> {
  const procedureOf = (id: string | undefined) => procedures.find(({ procedureId }) => procedureId === id)
  const holders = (id: string | undefined): typeof procedures => {
    const holder = procedureOf(id)
    return holder ? [holder, ...holders(holder.within)] : []
  }
  const meant = (id: string) =>
    steps.filter((it) => it.stepId === id || holders(it.within).some(({ procedureId }) => procedureId === id))
  const own = steps.filter((it) => it.stepId === stepId)
  const named = own.flatMap((it) => [...it.after, ...holders(it.within).flatMap((holder) => holder.after)])
  return new Set(named.flatMap(meant).map((it) => it.stepId))
}

/** All pairs whose second element waits for the first, directly or indirectly (Warshall). */
export function allWaits(recipe: Nested): Set<string> {
  const ids = recipe.steps.map(({ stepId }) => stepId as string)
  const waits = new Set(ids.flatMap((id) => [...awaitedBy(recipe, id)].map((before) => `${before} ${id}`)))
  for (const middle of ids)
    for (const first of ids)
      for (const last of ids)
        if (waits.has(`${first} ${middle}`) && waits.has(`${middle} ${last}`)) waits.add(`${first} ${last}`)
  return waits
}

export const waitsForItself = (recipe: Nested, id: string): boolean => allWaits(recipe).has(`${id} ${id}`)
