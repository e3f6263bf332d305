import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Puts what takes long before what does not, so that no worker is alone with it at the end. The projects stay together, because a
 * worker that changes its project is another process; a file that took long the last time is before the others of its kind.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byKind = Map.groupBy(await super.sort(files), kindOf)
    const [first, ...plants] = byKind.get('plants') ?? []
    const [histories, ...models] = byKind.get('models') ?? []
    // While the first plant waits for its synthesis another would only wait with it.
    const opening = [first, histories].filter((file) => file !== undefined)
    return [...opening, ...plants, ...(byKind.get('alone') ?? []), ...models, ...(byKind.get('pure') ?? [])]
  }
}

const kindOf = ({ moduleId, project }: TestSpecification): string =>
  project.name === 'pure' && moduleId.endsWith('-model.test.ts') ? 'models' : project.name
