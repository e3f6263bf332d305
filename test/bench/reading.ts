import { readB2mml } from '../../shared/messaging/b2mml/read.ts'
import type { Figure, Findings } from './report.ts'

const few = 4_000
const many = 8 * few
const repetitions = 5

const method = `A message that is faulty in each of its parts is read, once with few parts and once with eight times as many; the least of ${repetitions} readings counts. Work in
proportion to the length takes about eight times as long, quadratic work sixty-four times.`

const schedule = (inner: string) =>
  `<SyncProductionSchedule><DataArea><Sync/><ProductionSchedule>${inner}</ProductionSchedule></DataArea></SyncProductionSchedule>`

/** Messages with a fault in each of so many parts, as from a hostile sender or a broken interface. */
const faulty: Readonly<Record<string, (count: number) => string>> = {
  sublots: (count) =>
    `<SyncMaterialInformation><DataArea><Sync/><MaterialInformation><MaterialLot><ID>L</ID>${'<ID>x</ID><MaterialSubLot><ID>!</ID></MaterialSubLot>'.repeat(count)}</MaterialLot></MaterialInformation></DataArea></SyncMaterialInformation>`,
  lines: (count) =>
    schedule(
      `<ProductionRequest><SegmentRequirement>${'<MaterialRequirement><ID>!</ID></MaterialRequirement>'.repeat(count)}</SegmentRequirement></ProductionRequest>`,
    ),
  segments: (count) =>
    schedule(
      `<ProductionRequest>${'<SegmentRequirement><ID>a</ID></SegmentRequirement>'.repeat(count)}</ProductionRequest>`,
    ),
  attributes: (count) => `<SyncMaterialLot ${Array.from({ length: count }, (_, index) => `a${index}="'"`).join(' ')}/>`,
}

/** The shortest of several reads, in milliseconds, because other processes and garbage collections only add time. */
function effort(message: string): number {
  const once = () => {
    const from = performance.now()
    readB2mml(message, 'xml')
    return performance.now() - from
  }
  return Math.min(...Array.from({ length: repetitions }, once))
}

/**
 * Whether the time to read a faulty message is proportional to its length: eight times the parts take about eight times as long; quadratic would be
 * 64.
 */
export function measureReading(): Findings {
  const figures = Object.entries(faulty).flatMap(([what, make]): Figure[] => {
    readB2mml(make(few), 'xml')
    const [short, long] = [effort(make(few)), effort(make(many))]
    const at = { table: 'Reading of faulty B2MML', row: `${what} without end` }
    return [
      { ...at, column: `${few} parts`, unit: 'ms', value: short },
      { ...at, column: `${many} parts`, unit: 'ms', value: long },
      { ...at, column: 'times as long', unit: '', value: long / short, aim: { atMost: 20 } },
    ]
  })
  return { method, figures, faults: [] }
}
