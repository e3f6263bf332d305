import { variable } from './environment.ts'

/** The other sites of the company, by their names; none of a company of one site. */
export const otherSites: readonly string[] = (process.env[variable.otherSites] ?? '').split(' ').filter(Boolean)
