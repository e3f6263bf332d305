import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { EquipmentId, LotId, MaterialId, PersonId, SublotId } from '../../../events/identifiers.ts'
import { clockOff as clockOffBody, clockOn as clockOnBody } from '../../../events/labour.ts'
import { receiveLot as lotBody } from '../../../events/material.ts'
import { equipmentDefinition, personDefinition } from '../../../events/recipe.ts'
import { english } from '../../../events/sentences/english.ts'
import type { Caller } from '../../../shared/domain/caller.ts'
import type { Machine } from '../../../shared/domain/equipment/machine.ts'
import { exceptionsOf } from '../../../shared/domain/execution/batch-decision.ts'
import type { BoundOrder } from '../../../shared/domain/orders/order.ts'
import { verify } from '../../../shared/usecases/commit/chain.ts'
import type { Outcome } from '../../../shared/usecases/commit/command.ts'
import { defineEquipment, definePerson } from '../../../shared/usecases/equipment/definitions.ts'
import * as batches from '../../../shared/usecases/execution/batches.ts'
import * as results from '../../../shared/usecases/execution/results.ts'
import * as steps from '../../../shared/usecases/execution/steps.ts'
import * as labour from '../../../shared/usecases/labour/labour.ts'
import * as orders from '../../../shared/usecases/orders/orders.ts'
import * as consumptionCases from '../../../shared/usecases/production/consumption.ts'
import * as output from '../../../shared/usecases/production/output.ts'
import { placeHold } from '../../../shared/usecases/quality/holding.ts'
import { synchronizeLot, synchronizeSublot } from '../../../shared/usecases/stock/erp-stock.ts'
import { receiveLot } from '../../../shared/usecases/stock/receiving.ts'
import { rejectLot, releaseLot, retestLot } from '../../../shared/usecases/stock/usage-decision.ts'
import {
  approvedVersion,
  command,
  consumption,
  furnish,
  kg,
  measured,
  orderBody,
  production,
  refusal,
  startedOrder,
  taken,
} from '../../support/commands.ts'
import { ada, draftOf, later, olga, quinn, signedBy, syrup } from '../../support/given.ts'
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts'

const sap = { kind: 'integration', id: 'sap', name: 'ERP interface', roles: ['integration'] } as const
const hour = 3600
const booked = 4 * hour
const path = { orderId: 'O-1' }
const weigh = { ...path, stepId: 'weigh' }
const mix = { ...path, stepId: 'mix' }
const onMixer = { equipmentId: 'MIXER-1' as EquipmentId }
const [first, second] = syrup.steps
/** The syrup, whose weighing stands half an hour before it ends. */
const standing = draftOf({
  ...syrup,
  steps: [
    { ...first, timers: [{ timerId: 'stand', rule: 'at-least', duration: { value: '30', unit: 'min' } }] },
    second,
  ],
} as Parameters<typeof draftOf>[0])

let store: MemoryStore
beforeEach(async () => {
  store = memoryStore()
  await furnish(store)
  await approvedVersion(store, '2', standing)
  await startedOrder(store, 'O-1', { version: '2' })
})

/** An act of so many seconds after noon, booked at four. */
const of = (seconds: number, more: object = {}) => ({
  at: later(booked),
  late: { occurredAt: later(seconds), lateReason: 'No network in the hall' },
  ...more,
})
const start = (when: object, body: object = {}) => steps.startStep(store, command(ada, body, when), weigh)
const complete = (when: object) => steps.completeStep(store, command(ada, {}, when), weigh)
const draw = (when: object, lotId = 'SUC-1', value = '25') =>
  consumptionCases.consume(store, command(ada, consumption('0010', lotId, value), when), path)
const drawActive = (when: object) =>
  consumptionCases.consume(store, command(ada, consumption('0020', 'ACT-1', '1500', 'g'), when), path)
const orderIn = () => store.state()['order O-1'] as BoundOrder
const facts = () => store.factsOf({ type: 'order', id: 'O-1' })
const variants = (outcome: Outcome) =>
  'violations' in outcome ? outcome.violations.map(({ code, variant }) => [code, variant].join('/')) : []
