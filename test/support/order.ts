import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Runs slow files first, so that no worker is left alone with a slow file at the end. The files of a project stay together, because another project
 * needs another process. Within a project, files that were slow in the last run come first.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byKind = Map.groupBy(await super.sort(files), kindOf)
    const [first, ...plants] = byKind.get('plants') ?? []
    const [histories, ...models] = byKind.get('models') ?? []
    // The first plant waits for its synthesis; a second plant would only wait for the same synthesis.
    const opening = [first, histories].filter((file) => file !== undefined)
    return [...opening, ...plants, ...(byKind.get('alone') ?? []), ...models, ...(byKind.get('pure') ?? [])]
  }
}

const kindOf = ({ moduleId, project }: TestSpecification): string =>
  project.name === 'pure' && moduleId.endsWith('-model.test.ts') ? 'models' : project.name
