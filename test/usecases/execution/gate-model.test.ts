import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EquipmentId, OrderId, PersonId } from '../../../events/identifiers.ts'
import { produce as produceBody, recordResult as resultBody } from '../../../events/order.ts'
import { type Step, step as stepSchema } from '../../../events/recipe.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import { type BoundOrder, isOver } from '../../../shared/domain/orders/order.ts'
import { arrived } from '../../../shared/domain/orders/units.ts'
import { noChain } from '../../../shared/usecases/commit/chain.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import { ref } from '../../../shared/usecases/commit/store.ts'
import * as results from '../../../shared/usecases/execution/results.ts'
import * as execution from '../../../shared/usecases/execution/steps.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import { readinessOf } from '../../../shared/usecases/schedule/readiness.ts'
import { command } from '../../support/commands.ts'
import { sealed } from '../../support/facts.ts'
import { ada, dec, later, machine, mixer, noon, olga, order, person, signedBy, snapshot } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'
import { patience, seeded } from '../../support/seeded.ts'
import { spoken } from '../../support/words.ts'

const ben: Caller = { ...ada, id: 'ben', name: 'Ben Okafor', signIn: 'session of ben' }
const crew = [ada, ben, { ...olga, roles: ['operator', 'supervisor'] }] as const satisfies readonly Caller[]
const units = ['MIXER-1', 'MIXER-2', 'PRESS-1'] as const
const classOf = (id: string) => (id.startsWith('MIXER') ? 'mixer' : 'press')
const orderIds = ['O-1', 'O-2'] as const

/** A recipe of any shape that could be approved: each step comes after some of those before it, and asks for some of everything. */
const aStep = fc.record({
  after: fc.array(fc.nat(), { maxLength: 3 }),
  place: fc.constantFrom(undefined, undefined, 'mixer', 'press'),
  policy: fc.constantFrom('block', 'block-unless-signed', 'warn', 'off'),
  asks: fc.subarray(['parameter', 'check', 'timer', 'since', 'signature', 'another', 'skip', 'units', 'qualification']),
  kind: fc.constantFrom('production', 'production', 'cleaning', 'set-up'),
  flags: fc.subarray(['needsSetUp', 'leavesDirty']),
  range: fc.constantFrom(undefined, undefined, undefined, undefined, 'block', 'block-unless-signed', 'warn'),
})
const aRecipe = fc.array(aStep, { minLength: 2, maxLength: 6 }).map((found) =>
  found.map(({ after, place, policy, asks, kind, flags, range }, index): Step => {
    const has = (it: (typeof asks)[number]) => asks.includes(it)
    const before = index === 0 ? [] : [...new Set(after.map((it) => `s${it % index}`))]
    const [first] = before
    return stepSchema.parse({
      stepId: `s${index}`,
      name: `s${index}`,
      after: before,
      ...(place && {
        equipmentClass: place,
        kind,
        ...(kind === 'cleaning' && { cleanFor: { value: '1', unit: 'h' } }),
      }),
      ...(place && Object.fromEntries(flags.map((flag) => [flag, true]))),
      ...(has('parameter') && {
        parameters: [{ parameterId: 'p', unit: 'kg', low: '1', high: '2', source: 'operator', policy }],
      }),
      ...(has('check') && { checks: [{ checkId: 'c', question: 'Good?', policy }] }),
      timers: [
        ...(has('timer') ? [{ timerId: 't', rule: 'at-least', duration: { value: '5', unit: 's' }, policy }] : []),
        ...(has('since') && first
          ? [{ timerId: 'f', rule: 'at-most', duration: { value: '30', unit: 's' }, from: first, policy }]
          : []),
      ],
      ...(has('signature') && { signatures: [{ meaning: 'verified', role: 'supervisor', policy }] }),
      ...(has('another') && first && { notBySamePersonAs: [first] }),
      ...(has('skip') && { skip: { policy } }),
      ...(range && { yield: { lowPercent: '50', highPercent: '100', policy: range } }),
      ...(has('units') && { flow: 'units' }),
      ...(has('qualification') && { qualifications: [{ qualificationId: 'q', level: 2 }] }),
    })
  }),
)

const anAct = fc.record({
  name: fc.constantFrom(
    'start',
    'start',
    'start',
    'complete',
    'complete',
    'complete',
    'result',
    'produce',
    'skip',
    'sign',
    'override',
    'pause',
    'resume',
  ),
  who: fc.nat({ max: 2 }),
  order: fc.nat({ max: 1 }),
  step: fc.nat({ max: 5 }),
  unit: fc.option(fc.nat({ max: 2 }), { freq: 6 }),
  quantity: fc.option(fc.integer({ min: 1, max: 4 })),
  reason: fc.boolean(),
  good: fc.boolean(),
  ref: fc.constantFrom('parameter:p', 'parameter:c', 'timer:t', 'timer:f', 'signature:verified', 'yield:step', 'step'),
  seconds: fc.integer({ min: 0, max: 12 }),
})
type Act = typeof anAct extends fc.Arbitrary<infer It> ? It : never