const exceptions = () => exceptionsOf(orderIn(), facts(), english).filter(({ kind }) => kind === 'late-booking')
async function weighed(): Promise<void> {
  taken(await start(of(0)))
  taken(await draw(of(600)))
  taken(await drawActive(of(900)))
}

describe('work that was done before it is booked', () => {
  test('is judged by the timers of its own time, and the record has both times and the reason', async () => {
    await weighed()
    expect(variants(await complete(of(1799)))).toEqual(['timer-running/after-start'])
    const { fact } = taken(await complete(of(1800)))
    expect(fact).toMatchObject({
      occurredAt: later(1800),
      recordedAt: later(booked),
      lateReason: 'No network in the hall',
    })
    expect(orderIn().steps.weigh).toMatchObject({ status: 'completed', completedAt: later(1800), late: true })
    expect(verify(facts(), store.chainOf({ kind: 'order', id: 'O-1' }))).toMatchObject({ intact: true })
    const times = facts().map(({ recordedAt }) => recordedAt)
    expect(times).toEqual(times.toSorted())
  })

  test('is judged by the qualifications and trainings of that time', async () => {
    const qualifications = [{ qualificationId: 'weighing', validUntil: later(2 * hour) }]
    const body = personDefinition.parse({ name: 'Ada Moreau', qualifications })
    taken(await definePerson(store, command(olga, body), { personId: 'ada' as PersonId }))
    expect(refusal(await start({ at: later(booked) }))).toEqual(['qualification-expired'])
    expect(refusal(await start(of(2 * hour)))).toEqual(['qualification-expired'])
    taken(await start(of(2 * hour - 1)))
  })

  test('is judged by the expiry that stock had then, also by the table', async () => {
    const body = lotBody.parse({
      lotId: 'SUC-9',
      materialId: 'SUCROSE',
      quantity: kg('30'),
      expiresAt: later(2 * hour),
    })
    taken(await receiveLot(store, command(ada, body)))
    const signature = signedBy(quinn, 'released')
    taken(await releaseLot(store, command(quinn, {}, { signature }), { lotId: 'SUC-9' }))
    taken(await start(of(0)))
    expect(refusal(await draw({ at: later(booked) }, 'SUC-9'))).toEqual(['lot-expired'])
    taken(await draw(of(600), 'SUC-9'))
  })

  test('takes nothing of a lot before its receipt', async () => {
    const body = lotBody.parse({ lotId: 'SUC-9', materialId: 'SUCROSE', quantity: kg('30') })
    taken(await receiveLot(store, command(ada, body, { at: later(700) })))
    const signature = signedBy(quinn, 'released', later(700))
    taken(await releaseLot(store, command(quinn, {}, { at: later(700), signature }), { lotId: 'SUC-9' }))
    taken(await start(of(0)))
    expect(variants(await draw(of(699), 'SUC-9'))).toEqual(['late-booking/before-receipt'])
    taken(await draw(of(700), 'SUC-9'))
  })

  test('takes of a lot what was released and not expired then, whatever quality has decided since', async () => {
    const body = lotBody.parse({ lotId: 'SUC-9', materialId: 'SUCROSE', quantity: kg('30'), expiresAt: later(900) })
    taken(await receiveLot(store, command(ada, body)))
    const path = { lotId: 'SUC-9' }
    const signature = signedBy(quinn, 'released', later(300))
    taken(await releaseLot(store, command(quinn, {}, { at: later(300), signature }), path))
    taken(await start(of(0)))
    expect(variants(await draw(of(299), 'SUC-9'))).toEqual(['lot-not-released/then'])
    expect(refusal(await draw(of(1000), 'SUC-9'))).toEqual(['lot-expired'])
    const retest = { expiresAt: later(9 * booked) }
    const verified = signedBy(quinn, 'verified', later(1200))
    taken(await retestLot(store, command(quinn, retest, { at: later(1200), signature: verified }), path))
    expect(variants(await draw(of(1000), 'SUC-9'))).toEqual(['lot-expired/'])
    taken(await draw(of(899), 'SUC-9', '5'))
    taken(await draw(of(1200), 'SUC-9', '5'))
    const reason = 'Foreign matter'
    const rejection = signedBy(quinn, 'rejected', later(1300))
    taken(await rejectLot(store, command(quinn, { reason }, { at: later(1300), signature: rejection }), path))
    // What is rejected now goes no further into the record, as with a hold.
    expect(variants(await draw(of(1250), 'SUC-9', '5'))).toEqual(['lot-not-released/rejected'])
  })

  const saysErp = (seconds: number, more: object) =>
    synchronizeLot(
      store,
      command(sap, { lotId: 'SUC-9' as LotId, materialId: 'SUCROSE' as MaterialId, ...more }, { at: later(seconds) }),
    )

  test('takes of a lot what the ERP said of it then', async () => {
    taken(await saysErp(0, { status: 'quarantine', quantity: kg('30'), expiresAt: later(30 * booked) }))
    taken(await saysErp(300, { status: 'released' }))
    taken(await saysErp(1200, { expiresAt: later(600) }))
    taken(await start(of(0)))
    expect(variants(await draw(of(299), 'SUC-9', '5'))).toEqual(['lot-not-released/then'])
    expect(variants(await draw(of(1200), 'SUC-9', '5'))).toEqual(['lot-expired/'])
    taken(await draw(of(1199), 'SUC-9', '5'))
  })

  test('takes of a sublot what was here and released then', async () => {
    const drum = { ...{ lotId: 'SUC-1' as LotId, materialId: 'SUCROSE' as MaterialId }, sublotId: 'DRUM-1' as SublotId }
    const saysOfDrum = (seconds: number, more: object) =>
      synchronizeSublot(store, command(sap, { ...drum, ...more }, { at: later(seconds) }))
    const drawDrum = (seconds: number) =>
      consumptionCases.consume(
        store,
        command(ada, { ...consumption('0010', 'SUC-1', '5'), sublotId: drum.sublotId }, of(seconds)),
        path,
      )
    const received = taken(
      await saysOfDrum(600, { quantity: kg('20'), status: 'quarantine', expiresAt: later(booked) }),
    )
    expect(received.fact.data).toMatchObject({ expiresAt: later(booked) })
    taken(await saysOfDrum(900, { status: 'released' }))
    taken(await start(of(0)))
    expect(variants(await drawDrum(599))).toEqual(['late-booking/before-receipt'])
    expect(variants(await drawDrum(899))).toEqual(['lot-not-released/sublot-then'])
    taken(await drawDrum(900))
  })

  test('is judged by the holds, the amounts and the state of now', async () => {
    taken(await start(of(0)))
    expect(refusal(await draw(of(600), 'SUC-1', '101'))).toEqual(['line-over-tolerance', 'lot-insufficient'])
    const body = { subject: { type: 'order', id: 'O-1' }, reason: 'Glass was found' } as const
    taken(await placeHold(store, command(quinn, body, { at: later(2 * hour) })))
    expect(refusal(await draw(of(600)))).toEqual(['order-on-hold'])
  })

  test('is the time of the equipment, which was free then', async () => {
    await weighed()
    taken(await complete(of(1800)))
    const startMix = (seconds: number, orderId = 'O-1') =>
      steps.startStep(store, command(ada, onMixer, of(seconds)), { ...mix, orderId })
    expect(variants(await startMix(1799))).toEqual(['late-booking/before-predecessor'])
    taken(await startMix(1800))
    expect((store.state()['machine MIXER-1'] as Machine).occupancies).toMatchObject([{ from: later(1800) }])
  })

  test('makes a lot of that time', async () => {
    await weighed()
    taken(await complete(of(1800)))
    taken(await steps.startStep(store, command(ada, onMixer, of(1800)), mix))
    taken(await output.produce(store, command(ada, production('SYR-1', '99'), of(2400)), path))
    expect(store.state()['lot SYR-1']).toMatchObject({ receivedAt: later(2400) })
  })
})

