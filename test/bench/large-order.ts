import type { OrderId, ParameterId } from '../../events/identifiers.ts'
import { recordResult as resultBody } from '../../events/order.ts'
import { type Step, step as stepSchema } from '../../events/recipe.ts'
import { noChain, seal } from '../../shared/usecases/commit/chain.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import type { Store } from '../../shared/usecases/commit/store.ts'
import * as resultsCases from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import { readinessOf } from '../../shared/usecases/schedule/readiness.ts'
import { command, taken } from '../support/commands.ts'
import { ada, by, noon, order, snapshot } from '../support/given.ts'
import { itemBytes } from './item-size.ts'
import { type MeteredStore, openMeteredStore } from './metered-store.ts'
import { told } from './progress.ts'
import type { Figure, Findings } from './report.ts'
import { median } from './statistics.ts'

const stepCount = 200
const resultsPerStep = 5
const handlerAim = 50
const repetitions = 40

/** The number of parallel branches of two hundred steps: twenty as in a large recipe, two hundred as the worst case. */
const shapes = [20, 200] as const

const method = `An order of ${stepCount} steps in many branches, each step with ${resultsPerStep} results, is stored by its own commands. Each command is then made ${repetitions} times on the real store
and a real database.`

export async function measureLargeOrder(): Promise<Findings> {
  const figures: Figure[] = []
  for (const branches of shapes) {
    const metered = await openMeteredStore()
    try {
      const orderId = `LARGE-${branches}`
      await told(`recording 1,000 results in ${branches} branches`, () => fill(metered.store, orderId, branches))
      figures.push(...(await figuresOf(metered, orderId, branches)))
    } finally {
      await metered.close()
    }
  }
  return { method, figures, faults: [] }
}

const stepIds = (branches: number) =>
  Array.from({ length: stepCount }, (_, index) => ({
    stepId: `step-${index}`,
    before: index < branches ? undefined : `step-${index - branches}`,
  }))

const words =
  'seal valve pressure mixer jacket slowly open close watch until rests vapour sample cold filter drain pump flange torque rinse dry mark inspect note colour clear settle stir heat cool'.split(
    ' ',
  )

/** Forty words in a different order for each step, because real steps differ, too, and the recipe must not compress better than a real one. */
function instructionOf(step: number): string {
  let state = step + 1
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return words[state % words.length]
  }
  return Array.from({ length: 40 }, next).join(' ')
}

const recipeOf = (branches: number): Step[] =>
  stepIds(branches).map(({ stepId, before }, index) =>
    stepSchema.parse({
      stepId,
      name: `Step ${stepId} of a long recipe`,
      instruction: instructionOf(index),
      after: before ? [before] : [],
      parameters: Array.from({ length: resultsPerStep }, (_, item) => ({
        parameterId: `parameter-${item}`,
        unit: 'Cel',
        target: '40',
        low: `${10 + ((index * 7 + item * 3) % 25)}`,
        high: `${45 + ((index * 11 + item * 5) % 40)}.${index}`,
        source: 'operator',
      })),
    }),
  )

async function fill(store: Store, orderId: string, branches: number): Promise<void> {
  const steps = recipeOf(branches)
  const id = orderId as OrderId
  await put(store, 'order', orderId, order({ orderId: id }))
  await put(store, 'snapshot', orderId, snapshot({ orderId: id, steps }))
  for (const [index, { stepId }] of steps.entries()) {
    const path = { orderId, stepId }
    taken(await execution.startStep(store, command(ada, {}), path))
    for (const { parameterId } of steps[0]?.parameters ?? [])
      taken(await resultsCases.recordResult(store, command(ada, resultOf(stepId, parameterId)), path))
    // The last step of each branch stays running.
    if (index < stepCount - branches) taken(await execution.completeStep(store, command(ada, {}), path))
  }
}

const resultOf = (stepId: string, parameterId: ParameterId, value = '40') =>
  resultBody.parse({ stepId, parameterId, value })

async function put(store: Store, kind: 'order' | 'snapshot', id: string, value: object): Promise<void> {
  const fact = seal(
    {
      factId: `set-up-${kind}`,
      type: 'andon.order.commented.v1',
      site: 'lyon',
      subject: { type: 'order', id },
      occurredAt: noon,
      recordedAt: noon,
      actor: { kind: 'person', id: 'ada', name: 'Ada Moreau' },
      data: { orderId: id, text: `The ${kind} of a measurement` },
      requestHash: 'none',
    } as Parameters<typeof seal>[0],
    noChain,
  )
  await store.commit({ fact, changes: [{ change: { change: 'save', kind, id, value } as never, chain: noChain }] })
}

async function figuresOf(metered: MeteredStore, orderId: string, branches: number): Promise<Figure[]> {
  const { store } = metered
  const running = `step-${stepCount - 1}`
  const path = { orderId, stepId: running }
  const refused = (outcome: Outcome) => {
    if (outcome.outcome !== 'refused') throw new Error(`The start of a running step came out as ${outcome.outcome}.`)
  }
  const works: Readonly<Record<string, () => Promise<unknown>>> = {
    recordResult: async () =>
      taken(
        await resultsCases.recordResult(store, command(ada, resultOf(running, 'parameter-0' as ParameterId)), path),
      ),
    'startStep, refused': async () => refused(await execution.startStep(store, command(ada, {}), path)),
    'the forecast of all steps': () => readinessOf(store, async () => [], orderId, by(ada)),
  }
  const rows: Figure[] = []
  for (const [name, work] of Object.entries(works)) {
    const times: number[] = []
    let usage = (await metered.measure(work)).usage
    for (let turn = 0; turn < repetitions; turn += 1) {
      const from = performance.now()
      usage = (await metered.measure(work)).usage
      times.push(performance.now() - from)
    }
    const at = { table: `An order of 200 steps and 1,000 results, ${branches} steps running`, row: name }
    rows.push(
      { ...at, column: 'round trips', unit: '', value: usage.roundTrips, aim: { atMost: 2 } },
      { ...at, column: 'median', unit: 'ms', value: median(times), aim: { atMost: handlerAim } },
      { ...at, column: 'read units', unit: '', value: usage.readUnits },
      { ...at, column: 'write units', unit: '', value: usage.tableWriteUnits + usage.indexWriteUnits },
    )
  }
  const sizes = new Map((await metered.items()).map((item) => [item.kind?.S ?? '', itemBytes(item)]))
  const table = `The items of that order, ${branches} steps running`
  for (const kind of ['order', 'snapshot'])
    rows.push({ table, row: kind, column: 'size', unit: 'bytes', value: sizes.get(kind) ?? 0 })
  return rows
}
