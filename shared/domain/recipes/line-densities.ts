import type { Density } from '../../../events/density.ts'
import type { OrderedStep, RecipeDraft } from '../../../events/recipe.ts'
import type { Densities } from '../density.ts'
import { dimensionOf } from '../quantity.ts'
import { type Line, materialsOf } from './line.ts'

/** The step with the densities of its materials, by which its lines count for as long as the order runs. */
export const withDensities = (step: OrderedStep, densities: Densities): OrderedStep => ({
  ...step,
  materials: step.materials.map((line) => {
    const { alternates, ...rest } = line
    return {
      ...rest,
      ...densityIn(densities, line),
      ...(alternates && { alternates: alternates.map((it) => ({ ...it, ...densityIn(densities, it) })) }),
    }
  }),
})

const densityIn = (densities: Densities, { materialId }: Pick<Line, 'materialId'>): { readonly density?: Density } => {
  const density = densities[materialId]
  return density ? { density } : {}
}

/** What a recipe or snapshot has with densities. */
interface Made {
  readonly product: string
  readonly density?: Density | undefined
  readonly steps: readonly Pick<OrderedStep, 'materials'>[]
}

/** The densities that a snapshot has frozen, by material. */
export const densitiesOf = ({ product, density, steps }: Made): Densities =>
  Object.fromEntries(
    [
      { materialId: product, density },
      ...steps.flatMap(({ materials }) => materials.flatMap((line) => [line, ...(line.alternates ?? [])])),
    ]
      .filter((it) => it.density !== undefined)
      .map((it) => [it.materialId, it.density] as const)
      // The last entry of a material wins, and the first one is right: a line of a rework came later.
      .reverse(),
  )

/** The materials of a recipe whose density may matter: its product and those of lines in units of mass or volume, with their alternates. */
export const weighable = ({
  product,
  batchSize,
  steps,
}: Pick<RecipeDraft, 'product' | 'batchSize' | 'steps'>): string[] =>
  [
    { materials: [product], unit: batchSize.nominal.unit },
    ...steps.flatMap((step) => step.materials.map((it) => ({ materials: materialsOf(it), unit: it.quantity.unit }))),
  ]
    .filter(({ unit }) => ['mass', 'volume'].includes(dimensionOf(unit)))
    .flatMap(({ materials }) => materials)