describe('what people enter after the act', () => {
  const day = 24 * hour
  const adaIs = (seconds: number, ...qualifications: object[]) =>
    definePerson(
      store,
      command(olga, personDefinition.parse({ name: 'Ada Moreau', qualifications }), {
        at: later(seconds),
        replacesAny: true,
      }),
      { personId: 'ada' as PersonId },
    )
  const weighing = { qualificationId: 'weighing' }

  test('takes no qualification from somebody who had it then', async () => {
    taken(await adaIs(600))
    expect(refusal(await start({ at: later(booked) }))).toEqual(['person-not-qualified'])
    expect(variants(await start(of(600)))).toEqual(['person-not-qualified/'])
    taken(await start(of(599)))
    expect(facts().at(-1)).toMatchObject({ timeDecides: true })
  })

  test('gives no qualification to somebody who had none then, unless it was valid by then', async () => {
    taken(await adaIs(100))
    taken(await adaIs(600, weighing))
    expect(variants(await start(of(599)))).toEqual(['person-not-qualified/then'])
    taken(await adaIs(700, { ...weighing, validFrom: later(500) }))
    expect(variants(await start(of(499)))).toEqual(['person-not-qualified/not-yet'])
    taken(await start(of(500)))
  })

  test('renews nothing that had ended then', async () => {
    taken(await adaIs(100, { ...weighing, validUntil: later(300) }))
    taken(await adaIs(600, { ...weighing, validUntil: later(30 * day) }))
    expect(variants(await start(of(300)))).toEqual(['person-not-qualified/then'])
    taken(await start(of(299)))
  })

  test('renews nothing that had ended then by a new end alone, though the entry says when it began', async () => {
    const since = { ...weighing, validFrom: later(-30 * day) }
    taken(await adaIs(100, { ...since, validUntil: later(300) }))
    taken(await adaIs(600, { ...since, validUntil: later(30 * day) }))
    expect(variants(await start(of(300)))).toEqual(['person-not-qualified/then'])
    taken(await start(of(299)))
  })

  test('keeps what was entered of that time when another qualification is entered after it', async () => {
    taken(await adaIs(100))
    taken(await adaIs(600, { ...weighing, validFrom: later(300) }))
    taken(await adaIs(700, { ...weighing, level: 2, validFrom: later(650) }))
    taken(await start(of(300)))
  })

  test('does not qualify somebody whom the plant did not know then', async () => {
    const zoe: Caller = { ...ada, id: 'zoe', name: 'Zoe Laurent' }
    const body = personDefinition.parse({ name: 'Zoe Laurent', qualifications: [weighing] })
    taken(await definePerson(store, command(olga, body, { at: later(600) }), { personId: 'zoe' as PersonId }))
    const startBy = (seconds: number) => steps.startStep(store, command(zoe, {}, of(seconds)), weigh)
    expect(variants(await startBy(599))).toEqual(['person-not-qualified/then'])
    taken(await startBy(600))
  })

  const mixerIs = (seconds: number, more: object, equipmentId = 'MIXER-1') =>
    defineEquipment(
      store,
      command(
        olga,
        equipmentDefinition.parse({ name: 'Mixer', level: 'work-unit', equipmentClass: 'mixer', ...more }),
        { at: later(seconds), replacesAny: true },
      ),
      { equipmentId: equipmentId as EquipmentId },
    )
  const startMix = (seconds: number, equipmentId = 'MIXER-1') =>
    steps.startStep(store, command(ada, { equipmentId: equipmentId as EquipmentId }, of(seconds)), mix)
  async function mixerFree() {
    await weighed()
    taken(await complete(of(1800)))
  }

  test('calibrates no equipment before its time, and says so', async () => {
    await mixerFree()
    taken(await mixerIs(1900, { calibrationDueAt: later(2000) }))
    taken(await mixerIs(hour, { calibrationDueAt: later(30 * day) }))
    expect(variants(await startMix(2000))).toEqual(['equipment-calibration-due/then'])
    taken(await mixerIs(hour, { calibrationDueAt: later(30 * day), calibratedAt: later(2100) }))
    expect(variants(await startMix(2099))).toEqual(['equipment-calibration-due/then'])
    taken(await startMix(2100))
  })

  test('takes a new due date for no calibration, and keeps one that was entered before the last', async () => {
    await mixerFree()
    const first = { calibratedAt: later(-30 * day), calibrationDueAt: later(2000) }
    taken(await mixerIs(1900, first))
    taken(await mixerIs(hour, { ...first, calibrationDueAt: later(30 * day) }))
    expect(variants(await startMix(2000))).toEqual(['equipment-calibration-due/then'])
    taken(await mixerIs(hour, { calibratedAt: later(2100), calibrationDueAt: later(30 * day) }))
    taken(await mixerIs(hour, { calibratedAt: later(hour), calibrationDueAt: later(60 * day) }))
    expect(variants(await startMix(2099))).toEqual(['equipment-calibration-due/then'])
    taken(await startMix(2100))
  })

  test('takes no calibration from equipment that had one then', async () => {
    await mixerFree()
    taken(await mixerIs(hour, { calibrationDueAt: later(1) }))
    expect(variants(await startMix(hour))).toEqual(['equipment-calibration-due/'])
    taken(await startMix(hour - 1))
  })

  test('neither cleans equipment nor makes it dirty before its time', async () => {
    await mixerFree()
    taken(await mixerIs(1900, { cleanUntil: later(2000) }))
    taken(await mixerIs(hour, { cleanUntil: later(day) }))
    expect(variants(await startMix(2000))).toEqual(['equipment-not-clean/'])
    taken(await startMix(1950))
  })

  test('neither plans maintenance at a time that is over nor takes it away', async () => {
    await mixerFree()
    const window = { from: later(1800), to: later(2400), reason: 'Seals' }
    taken(await mixerIs(1850, { maintenance: [window] }))
    taken(await mixerIs(2000, {}))
    expect(variants(await startMix(1999))).toEqual(['equipment-in-maintenance/'])
    taken(await mixerIs(hour, { maintenance: [{ ...window, to: later(hour) }] }))
    taken(await startMix(2000))
  })

  test('says nothing of equipment before its first definition', async () => {
    await mixerFree()
    taken(await mixerIs(2000, {}, 'MIXER-9'))
    expect(variants(await startMix(1999, 'MIXER-9'))).toEqual(['late-booking/equipment-undefined'])
    taken(await startMix(2000, 'MIXER-9'))
  })

  test('is kept for a week, and is no part of the definition', async () => {
    taken(await adaIs(600))
    expect(store.state()['person ada']).toMatchObject({ past: { former: [{ until: later(600) }] } })
    const { fact } = taken(await adaIs(8 * day, weighing))
    expect(fact.data).not.toHaveProperty('past')
    expect(store.state()['person ada']).toMatchObject({ past: { former: [{ until: later(8 * day), value: [] }] } })
  })
})

