import { type Table, tableClient } from '../storage/table-client.ts'
import { environment, variable } from './environment.ts'

/** The table of the enterprise, made once per cold start. */
export const table: Table = { client: tableClient(), name: environment(variable.table) }
