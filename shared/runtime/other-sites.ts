import { variable } from './environment.ts'

/** The names of the other sites of the company; empty for a company of one site. */
export const otherSites: readonly string[] = (process.env[variable.otherSites] ?? '').split(' ').filter(Boolean)
