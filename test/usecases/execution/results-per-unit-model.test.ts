import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import type { Serial } from '../../../shared/domain/stock/serial.ts'
import { startStep } from '../../support/commands.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { leave, pumpSteps, pumps, record, scratchFree, wrench } from '../../support/pieces.ts'
import { histories, patience } from '../../support/seeded.ts'
import { unitIn } from '../../support/units.ts'

const serials = ['P001', 'P002', 'P003'] as const
const aSerial = fc.constantFrom(...serials)
const good = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
const ofUnit = <Act extends string>(name: Act) => fc.record({ act: fc.constant(name), serial: aSerial, good })
const none = fc.constant<(typeof serials)[number][]>([])
const leaving = fc.record({
  act: fc.constantFrom('tighten' as const, 'test' as const),
  done: fc.subarray([...serials], { minLength: 1, maxLength: 2 }),
  lost: fc.oneof({ weight: 9, arbitrary: none }, { weight: 1, arbitrary: fc.subarray([...serials], { maxLength: 1 }) }),
})
const act = fc.oneof(
  { weight: 3, arbitrary: ofUnit('torque') },
  { weight: 3, arbitrary: ofUnit('scratch') },
  { weight: 2, arbitrary: ofUnit('decay') },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('start' as const) }) },
  { weight: 4, arbitrary: leaving },
)

/** Good values are judged by the recipe, and a bad one is only recorded, so that every history goes on. */
const signed = { policy: 'block-unless-signed' }
const steps = () => {
  const [tighten, ...others] = pumpSteps({ torque: signed, test: signed })
  const checks = [{ checkId: 'scratch', question: 'Is there no scratch?', ...signed }]
  return [{ ...tighten, checks }, ...others]
}
const items = { tighten: ['torque', 'scratch'], test: ['decay'] } as const

/** What was measured, told apart from the plant: the newest value of each item, by unit. */
type Told = Record<string, boolean>

/** Units that have left a step in all histories, so that the test fails if none does. */
let seen = 0

async function play(
  store: MemoryStore,
  told: Told,
  it: typeof act extends fc.Arbitrary<infer Act> ? Act : never,
  at: number,
) {
  switch (it.act) {
    case 'torque': {
      const { taken } = await wrench(store, at, it.good ? '50' : '57', it.serial)
      if (taken) told[`torque@${it.serial}`] = it.good
      return
    }
    case 'scratch': {
      const { outcome } = await scratchFree(store, it.serial, it.good ? 'pass' : 'fail')
      if (outcome === 'done') told[`scratch@${it.serial}`] = it.good
      return
    }
    case 'decay': {
      const body = { stepId: 'test', parameterId: 'decay', value: it.good ? '2' : '9', serial: it.serial }
      const { outcome } = await record(store, body)
      if (outcome === 'done') told[`decay@${it.serial}`] = it.good
      return
    }
    case 'start':
      await startStep(store, 'O-1', 'test')
      return
    default: {
      const { act: stepId, done, lost } = it
      const { outcome } = await leave(store, stepId, done, lost.length > 0 ? { scrappedSerials: lost } : {})
      if (outcome !== 'done') return
      seen += done.length
      for (const serial of done)
        for (const item of items[stepId])
          expect([serial, item, told[`${item}@${serial}`]]).toEqual([serial, item, true])
    }
  }
}

test(
  'no unit leaves a step without its own good results, and the counts are those of the numbers',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 30, maxLength: 60, size: 'max' }), async (acts) => {
        const store = memoryStore()
        const told: Told = {}
        await pumps(store, serials.length, steps())
        for (const [index, it] of acts.entries()) {
          await play(store, told, it, index + 1)
          const order = store.state()['order O-1'] as BoundOrder
          const units = serials.map((serial) => unitIn(store.state(), 'PUMP', serial) as Serial)
          for (const stepId of ['tighten', 'test'] as const) {
            const progress = order.steps[stepId]
            const gone = (left: string) => units.filter(({ steps: of }) => of?.[stepId]?.left === left).length
            const finished = progress?.status === 'running' ? progress.units?.finished : undefined
            const over = progress?.status === 'completed' ? progress.finished : undefined
            if (progress) expect(finished ?? over).toBe(String(gone('finished')))
            if (progress?.status === 'running') expect(progress.units?.scrapped).toBe(String(gone('scrapped')))
          }
          // What is behind a unit is behind it in the order of the steps.
          for (const { steps: of } of units)
            if (of?.test?.left === 'finished') expect(of).toMatchObject({ tighten: { left: 'finished' } })
        }
      }),
      { numRuns: histories(400, 40) },
    )
    expect(seen).toBeGreaterThan(0)
  },
  patience,
)