/** A plant with two running orders of the recipe, three units and three people, of whom one lacks the qualification. */
async function plantOf(steps: readonly Step[]): Promise<MemoryStore> {
  const store = memoryStore()
  const save = async (kind: 'order' | 'snapshot' | 'equipment' | 'machine' | 'person', id: string, value: object) => {
    const subject = { type: 'material', id: 'X' } as const
    const data = { materialId: 'X', name: 'X', unit: 'kg', type: 'raw', hazards: [] }
    const told = { type: 'andon.material.defined.v1', site: 'lyon', subject, data, requestHash: 'none' } as const
    const when = { occurredAt: noon, recordedAt: noon, actor: { kind: 'person', id: 'erik', name: 'Erik' } } as const
    const fact = sealed({ factId: `${kind}-${id}-setup`, ...told, ...when }, noChain)
    await store.commit({ fact, changes: [{ change: { change: 'save', kind, id, value } as never, chain: noChain }] })
  }
  for (const orderId of orderIds) {
    const quantity = { value: dec('4'), unit: '{each}' } as const
    await save('order', orderId, order({ orderId: orderId as OrderId, quantity }))
    await save('snapshot', orderId, snapshot({ orderId: orderId as OrderId, productUnit: '{each}', steps }))
  }
  for (const id of units) {
    const equipmentId = id as EquipmentId
    await save('equipment', id, mixer({ equipmentId, equipmentClass: classOf(id) }))
    await save('machine', id, machine({ equipmentId }))
  }
  for (const [index, { id, name }] of crew.entries()) {
    const qualifications = [{ qualificationId: 'q', level: index + 1, ...(index === 1 && { validUntil: later(90) }) }]
    await save('person', id, person({ personId: id as PersonId, name, qualifications }))
  }
  return store
}

const cards = async () =>
  units.map((id) => ({ equipmentId: id as EquipmentId, level: 'work-unit' as const, equipmentClass: classOf(id) }))

function carryOut(store: MemoryStore, act: Act, steps: readonly Step[], at: string): Promise<Outcome> {
  const caller = crew[act.who] ?? ada
  const orderId = orderIds[act.order] ?? 'O-1'
  const stepId = steps[act.step % steps.length]?.stepId ?? 's0'
  const path = { orderId, stepId }
  const step = steps.find((it) => it.stepId === stepId)
  const reason = act.reason ? { reason: 'It has to be' } : {}
  const some =
    act.quantity !== null && step?.flow === 'units'
      ? { value: dec(String(act.quantity)), unit: '{each}' as const }
      : undefined
  const send = <Body>(body: Body, signature = undefined as ReturnType<typeof signedBy> | undefined) =>
    command(caller, body, { at, signature })
  switch (act.name) {
    case 'start': {
      const equipmentId = act.unit === null ? undefined : (units[act.unit] as EquipmentId | undefined)
      const where = equipmentId && step?.equipmentClass ? { equipmentId } : {}
      return execution.startStep(store, send({ ...where, ...(some && { quantity: some }), ...reason }), path)
    }
    case 'complete':
      return execution.completeStep(store, send({ ...(some && { quantity: some }), ...reason }), path)
    case 'skip':
      return execution.skipStep(store, send(reason), path)
    case 'result': {
      const body =
        act.good === (act.seconds % 2 === 0)
          ? { checkId: 'c', value: act.good ? 'pass' : 'fail' }
          : { parameterId: 'p', value: act.good ? '1.5' : '3' }
      return results.recordResult(store, send(resultBody.parse({ stepId, ...body, ...reason })), path)
    }
    case 'produce': {
      const quantity = { value: String(act.quantity ?? 4), unit: '{each}' }
      const body = produceBody.parse({ stepId, lotId: `${orderId}-${stepId}`, quantity })
      return output.produce(store, send(body), path)
    }
    case 'sign':
      return execution.signStep(store, send({}, signedBy(crew[2], 'verified', at)), path)
    case 'override': {
      const what = act.ref === 'step' ? `step:${stepId}` : act.ref
      return execution.overrideStep(
        store,
        send({ ref: what, reason: 'It has to be' }, signedBy(crew[2], 'approved', at)),
        path,
      )
    }
    case 'pause':
      return orders.pauseOrder(store, send({ reason: 'A break' }), path)
    case 'resume':
      return orders.resumeOrder(store, send({}), path)
  }
}

