import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { performEach } from './command-story.ts'
import { itemBytes } from './item-size.ts'
import { openMeteredStore } from './metered-store.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const method = `Commands are the use cases themselves on the real store and a real database. Round trips are calls that wait for one another. Units are those that the
database says it consumed, of the table and of the index; a transaction writes an item of up to 1 KB for two. The aim of a command is counted from what
it has to write, which its row names.`

/** The cost of each command for the table of a site, in the units that the database reports. */
export async function measureCommands(): Promise<Findings> {
  const metered = await openMeteredStore()
  try {
    const figures: Figure[] = []
    const faults: string[] = []
    await told('performing every command', async () => {
      for await (const { name, needs, usage, surprise } of performEach(metered)) {
        if (surprise !== undefined) faults.push(`The command ${name} came out as ${surprise}`)
        const { roundTrips, calls, readUnits, tableWriteUnits, indexWriteUnits } = usage
        const at = { table: 'Commands', row: name, unit: '' }
        const writeUnits = tableWriteUnits + indexWriteUnits
        figures.push(
          { ...at, column: 'round trips', value: roundTrips, aim: { atMost: needs.roundTrips } },
          { ...at, column: 'calls', value: calls },
          { ...at, column: 'write units', value: writeUnits, aim: { atMost: needs.writeUnits } },
          { ...at, column: 'of the table', value: tableWriteUnits },
          { ...at, column: 'of the index', value: indexWriteUnits },
          { ...at, column: 'read units', value: readUnits, note: needs.note },
        )
      }
    })
    return { method, figures: [...figures, ...sizesOf(await metered.items())], faults }
  } finally {
    await metered.close()
  }
}

/** Above 1 KB, each further KB that an item begins costs another write unit. */
function sizesOf(items: readonly Record<string, AttributeValue>[]): Figure[] {
  const kinds = Map.groupBy(items, ({ kind }) => kind?.S ?? '')
  return [...kinds]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([kind, ofKind]): Figure[] => {
      const sizes = ofKind.map((item) => ({ bytes: itemBytes(item), type: item.type?.S }))
      const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one))
      const at = { table: 'Item sizes', row: kind, unit: 'bytes' }
      const note = largest.type === undefined ? {} : { note: `the largest is ${largest.type}` }
      return [
        { ...at, column: 'items', unit: '', value: sizes.length },
        { ...at, column: 'median', value: median(sizes.map(({ bytes }) => bytes)) },
        { ...at, column: 'largest', value: largest.bytes, aim: { atMost: 1024 }, ...note },
      ]
    })
}
