import { type Table, tableClient } from '../storage/table-client.ts'
import { tableStore } from '../storage/table-store.ts'
import { environment, variable } from './environment.ts'

/** What a function that reads or writes the plant needs, made once per cold start. */
export const site = environment(variable.site)
export const table: Table = { client: tableClient(), name: environment(variable.table) }
export const store = tableStore(table)