describe('a time that cannot be', () => {
  test.each([
    ['in the future', { occurredAt: later(booked + 61), lateReason: 'Typo' }, 'future'],
    ['before the release', { occurredAt: later(-1), lateReason: 'Typo' }, 'before-release'],
    ['more than a week ago', { occurredAt: later(booked - 7 * 86_400 - 1), lateReason: 'Typo' }, 'too-far-back'],
    ['without a reason', { occurredAt: later(60) }, 'reason-missing'],
    ['of which only the reason is given', { lateReason: 'No network' }, 'time-missing'],
  ])('is refused: %s', async (_, late, variant) => {
    const refused = await start({ at: later(booked), late })
    expect(variants(refused)).toContain(`late-booking/${variant}`)
    expect(facts().at(-1)).toMatchObject({ occurredAt: later(booked), data: { request: late } })
  })

  test('is taken up to a minute ahead, as now', async () => {
    taken(await start({ at: later(booked), late: { occurredAt: later(booked + 60), lateReason: 'A fast clock' } }))
    expect(orderIn().steps.weigh).toMatchObject({ startedAt: later(booked) })
  })

  test('is refused before the start of its step, and a step ends after its last act', async () => {
    taken(await start(of(600)))
    expect(variants(await draw(of(599)))).toEqual(['late-booking/before-start'])
    taken(await draw(of(3600)))
    taken(await drawActive(of(1200)))
    expect(variants(await complete(of(3599)))).toEqual(['late-booking/before-act'])
    taken(await complete(of(3600)))
  })

  test('is refused for equipment that another step used until later', async () => {
    await weighed()
    taken(await complete(of(1800)))
    await startedOrder(store, 'O-2', { version: '1' })
    const other = { orderId: 'O-2', stepId: 'weigh' }
    taken(await steps.startStep(store, command(ada, {}), other))
    taken(await consumptionCases.consume(store, command(ada, consumption('0010', 'SUC-1', '25')), other))
    taken(await consumptionCases.consume(store, command(ada, consumption('0020', 'ACT-1', '1500', 'g')), other))
    taken(await steps.completeStep(store, command(ada, {}), other))
    const on = onMixer
    taken(await steps.startStep(store, command(ada, on), { ...other, stepId: 'mix' }))
    const reason = 'The mixer broke'
    taken(await orders.abortOrder(store, command(olga, { reason }, { at: later(hour) }), { orderId: 'O-2' }))
    const startMix = (seconds: number) => steps.startStep(store, command(ada, on, of(seconds)), mix)
    expect(variants(await startMix(hour - 1))).toEqual(['late-booking/equipment-used'])
    taken(await startMix(hour))
  })
})

