import { qualificationIdOf } from '../../../events/names.ts'
import type { Unit } from '../../../events/quantity.ts'
import {
  isTooLarge,
  largestRecipeBytes,
  type Procedure,
  procedureLevels,
  type RecipeDraft,
} from '../../../events/recipe.ts'
import type { Violation } from '../../../events/refusals.ts'
import type { PartNamed } from '../../../events/sentences/english/recipes.ts'
import { isCountable, isMassAndVolume } from '../density.ts'
import type { Material } from '../master-data.ts'
import { isMore, sameDimension } from '../quantity.ts'
import { reasons, violation } from '../refusal.ts'
import { balanceFaults } from './balance-faults.ts'
import { materialsOf } from './line.ts'
import { flattened, waitsOf } from './procedure.ts'
import { repeated, stepsFaults, strangers, yieldFaults } from './step-faults.ts'

/** As many as a person can read at once. */
const mostNamed = 150

/**
 * The room in a fact beside the largest recipe: 110,000 bytes, less 10,000 for the fault that counts the rest. A fault with usual ids is 300 bytes,
 * so 150 fit twice; with the longest ids 1,000; the cycles of 500 such steps are 70,000.
 */
const mostBytes = 100_000

/**
 * A fact has each parameter of a fault twice: as data, and in the sentence. The other words of the sentence are 75 characters on average and 134
 * at most; 150 of the longest sentences need 8,850 characters more, and 10,000 are left for them.
 */
const words = 75
const bytesOf = (fault: Violation): number =>
  JSON.stringify(fault).length + namedIn(fault.params).join(', ').length + words

const namedIn = (part: unknown): string[] =>
  typeof part === 'object' && part !== null ? Object.values(part).flatMap(namedIn) : [String(part)]

function named(faults: readonly Violation[]): Violation[] {
  let room = mostBytes
  const kept: Violation[] = []
  for (const fault of faults.slice(0, mostNamed)) {
    const bytes = bytesOf(fault)
    if (bytes > room) continue
    room -= bytes
    kept.push(fault)
  }
  const more = faults.length - kept.length
  return more === 0 ? kept : [...kept, violation('recipe-invalid/more-faults', { more }, 'steps')]
}

/** Every reason why the recipe cannot be executed at any plant. */
export const faultsOf = (recipe: RecipeDraft): Violation[] => named(ownFaults(recipe))

/** Every reason why the recipe cannot be executed at this plant: those above, and references to what the plant does not have. */
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
    yieldFaults(recipe.yield),
    recipe.purpose === 'rework' && branchFaults(recipe),
    // Procedures with nesting faults cannot be flattened; without a limit on depth it would take minutes.
    nesting.length === 0 &&
      isTooLarge({ ...recipe, steps: flattened(recipe) }) &&
      violation('recipe-invalid/too-large', { atMost: largestRecipeBytes }, 'steps'),
  )
}

function batchSizeFaults({ batchSize: { min, nominal, max } }: RecipeDraft): Violation | undefined {
  if (!sameDimension(min.unit, max.unit) || !sameDimension(min.unit, nominal.unit))
    return violation('recipe-invalid/batch-size-dimensions', {}, 'batchSize')
  if (min.unit !== max.unit || min.unit !== nominal.unit)
    return violation('recipe-invalid/batch-size-units', {}, 'batchSize')
  if (isMore(min.value, nominal.value) || isMore(nominal.value, max.value))
    return violation('recipe-invalid/batch-size-order', {}, 'batchSize')
  return undefined
}

function sameIds({ procedures, steps }: RecipeDraft): Violation[] {
  const stepIds = steps.map(({ stepId }) => stepId)
  const procedureIds = procedures.map(({ procedureId }) => procedureId)
  const lines = steps.flatMap(({ materials }) => materials.map(({ lineId }) => lineId))
  return reasons(
    repeated(stepIds).map((stepId) => violation('recipe-invalid/same-step-id', { stepId }, `steps/${stepId}`)),
    repeated([...new Set(stepIds), ...procedureIds]).map((id) =>
      violation('recipe-invalid/same-procedure-id', { id }, `procedures/${id}`),
    ),
    repeated(lines).map((lineId) => violation('recipe-invalid/same-line-id', { lineId }, `lines/${lineId}`)),
  )
}

