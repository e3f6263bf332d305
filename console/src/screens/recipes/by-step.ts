interface Placed {
  /** By ids: `steps/mix/parameters/temperature/high`. */
  readonly path: string
}

interface OfStep<Difference> {
  /** Absent for what is about the recipe as a whole. */
  readonly stepId: string | undefined
  readonly differences: readonly Difference[]
}

/** Differences by the step that they are in; those of the recipe come first, the steps as they first appear. */
export function byStep<Difference extends Placed>(differences: readonly Difference[]): readonly OfStep<Difference>[] {
  const groups = Map.groupBy(differences, ({ path }) => {
    const [list, stepId] = path.split('/')
    return list === 'steps' ? stepId : undefined
  })
  const own = groups.get(undefined)
  groups.delete(undefined)
  return [
    ...(own ? [{ stepId: undefined, differences: own }] : []),
    ...[...groups].map(([stepId, those]) => ({ stepId, differences: those })),
  ]
}