describe('the review', () => {
  const review = (who: Caller = quinn) =>
    batches.reviewException(
      store,
      command(
        who,
        { comment: 'By the paper log' },
        { at: later(booked + 303), signature: signedBy(who, 'reviewed', later(booked + 303)) },
      ),
      { ...path, exceptionId: 'weigh.late-booking' },
    )

  test('asks for what was booked more than five minutes late, once per step, and again after more', async () => {
    taken(await start({ at: later(booked - 300) }))
    taken(await draw(of(booked - 300)))
    expect([orderIn().steps.weigh?.late, exceptions()]).toEqual([true, []])
    expect(facts().at(-1)).not.toHaveProperty('timeDecides')
    await draw(of(booked - 301))
    taken(await drawActive({ ...of(booked + 2), at: later(booked + 303) }))
    expect(exceptions()).toMatchObject([{ exceptionId: 'weigh.late-booking', status: 'to-review', count: 1 }])
    expect(exceptions()[0]?.title).toMatch(
      /^Ada Moreau booked an act in step weigh late: of .*\. No network in the hall$/,
    )
    taken(await review())
    expect(exceptions()).toMatchObject([{ status: 'reviewed' }])
    taken(await draw({ ...of(booked + 10), at: later(2 * booked) }, 'SUC-1', '0.1'))
    expect(exceptions()).toMatchObject([{ status: 'to-review', count: 2 }])
  })

  test('asks for a start from which a timer runs, however short it was booked late', async () => {
    taken(await start(of(booked - 1)))
    expect(facts().at(-1)).toMatchObject({ timeDecides: true })
    expect(exceptions()).toMatchObject([{ exceptionId: 'weigh.late-booking', status: 'to-review' }])
    expect(refusal(await review({ ...ada, roles: ['quality'] }))).toEqual(['signature-same-person'])
    taken(await review())
  })

  test('asks for an act that would have been refused when it was booked, however short it was booked late', async () => {
    const [lotId, quantity] = ['SUC-9', kg('30')]
    const body = lotBody.parse({ lotId, materialId: 'SUCROSE', quantity, expiresAt: later(booked - 10) })
    taken(await receiveLot(store, command(ada, body)))
    taken(await releaseLot(store, command(quinn, {}, { signature: signedBy(quinn, 'released') }), { lotId }))
    taken(await start({ at: later(booked - 60) }))
    expect(refusal(await draw({ at: later(booked) }, lotId))).toEqual(['lot-expired'])
    taken(await draw(of(booked - 11), lotId))
    expect(facts().at(-1)).toMatchObject({ type: 'andon.material.consumed.v1', timeDecides: true })
    expect(exceptions()).toMatchObject([{ status: 'to-review', count: 1 }])
  })

  test('is not by who booked it', async () => {
    const both: Caller = { ...ada, roles: ['operator', 'quality'] }
    taken(await steps.startStep(store, command(both, {}, of(0)), weigh))
    expect(refusal(await review(both))).toEqual(['signature-same-person'])
  })

  test('comes before the release of the batch', async () => {
    await weighed()
    taken(await complete(of(1800)))
    const signature = signedBy(quinn, 'released', later(booked))
    const released = await batches.releaseBatch(store, command(quinn, {}, { at: later(booked), signature }), path)
    expect(refusal(released)).toContain('exception-not-reviewed')
  })
})