/** Levels may be left out (ISA-88.00.01: collapsed) but not reversed: a container is of a higher level than its parts. */
function procedureFaults({ procedures, steps }: RecipeDraft): Violation[] {
  const levels = new Map<string, Procedure['level']>(procedures.map((it) => [it.procedureId, it.level]))
  const outOfPlace = (part: PartNamed, within: string | undefined, own: number, ref: string) => {
    if (within === undefined) return undefined
    const level = levels.get(within)
    if (level === undefined) return violation('recipe-invalid/within-unknown', { ...part, within }, ref)
    if (procedureLevels.indexOf(level) < own) return undefined
    return violation('recipe-invalid/within-lower', { ...part, within, holder: level }, ref)
  }
  const known = new Set<string>([...levels.keys(), ...steps.map(({ stepId }) => stepId)])
  const holding = new Set([...procedures, ...steps].map(({ within }) => within))
  return reasons(
    procedures.flatMap(({ procedureId, level, within, after }) => {
      const ref = `procedures/${procedureId}`
      const part = { procedureId, level }
      return reasons(
        outOfPlace(part, within, procedureLevels.indexOf(level), ref),
        strangers(after, known).map((id) => violation('recipe-invalid/after-unknown', { ...part, after: id }, ref)),
        !holding.has(procedureId) && violation('recipe-invalid/empty-procedure', part, ref),
      )
    }),
    steps.flatMap(({ stepId, within }) =>
      reasons(outOfPlace({ stepId }, within, procedureLevels.length, `steps/${stepId}`)),
    ),
  )
}

/** Steps that wait for each other, and steps that are never reached because they wait for those or for something unknown. */
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
    [...rings.values()].map((ids) => violation('recipe-invalid/ring', { steps: ids }, 'steps')),
    stranded.map(({ id, cause }) => violation('recipe-invalid/never-reached', { stepId: id, cause }, `steps/${id}`)),
  )
}

/** The id of a branch, such as `rework-12.`, is the prefix of its steps' ids; together they have at most 64 characters. */
const longestIdInBranch = 64 - 'rework-999.'.length

/** The rules of a rework recipe: its steps join those of an order, are batch steps, and follow the rules of that order. */
const branchFaults = ({ steps, yield: range, balance }: RecipeDraft): Violation[] =>
  reasons(
    (range || balance) && violation('recipe-invalid/rework-yield', {}, 'yield'),
    steps.flatMap((step) => branchStepFaults(step)),
  )

const branchStepFaults = ({ stepId, flow }: RecipeDraft['steps'][number]): Violation[] =>
  reasons(
    flow === 'units' && violation('recipe-invalid/rework-units', { stepId }, `steps/${stepId}`),
    stepId.length > longestIdInBranch &&
      violation('recipe-invalid/rework-long-id', { stepId, atMost: longestIdInBranch }, `steps/${stepId}`),
  )

/** What the plant has, of all that the recipe refers to. */
export interface Known {
  readonly equipmentClasses: ReadonlySet<string>
  readonly materials: ReadonlyMap<string, Material>
}

/** All ids that a recipe refers to, by kind, each once, in alphabetical order. */
export const referencesOf = ({ product, steps }: RecipeDraft) => ({
  materials: each([product, ...steps.flatMap(({ materials }) => materials.flatMap(materialsOf))]),
  equipmentClasses: each(steps.flatMap(({ equipmentClass }) => equipmentClass ?? [])),
  workCenters: each(steps.flatMap(({ workCenter }) => workCenter ?? [])),
  qualifications: each(steps.flatMap(({ qualifications }) => qualifications.map(qualificationIdOf))),
})

const each = <Id extends string>(ids: readonly Id[]): Id[] => [...new Set(ids)].sort()

/**
 * Materials and work centers may be defined later: no lot of an unknown material is received and no step starts on unknown equipment, so no fault
 * stays unnoticed.
 */
function referenceFaults(plant: Known, recipe: RecipeDraft): Violation[] {
  const { product, batchSize, steps } = recipe
  const { unit } = batchSize.nominal
  const measuresAnother = (materialId: string, unit: Unit) => {
    const material = plant.materials.get(materialId)
    return material && !isCountable(material.density, material.unit, unit) ? material.unit : undefined
  }
  const productUnit = measuresAnother(product, unit)
  return reasons(
    productUnit !== undefined &&
      violation(
        isMassAndVolume(productUnit, unit) ? 'recipe-invalid/batch-size-density' : 'recipe-invalid/batch-size-product',
        { unit, product, measured: productUnit },
        'batchSize',
      ),
    balanceFaults({ ...recipe, unit }, (materialId) =>
      plant.materials.has(materialId) ? plant.materials.get(materialId)?.density : 'unknown',
    ),
    steps.flatMap(({ stepId, equipmentClass, materials }) =>
      reasons(
        equipmentClass !== undefined &&
          !plant.equipmentClasses.has(equipmentClass) &&
          violation(
            'recipe-invalid/equipment-class-unknown',
            { stepId, equipmentClass },
            `steps/${stepId}/equipmentClass`,
          ),
        materials.flatMap((line) =>
          materialsOf(line).flatMap((materialId) => {
            const { lineId, quantity } = line
            const measured = measuresAnother(materialId, quantity.unit)
            return measured === undefined
              ? []
              : violation(
                  isMassAndVolume(measured, quantity.unit) ? 'recipe-invalid/line-density' : 'recipe-invalid/line-unit',
                  { stepId, lineId, unit: quantity.unit, materialId, measured },
                  `steps/${stepId}/materials/${lineId}`,
                )
          }),
        ),
      ),
    ),
  )
}
