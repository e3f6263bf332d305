import { qualificationIdOf } from '../../../events/names.ts'
import { isTooLarge, largestRecipeBytes, procedureLevels, type RecipeDraft } from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { Material } from '../master-data.ts'
import { isMore, sameDimension } from '../quantity.ts'
import { reasons } from '../refusal.ts'
import { materialsOf } from './line.ts'
import { flattened, waitsOf } from './procedure.ts'
import { fault, repeated, stepsFaults, strangers, yieldFaults } from './step-faults.ts'

/**
 * What a fact has room for: 150 sentences with the longest ids come to 460 bytes each, 69 KB, and the rings of 500 steps to 33 KB more.
 */
const mostNamed = 150

function named(faults: readonly Violation[]): Violation[] {
  const more = faults.length - mostNamed
  if (more <= 0) return [...faults]
  return [...faults.slice(0, mostNamed), fault(`There are ${more} more faults; mend these first.`, 'steps')]
}

/** Every reason why the recipe could not be executed as it is written, wherever that was. */
export const faultsOf = (recipe: RecipeDraft): Violation[] => named(ownFaults(recipe))

/** Every reason why the recipe could not be executed at this plant: those above, and what it refers to in vain. */
export const faultsAt = (plant: Known, recipe: RecipeDraft): Violation[] =>
  named([...ownFaults(recipe), ...referenceFaults(plant, recipe)])

function ownFaults(recipe: RecipeDraft): Violation[] {
  const nesting = procedureFaults(recipe)
  return reasons(
    batchSizeFaults(recipe),
    sameIds(recipe),
    nesting,
    stepsFaults(recipe),
    orderFaults(recipe),
    yieldFaults(recipe.yield, 'the order', 'yield'),
    recipe.purpose === 'rework' && branchFaults(recipe),
    // Procedures that do not nest rightly have no order to lay flat, and without bound on their depth it would take minutes.
    nesting.length === 0 &&
      isTooLarge({ ...recipe, steps: flattened(recipe) }) &&
      fault(
        `With each step after all the steps that it waits for, the recipe has more than ${largestRecipeBytes} bytes; let fewer wait for fewer.`,
        'steps',
      ),
  )
}

function batchSizeFaults({ batchSize: { min, nominal, max } }: RecipeDraft): Violation | undefined {
  if (!sameDimension(min.unit, max.unit) || !sameDimension(min.unit, nominal.unit))
    return fault('The batch size mixes units of different dimensions.', 'batchSize')
  if (min.unit !== max.unit || min.unit !== nominal.unit)
    return fault('The three batch sizes must be in one unit.', 'batchSize')
  if (isMore(min.value, nominal.value) || isMore(nominal.value, max.value))
    return fault('The batch size must rise from min over nominal to max.', 'batchSize')
  return undefined
}

function sameIds({ procedures, steps }: RecipeDraft): Violation[] {
  const stepIds = steps.map(({ stepId }) => stepId)
  const procedureIds = procedures.map(({ procedureId }) => procedureId)
  const lines = steps.flatMap(({ materials }) => materials.map(({ lineId }) => lineId))
  return reasons(
    repeated(stepIds).map((id) => fault(`Two steps have the same stepId ${id}.`, `steps/${id}`)),
    repeated([...new Set(stepIds), ...procedureIds]).map((id) =>
      fault(`${id} is the id of two procedures, or of a procedure and a step.`, `procedures/${id}`),
    ),
    repeated(lines).map((id) => fault(`Two material lines have the same lineId ${id}.`, `lines/${id}`)),
  )
}

/** Levels may be left out (ISA-88.00.01: collapsed) but not turned round: whatever holds a part stands above it. */
function procedureFaults({ procedures, steps }: RecipeDraft): Violation[] {
  const rank = new Map<string, number>(procedures.map((it) => [it.procedureId, procedureLevels.indexOf(it.level)]))
  const outOfPlace = (what: string, within: string | undefined, own: number, ref: string) => {
    if (within === undefined) return undefined
    const holder = rank.get(within)
    if (holder === undefined) return fault(`${what} is within ${within}, which is no procedure of the recipe.`, ref)
    if (holder < own) return undefined
    return fault(`${what} is within the ${procedureLevels[holder]} ${within}, which does not stand above it.`, ref)
  }
  const known = new Set<string>([...rank.keys(), ...steps.map(({ stepId }) => stepId)])
  const holding = new Set([...procedures, ...steps].map(({ within }) => within))
  return reasons(
    procedures.flatMap(({ procedureId, level, within, after }) => {
      const ref = `procedures/${procedureId}`
      const what = `The ${level} ${procedureId}`
      return reasons(
        outOfPlace(what, within, procedureLevels.indexOf(level), ref),
        strangers(after, known).map((id) => fault(`${what} comes after ${id}, which the recipe does not have.`, ref)),
        !holding.has(procedureId) && fault(`${what} holds no step.`, ref),
      )
    }),
    steps.flatMap(({ stepId, within }) =>
      reasons(outOfPlace(`Step ${stepId}`, within, procedureLevels.length, `steps/${stepId}`)),
    ),
  )
}