test('a result that was measured before the newest one changes nothing that stands', async () => {
  await weighed()
  taken(await complete(of(1800)))
  taken(await steps.startStep(store, command(ada, onMixer, of(1800)), mix))
  const density = (value: string, seconds: number) =>
    results.recordResult(store, command(ada, measured({ parameterId: 'density', value }), of(seconds)), path)
  taken(await density('1.3', 3000))
  taken(await density('1.1', 2400))
  expect(orderIn().steps.mix).toMatchObject({ results: { density: true }, measuredAt: { density: later(3000) } })
  // It was outside its limits all the same.
  expect(Object.keys(orderIn().deviations)).toHaveLength(1)
})

test('a repeated command is answered by its first fact', async () => {
  const body = command(ada, {}, of(0))
  const one = taken(await steps.startStep(store, body, weigh))
  const again = taken(await steps.startStep(store, { ...body, clock: () => later(2 * booked) }, weigh))
  expect(again).toEqual({ ...one, replayed: true })
})

describe('an order that was started before it is booked', () => {
  test('has that time, within its release, and quality sees it', async () => {
    taken(await orders.createOrder(store, command(olga, orderBody('O-2'))))
    taken(await orders.releaseOrder(store, command(olga, {}, { at: later(600) }), { orderId: 'O-2' }))
    const startOrder = (seconds: number) => orders.startOrder(store, command(ada, {}, of(seconds)), { orderId: 'O-2' })
    expect(variants(await startOrder(599))).toEqual(['late-booking/before-release'])
    taken(await startOrder(600))
    expect(store.state()['order O-2']).toMatchObject({ startedAt: later(600), exceptions: ['order.late-booking'] })
  })
})

