import { afterAll, beforeAll } from 'vitest'
import { type RunningCompany, startCompany } from '../../local/company.ts'

/** Starts these sites and their enterprise for the test file, and stops them after the last test. */
export function useCompany(...sites: readonly string[]): () => RunningCompany {
  let opening: Promise<RunningCompany> | undefined
  let company: RunningCompany | undefined
  beforeAll(async () => {
    opening = startCompany({ sites, port: 0, mqttPort: 0, timeScale: 0.1 })
    company = await opening
  }, 120_000)
  // A company that starts too late for its tests is stopped, too, because its worker goes on with other files.
  afterAll(async () => (await opening)?.stop())
  return () => {
    if (company === undefined)
      throw new Error('The company starts before the first test of the file, not while it is read.')
    return company
  }
}