const issued = async (store: MemoryStore, orderId: string): Promise<BoundOrder> =>
  (await store.load({ order: ref.order(orderId) })).order?.value as BoundOrder

test(
  'whatever the recipe and whatever is tried, the gate holds, and it says beforehand what it will do',
  async () => {
    await fc.assert(
      fc.asyncProperty(aRecipe, fc.array(anAct, { minLength: 5, maxLength: 50 }), async (steps, acts) => {
        const store = await plantOf(steps)
        let seconds = 0
        for (const act of acts) {
          seconds += act.seconds
          const at = later(seconds)
          const caller = crew[act.who] ?? ada
          const orderId = orderIds[act.order] ?? 'O-1'
          const stepId = steps[act.step % steps.length]?.stepId ?? 's0'
          const step = steps.find((it) => it.stepId === stepId)
          if (!step) continue
          const before = store.state()
          const wasThere = await issued(store, orderId)
          const outlook = await readinessOf(store, cards, orderId, { at, caller })
          const outcome = await carryOut(store, act, steps, at)

          // A refusal changes nothing, and there is no third answer.
          if (outcome.outcome === 'refused') expect(store.state()).toEqual(before)
          else expect(outcome.outcome).toBe('done')

          // The forecast and the command are one.
          const plain = act.name === 'start' && !act.reason && (act.quantity === null || step.flow !== 'units')
          if (plain) {
            const expected = outlook?.steps.find((it) => it.step.stepId === stepId)
            const named = step.equipmentClass !== undefined && act.unit !== null ? units[act.unit] : undefined
            const onUnit = expected?.equipment.map(spoken).find((it) => it.equipmentId === named)
            const violations = outcome.outcome === 'refused' ? outcome.violations : []
            if (onUnit) expect(violations).toEqual(onUnit.violations)
            if (onUnit && violations.length === 0) expect(expected?.violations).toEqual([])
            if (step.equipmentClass === undefined) expect(violations).toEqual(expected && spoken(expected).violations)
          }

          if (act.name === 'complete' && !act.reason && (act.quantity === null || step.flow !== 'units')) {
            const expected = outlook?.steps.find((it) => it.step.stepId === stepId)
            if (expected?.lacking)
              expect(outcome.outcome === 'refused' ? outcome.violations : []).toEqual(
                spoken({ violations: expected.lacking }).violations,
              )
          }

          // No step ends outside a range that blocks.
          if (
            outcome.outcome === 'done' &&
            outcome.fact.type === 'andon.step.completed.v1' &&
            step.yield?.policy === 'block'
          ) {
            const progress = wasThere.steps[stepId]
            const made =
              step.flow === 'units'
                ? Number((outcome.fact.data.finished as { value: string }).value)
                : Number(progress?.status === 'running' ? (progress.outputs?.[0]?.value ?? 0) : 0)
            const came = Number(arrived(wasThere, snapshot({ steps }), step))
            expect(made >= came / 2 && made <= came).toBe(true)
          }

          // No step starts before its predecessors are over, or before their units have come.
          if (outcome.outcome === 'done' && outcome.fact.type === 'andon.step.started.v1')
            for (const id of step.after) {
              const earlier = steps.find((it) => it.stepId === id)
              if (!(step.flow === 'units' && earlier?.flow === 'units')) expect(isOver(wasThere.steps[id])).toBe(true)
            }

          // A unit serves one step at a time, and the machine and the orders agree on which.
          const { machines, running } = await whatRuns(store)
          expect(machines).toEqual(running)
          expect(new Set(running.map(({ unit }) => unit)).size).toBe(running.length)
        }
      }),
      seeded('the gate', 1000),
    )
  },
  patience,
)

async function whatRuns(store: MemoryStore) {
  const found = await Promise.all(orderIds.map((id) => issued(store, id)))
  const running = found.flatMap(({ orderId, steps }) =>
    Object.entries(steps).flatMap(([stepId, progress]) =>
      progress.status === 'running' && progress.equipmentId
        ? [{ unit: progress.equipmentId as string, orderId: orderId as string, stepId }]
        : [],
    ),
  )
  const seen = await store.load(Object.fromEntries(units.map((id) => [id, ref.machine(id)])))
  const machines = units.flatMap((unit) =>
    (seen[unit]?.value.occupancies ?? [])
      .filter(({ to }) => to === undefined)
      .map(({ orderId, stepId }) => ({ unit: unit as string, orderId, stepId })),
  )
  const sorted = <It extends { unit: string; orderId: string }>(list: It[]) =>
    list.sort((one, other) => `${one.unit} ${one.orderId}`.localeCompare(`${other.unit} ${other.orderId}`))
  return { machines: sorted(machines), running: sorted(running) }
}