describe('time on the clock that is booked late', () => {
  const on = (seconds: number) =>
    labour.clockOn(store.timesheet)(store, command(ada, clockOnBody.parse({ activity: 'meeting' }), of(seconds)))
  const off = (seconds: number) => labour.clockOff(store, command(ada, clockOffBody.parse({}), of(seconds)))

  test('begins and ends then, and does not overlap the same work', async () => {
    taken(await on(600))
    expect(refusal(await off(599))).toEqual(['interval-invalid'])
    const { fact } = taken(await off(1200))
    expect(fact).toMatchObject({
      occurredAt: later(1200),
      lateReason: 'No network in the hall',
      data: { from: later(600) },
    })
    expect(refusal(await on(1199))).toEqual(['interval-overlaps'])
    taken(await on(1200))
  })
})

describe('late bookings', () => {
  const acts: readonly ((when: object) => Promise<Outcome>)[] = [
    (when) => draw(when, 'SUC-1', '10'),
    (when) => draw(when, 'SUC-1', '15.1'),
    drawActive,
  ]
  const times = fc.tuple(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000))

  test('give the same record in whatever order they are booked', () =>
    fc.assert(
      fc.asyncProperty(times, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), async (seconds, turns) => {
        const stateAfter = async (order: readonly number[]) => {
          store = memoryStore()
          await furnish(store)
          await approvedVersion(store, '2', standing)
          await startedOrder(store, 'O-1', { version: '2' })
          taken(await start(of(0)))
          for (const turn of order) taken(await (acts[turn] as (typeof acts)[number])(of(seconds[turn] as number)))
          const { weigh: progress } = orderIn().steps
          return { progress, inputs: orderIn().inputs, exceptions: exceptions().map(({ title: _first, ...it }) => it) }
        }
        expect(await stateAfter(turns)).toEqual(await stateAfter([0, 1, 2]))
      }),
      { numRuns: 20 },
    ))
})