/** Steps that wait for each other, and those that can never be reached because of them or of something that is not there. */
function orderFaults(recipe: RecipeDraft): Violation[] {
  const waits = waitsOf(recipe)
  const known = new Set<string>([...waits.keys(), ...recipe.procedures.map(({ procedureId }) => procedureId)])
  const isInRing = (id: string) => waits.get(id)?.has(id) ?? false
  const rings = new Map<string, string[]>()
  for (const id of [...waits.keys()].filter(isInRing)) {
    const first = [...rings.keys()].find((it) => waits.get(id)?.has(it) && waits.get(it)?.has(id)) ?? id
    rings.set(first, [...(rings.get(first) ?? []), id])
  }
  const isMissing = (node: string) => !node.includes(' ') && !known.has(node)
  const stranded = [...waits]
    .filter(([id]) => !isInRing(id))
    .flatMap(([id, awaited]) => {
      const direct = new Set<string>(recipe.steps.find(({ stepId }) => stepId === id)?.after)
      const cause = [...awaited].find((node) => isInRing(node) || (isMissing(node) && !direct.has(node)))
      return cause === undefined ? [] : [{ id, cause }]
    })
  return reasons(
    [...rings.values()].map((ids) => fault(`The steps ${ids.join(', ')} wait for each other.`, 'steps')),
    stranded.map(({ id, cause }) =>
      fault(`Step ${id} is never reached: it waits, through others, for ${cause}, which never ends.`, `steps/${id}`),
    ),
  )
}

/** The name of a branch, such as `rework-12.`, comes before the id of each of its steps, and 64 characters hold both. */
const longestIdInBranch = 64 - 'rework-999.'.length

/** What a rework may not be: its steps work on what an order has made as a whole, under names of their own and by the rules of that order. */
const branchFaults = ({ steps, yield: range, balance }: RecipeDraft): Violation[] =>
  reasons(
    (range || balance) &&
      fault('Of a rework only the steps come into an order; ask for yield and balance in one of them.', 'yield'),
    steps.flatMap((step) => branchStepFaults(step)),
  )

const branchStepFaults = ({ stepId, flow }: RecipeDraft['steps'][number]): Violation[] =>
  reasons(
    flow === 'units' && fault(`Step ${stepId} counts units; a rework works on the whole batch.`, `steps/${stepId}`),
    stepId.length > longestIdInBranch &&
      fault(
        `The id ${stepId} is longer than the ${longestIdInBranch} characters that a step of a rework may have.`,
        `steps/${stepId}`,
      ),
  )

/** What a plant has that a recipe may refer to, as far as the recipe refers to it. */
export interface Known {
  readonly equipmentClasses: ReadonlySet<string>
  readonly materials: ReadonlyMap<string, Material>
}

/** Every kind of id by which a recipe refers to what a plant has defined, each once, in the order of the alphabet. */
export const referencesOf = ({ product, steps }: RecipeDraft) => ({
  materials: each([product, ...steps.flatMap(({ materials }) => materials.flatMap(materialsOf))]),
  equipmentClasses: each(steps.flatMap(({ equipmentClass }) => equipmentClass ?? [])),
  workCenters: each(steps.flatMap(({ workCenter }) => workCenter ?? [])),
  qualifications: each(steps.flatMap(({ qualifications }) => qualifications.map(qualificationIdOf))),
})

const each = <Id extends string>(ids: readonly Id[]): Id[] => [...new Set(ids)].sort()

/**
 * A material or a work center may be defined later: no lot of an unknown material is received and no step starts on an unknown
 * equipment, so that nothing goes wrong unseen.
 */
function referenceFaults(plant: Known, { product, batchSize, steps }: RecipeDraft): Violation[] {
  const measuresAnother = (materialId: string, unit: RecipeDraft['batchSize']['nominal']['unit']) => {
    const material = plant.materials.get(materialId)
    return material && !sameDimension(material.unit, unit) ? material.unit : undefined
  }
  const productUnit = measuresAnother(product, batchSize.nominal.unit)
  return reasons(
    productUnit !== undefined &&
      fault(
        `The batch size is in ${batchSize.nominal.unit}; the product ${product} is measured in ${productUnit}.`,
        'batchSize',
      ),
    steps.flatMap(({ stepId, equipmentClass, materials }) =>
      reasons(
        equipmentClass !== undefined &&
          !plant.equipmentClasses.has(equipmentClass) &&
          fault(
            `Step ${stepId} needs the equipment class ${equipmentClass}, which is not defined at this site.`,
            `steps/${stepId}/equipmentClass`,
          ),
        materials.flatMap((line) =>
          materialsOf(line).flatMap((materialId) => {
            const { lineId, quantity } = line
            const measured = measuresAnother(materialId, quantity.unit)
            return measured === undefined
              ? []
              : fault(
                  `Line ${lineId} of step ${stepId} is in ${quantity.unit}; ${materialId} is measured in ${measured}.`,
                  `steps/${stepId}/materials/${lineId}`,
                )
          }),
        ),
      ),
    ),
  )
}
