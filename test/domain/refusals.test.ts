import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { packContainer as packBody } from '../../events/container.ts'
import type { Fact } from '../../events/envelope.ts'
import type {
  CallId,
  ContainerId,
  EquipmentId,
  LotId,
  MaintenanceId,
  OrderId,
  ShipmentId,
  SublotId,
} from '../../events/identifiers.ts'
import { consume as consumeBody, createOrder as orderBody, produce as produceBody } from '../../events/order.ts'
import type { Quantity } from '../../events/quantity.ts'
import { materialDefinition, type Step } from '../../events/recipe.ts'
import { type RefusalCode, refusals, type Violation } from '../../events/refusals.ts'
import type { Decision } from '../../shared/domain/decision.ts'
import { answerCall, placeCall } from '../../shared/domain/equipment/calls.ts'
import { defineEquipment } from '../../shared/domain/equipment/equipment.ts'
import { unknownMachine } from '../../shared/domain/equipment/machine.ts'
import { scaleFaults } from '../../shared/domain/equipment/scale-definition.ts'
import { decideBatch, reviewException } from '../../shared/domain/execution/batch-decision.ts'
import { withdrawChange } from '../../shared/domain/execution/change.ts'
import { objectionsToChange } from '../../shared/domain/execution/change-effect.ts'
import { createOrder, releaseOrder } from '../../shared/domain/execution/order-release.ts'
import { overrideStep } from '../../shared/domain/execution/override.ts'
import { correctResult } from '../../shared/domain/execution/result-correction.ts'
import { recordResult } from '../../shared/domain/execution/result-recording.ts'
import { addRework } from '../../shared/domain/execution/rework.ts'
import { completeStep } from '../../shared/domain/execution/step-completion.ts'
import { skipStep } from '../../shared/domain/execution/step-skip.ts'
import { startStep } from '../../shared/domain/execution/step-start.ts'
import { moveOrder } from '../../shared/domain/execution/transition.ts'
import { clockOff, clockOn, endBreak } from '../../shared/domain/labour/labour.ts'
import { correctEntry } from '../../shared/domain/labour/labour-correction.ts'
import { completeMaintenance } from '../../shared/domain/maintenance/completion.ts'
import { openMaintenance, startMaintenance } from '../../shared/domain/maintenance/opening.ts'
import type { Equipment, Material } from '../../shared/domain/master-data.ts'
import { explainStop, splitState } from '../../shared/domain/performance/entering.ts'
import { consume } from '../../shared/domain/production/consumption.ts'
import { reverseProduction } from '../../shared/domain/production/output-reversal.ts'
import { produce } from '../../shared/domain/production/production.ts'
import { reserveLot, unreserveLot } from '../../shared/domain/production/reservation.ts'
import { reverseConsumption } from '../../shared/domain/production/reversal.ts'
import { noAlerts } from '../../shared/domain/quality/alerts.ts'
import { closeDeviation, dispositionDeviation } from '../../shared/domain/quality/disposition.ts'
import { placeHold, releaseHold } from '../../shared/domain/quality/holding.ts'
import { approveRecipe, submitRecipe } from '../../shared/domain/recipes/approval.ts'
import type { Recipe } from '../../shared/domain/recipes/recipe.ts'
import { judgeSignature } from '../../shared/domain/signature.ts'
import { makeContainer } from '../../shared/domain/stock/container-place.ts'
import { adjustLot } from '../../shared/domain/stock/counting.ts'
import type { Lot, Sublot } from '../../shared/domain/stock/lot.ts'
import { makeUnits } from '../../shared/domain/stock/make-units.ts'
import { mergeLots } from '../../shared/domain/stock/merging.ts'
import { moveLot } from '../../shared/domain/stock/moving.ts'
import { packContainer, unpackContainer } from '../../shared/domain/stock/packing.ts'
import { receiveLot } from '../../shared/domain/stock/receiving.ts'
import { scrapLot } from '../../shared/domain/stock/scrap-and-samples.ts'
import type { Serial } from '../../shared/domain/stock/serial.ts'
import { shipLot } from '../../shared/domain/stock/shipping.ts'
import { splitLot } from '../../shared/domain/stock/splitting.ts'
import { decideLot } from '../../shared/domain/stock/usage-decision.ts'
import { aContainer, nowhere as around, aUnit, foundUnit, pumps, unitIn } from '../support/containers.ts'
import { balance, benchOf, charging, dispense } from '../support/dispensing.ts'
import {
  aCall,
  aChange,
  aDeviation,
  ada,
  aHold,
  anAnsweredCall,
  aStep,
  by,
  codes,
  createdOrder,
  dec,
  draftOf,
  erik,
  g,
  house,
  inForce,
  later,
  lot,
  machine,
  mixer,
  noon,
  olga,
  order,
  person,
  quinn,
  recipe,
  running,
  signed,
  signedBy,
  snapshot,
  unsigned,
} from '../support/given.ts'
import { anEntry, aTimecard } from '../support/labour.ts'
import { aPlan, atMixer, lockedFor, probePlan, reads, runningWork } from '../support/maintenance.ts'
import { floorOf } from '../support/recipes.ts'
import { anHourBefore, aShift } from '../support/shifts.ts'
import { inWords, say } from '../support/words.ts'

const at = by(ada)
const openingOfCorrection = {
  deviationId: aDeviation().deviationId,
  holdId: aHold().holdId,
  exceptionId: 'exception-1',
  alerts: noAlerts,
}
const quality = { meanings: ['released'], roles: ['quality'] } as const

const floor = (more: object = {}) => ({ order: order(), snapshot: snapshot(), person: person(), ...more })
const weighing = (more: object = {}) => order({ steps: { weigh: running(more) } })
const mixing = (more: object = {}) =>
  order({ steps: { weigh: { status: 'completed' }, mix: running({ equipmentId: 'MIXER-1', ...more }) } })

const starting = (more: object = {}, equipmentId: string | undefined = 'MIXER-1') =>
  startStep(
    {
      ...floor({ order: order({ steps: { weigh: { status: 'completed' } } }) }),
      equipment: mixer(),
      machine: machine(),
      ...more,
    },
    'mix',
    equipmentId === undefined ? {} : { equipmentId: equipmentId as EquipmentId },
    at,
  )
const taking = (
  more: object = {},
  found: { lot?: Lot | undefined; sublot?: Sublot } = { lot: lot() },
  asked: Partial<Parameters<typeof consume>[0]> = {},
  frozen = snapshot(),
) =>
  consume(
    { ...floor({ order: weighing(), snapshot: frozen }), lot: undefined, sublot: undefined, ...found, ...asked },
    consumeBody.parse({
      stepId: 'weigh',
      lineId: '0010',
      lotId: 'SUC-1',
      quantity: { value: '25', unit: 'kg' },
      ...more,
    }),
    at,
  )
const newSublotId = 'back-1' as SublotId
/** Of a consumption of 25 kg, or of none. */
const givingBack = (quantity: Quantity | undefined) => {
  const decision = quantity && taking()
  const fact = decision?.outcome === 'accepted' ? (decision.fact as unknown as Fact) : undefined
  return reverseConsumption(
    {
      ...floor({ order: weighing({ consumed: { '0010': '25' } }) }),
      lot: lot(),
      sublot: undefined,
      newSublotId,
      exceptionId: 'exception-1',
    },
    fact,
    { consumptionId: 'C-1', quantity, reason: 'Too much was taken' },
    at,
  )
}
/** Of a production of this quantity, or of none. */
const takingBack = (quantity: Quantity | undefined, left: Parameters<typeof lot>[0]) => {
  const decision = quantity && making(undefined)
  const fact = decision?.outcome === 'accepted' ? (decision.fact as unknown as Fact) : undefined
  const own = lot({ lotId: 'SYR-1', quantity: '25', status: 'quarantine', ...left })
  return reverseProduction(
    { ...floor({ order: mixing() }), lot: own },
    fact,
    { productionId: 'P-1', quantity, reason: 'Typed wrongly' },
    'exception-1',
    at,
  )
}
const making = (found: Lot | undefined, unit = 'kg') =>
  produce(
    { ...floor({ order: mixing() }), lot: found },
    produceBody.parse({ stepId: 'mix', lotId: 'SYR-1', quantity: { value: '99', unit } }),
    at,
  )
const booking = (body: object) => {
  const materials = draftOf().steps[0]?.materials.map((line) => ({ ...line, backflush: 'standard' as const }))
  const frozen = snapshot({ steps: stepsWith({ ...(materials && { materials }) }) })
  return completeStep(
    { ...floor({ order: weighing(), snapshot: frozen }), shelf: { lots: [lot()], sublots: [] } },
    undefined,
    'weigh',
    body as Parameters<typeof completeStep>[3],
    at,
  )
}
const turningOut = (more: Partial<Step>) => {
  const outputs = [{ use: 'produced', materialId: 'SYRUP', value: '12.5', unit: 'kg' }]
  const found = order({ steps: { weigh: running({ consumed: { '0010': '25' }, outputs }) } })
  return completeStep(
    floor({ order: found, snapshot: snapshot({ steps: stepsWith(more) }) }),
    undefined,
    'weigh',
    {},
    at,
  )
}
const pumpStep = aStep('build', {
  materials: [
    {
      ...(draftOf().steps[0]?.materials[0] as Step['materials'][number]),
      perUnit: { quantity: { value: '25', unit: 'kg' }, policy: 'block' },
    },
  ],
})
/** An order for pumps, each of which has a part of line 0010. */
const building = {
  ...floor({ order: order({ steps: { build: running() } }) }),
  snapshot: snapshot({ steps: [pumpStep], productUnit: '{each}' }),
}
const aPump = { materialId: order().product, serial: 'S-1', lotId: 'SYR-1' as LotId, sublotId: 'S-1' as SublotId }
const into = (unit: Serial | undefined) => ({ serial: 'S-1', unit, sublot: undefined, consumptionId: 'C-1' })
const installing = (unit: Serial | undefined) =>
  taking({ stepId: 'build', into: 'S-1' }, { lot: lot() }, { ...building, into: into(unit) }, building.snapshot)
const makingUnits = (serials: SublotId[] | undefined) =>
  produce(
    { ...building, lot: undefined },
    produceBody.parse({ stepId: 'build', lotId: 'SYR-1', quantity: { value: '1', unit: '{each}' }, serials }),
    at,
  )
const measuring = (body: object) =>
  recordResult(
    floor({ order: mixing() }),
    { stepId: 'mix', value: '1', ...body } as Parameters<typeof recordResult>[1],
    { deviationId: 'dev-1', holdId: 'hold-1', alerts: noAlerts } as Parameters<typeof recordResult>[2],
    at,
  )
const stepsWith = (more: Partial<Step>) => draftOf().steps.map((step) => ({ ...step, ...more }))
const routing = (flow: Step['flow']) => floorOf([aStep('first', { flow }), aStep('second', { flow, after: ['first'] })])
const timed = (rule: 'at-least' | 'at-most') => {
  const it = floorOf([aStep('cook', { timers: [{ timerId: 'span', rule, duration: { value: '1', unit: 'min' } }] })])
  it.start('cook')
  it.clock(rule === 'at-least' ? 59 : 61)
  return it.complete('cook')
}
const nothingDefined = { equipmentClasses: new Set<string>(), materials: new Map() }
const submitting = (found: Recipe) => submitRecipe(found, undefined, nothingDefined, undefined, by(erik))
const releasing = (more: object = {}, found = recipe()) => releaseOrder(createdOrder(more), found, undefined, at)
const nowhere = { order: undefined, snapshot: undefined, person: undefined }
const clockingOn = (timecard = aTimecard(), who = at) =>
  clockOn(timecard, { activity: 'meeting' }, anEntry().entryId, nowhere, who)
const correcting = (times: { from?: string; to?: string }, others: Parameters<typeof correctEntry>[2] = []) => {
  const body = { personId: person().personId, reason: 'By the gate log', ...times }
  return correctEntry(aTimecard(), anEntry({ from: later(-3600), to: noon }), others, body, nowhere, at)
}
const changing = (more: object, on: object = {}) => {
  const version = recipe({ version: '2' })
  const found = { order: order(), snapshot: snapshot(), recipe: version, effective: inForce('2'), remainder: undefined }
  return objectionsToChange({ version: '2', effect: 'immediately', revision: 0, ...more }, { ...found, ...on }, noon)
}
const packing = (more: { containers?: string[] }, into = aContainer()) => {
  const body = packBody.parse({ units: [{ lotId: 'PUMP-7', sublotId: 'S-1' }], ...more })
  const inner = body.containers.map((containerId) => ({ containerId, container: undefined }))
  return packContainer(into, [foundUnit()], inner, body, around)
}
const anOrderBody = orderBody.parse({
  orderId: 'O-1',
  recipeId: 'SYRUP',
  product: 'SYRUP',
  quantity: { value: '100', unit: 'kg' },
})
const someKilograms = { value: dec('10'), unit: 'kg' } as const
const signing = (presented: Parameters<typeof judgeSignature>[0]): readonly Violation[] =>
  judgeSignature(presented, quality, by(quinn)).violations

const sugar = (more: Partial<Material> = {}): Material => ({
  ...materialDefinition.parse({ name: 'Sugar', unit: 'kg' }),
  materialId: lot().materialId,
  ...more,
})
const merging = (lots: readonly Lot[]): Decision =>
  mergeLots(
    { lotId: 'SUC-9' as Lot['lotId'], existing: undefined },
    lots,
    sugar(),
    { from: lots.map(({ lotId }) => ({ lotId })) },
    at,
  )

const coarse = balance({ scale: { ...balance().scale, increment: g('7000') } as Equipment['scale'] })
/** An active in a container. */
const dispensed = () => {
  const bench = benchOf()
  bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('1000'), containerId: 'C-1' })
  return bench
}

/** A container of line 10, and the step that charges the containers of these lines. */
const awaited = (lineIds: string[]) => {
  const bench = benchOf(dispenseOne(), { after: [charging({ charges: [{ from: 'dispense', lineIds }] })] })
  bench.weigh({ lineId: '10', lotId: 'ACT-1', net: g('1000'), containerId: 'C-1' })
  bench.verify('C-1')
  bench.handOver()
  return bench
}
const dispenseOne = () => dispense({ materials: dispense().materials.slice(0, 1) })

/** A case of each refusal: the code, what was tried, and what the domain said. */
const cases: Partial<Record<RefusalCode, readonly [tried: string, answer: () => Decision | readonly Violation[]]>> = {
  'already-exists': ['an order under a taken id', () => createOrder(createdOrder(), anOrderBody, at)],
  'not-found': [
    'a lot of an undefined material',
    () =>
      receiveLot(
        undefined,
        { lotId: lot().lotId, materialId: lot().materialId, quantity: someKilograms },
        { material: undefined },
        noon,
      ),
  ],
  'invalid-request': ['a word for a number', () => measuring({ parameterId: 'density', value: 'heavy' })],

  'barcode-invalid': [
    'a container whose check digit is wrong',
    () => makeContainer(undefined, { containerId: '395212340000000019' as ContainerId, kind: 'case' }, undefined),
  ],
  'sublot-packed': [
    'scrapping a unit that lies in a container',
    () =>
      scrapLot(
        { lot: pumps(), sublot: aUnit('S-1', { containerId: aContainer().containerId }) },
        { reason: 'It is dented', sublotId: aUnit().sublotId },
        at,
      ),
  ],
  'serial-duplicated': [
    'naming a serial number twice',
    () => makeUnits(pumps(), { serials: [], sublots: [] }, { serials: [aUnit().sublotId, aUnit().sublotId] }),
  ],
  'container-unknown': ['packing nothing that is known', () => packing({ containers: ['CASE-9'] })],
  'container-packed': [
    'packing what stands in another one',
    () => packing({}, aContainer({ parentId: 'PALLET-1' as ContainerId })),
  ],
  'container-in-itself': ['packing a container in itself', () => packing({ containers: ['CASE-1'] })],
  'container-closed': ['packing what has left', () => packing({}, aContainer({ status: 'shipped' }))],
  'container-full': [
    'packing more than can leave',
    () => packing({}, aContainer({ units: Array.from({ length: 95 }, (_, index) => unitIn(`S-${index + 2}`)) })),
  ],
  'container-empty': [
    'taking all out of nothing',
    () => unpackContainer(aContainer(), [], [], { units: [], containers: [] }),
  ],
  'not-in-container': [
    'taking out what is elsewhere',
    () => unpackContainer(aContainer({ units: [unitIn('S-2')] }), [], [], { units: [unitIn()], containers: [] }),
  ],

  'recipe-wrong-status': ['submitting an approved version', () => submitting(recipe())],
  'recipe-not-approved': ['releasing on a retired version', () => releasing({}, recipe({ status: 'retired' }))],
  'recipe-on-hold': ['releasing on a held version', () => releasing({}, recipe({ holds: ['H-1'] }))],
  'recipe-invalid': [
    'submitting a recipe whose batch size falls',
    () =>
      submitting(recipe({ status: 'draft', batchSize: { ...draftOf().batchSize, max: { value: '1', unit: 'kg' } } })),
  ],
  'recipe-wrong-product': [
    'releasing on the recipe of something else',
    () => releasing({}, recipe({ product: lot().materialId })),
  ],
  'recipe-for-rework': ['releasing on a rework recipe', () => releasing({}, recipe({ purpose: 'rework' }))],
  'recipe-not-for-rework': [
    'reworking by a recipe for production',
    () =>
      addRework(
        aDeviation(),
        { order: order(), snapshot: snapshot(), recipe: recipe() },
        { recipeId: recipe().recipeId },
        noon,
      ).violations,
  ],
  'quantity-outside-batch-size': [
    'releasing too much',
    () => releasing({ quantity: { value: '150.001', unit: 'kg' } }),
  ],
  'line-not-in-recipe': [
    'releasing with a line that the recipe does not have',
    () => releasing({ materials: [{ lineId: '0099', materialId: 'SALT', quantity: someKilograms }] }),
  ],

  'order-wrong-status': ['starting what runs', () => moveOrder(order(), 'start', undefined, undefined, at)],
  'order-on-hold': [
    'resuming a held order',
    () => moveOrder(order({ status: 'paused', holds: ['H-1'] }), 'resume', undefined, undefined, at),
  ],
  'steps-incomplete': [
    'completing an order with open steps',
    () => moveOrder(order(), 'complete', snapshot(), undefined, at),
  ],
  'units-unfinished': [
    'completing an order with a unit that is begun',
    () => moveOrder(order({ begun: ['S-1'] }), 'complete', snapshot(), undefined, at),
  ],
  'nothing-produced': [
    'completing an order without a product',
    () => moveOrder(order(), 'complete', snapshot(), undefined, at),
  ],

  'change-wrong-status': [
    'withdrawing what is approved',
    () => withdrawChange(aChange({ status: 'approved' }), 'not needed', at),
  ],
  'change-outdated': ['changing what was reworked', () => changing({ revision: 1 })],
  'change-without-effect': ['changing to what is there', () => changing({ effect: 'next-batch' })],
  'change-incompatible': [
    'changing a step that runs',
    () => changing({}, { order: weighing(), recipe: recipe({ version: '2', steps: stepsWith({ name: 'anew' }) }) }),
  ],
  'remainder-unavailable': ['parting a batch', () => changing({ effect: 'remaining-quantity' })],

  'step-unknown': [
    'starting a step of another recipe',
    () => startStep({ ...floor(), equipment: undefined, machine: undefined }, 'bake', {}, at),
  ],
  'step-already-started': ['starting a step twice', () => starting({ order: mixing() })],
  'step-not-running': ['completing what was not started', () => completeStep(floor(), undefined, 'weigh', {}, at)],
  'predecessor-incomplete': ['mixing before weighing', () => starting({ order: order() })],

  'units-not-available': ['drilling before anything is milled', () => routing('units').start('second')],
  'step-not-optional': ['leaving out what has to be done', () => routing('batch').skip('first')],
  'timer-running': ['completing too early', () => timed('at-least')],
  'timer-exceeded': ['completing too late', () => timed('at-most')],
  'same-person': [
    'checking what one has done oneself',
    () => {
      const { start, complete } = floorOf([
        aStep('first'),
        aStep('second', { after: ['first'], notBySamePersonAs: ['first'] }),
      ])
      start('first')
      complete('first')
      return start('second')
    },
  ],
  'override-unfit': [
    'overriding what does not stand in the way',
    () =>
      overrideStep(
        floor({ order: mixing() }),
        'mix',
        { ref: 'parameter:density', reason: 'No time' },
        signedBy(olga, 'approved'),
        { exceptionId: 'override-1', deviationId: aDeviation().deviationId },
        say,
        at,
      ),
  ],

  'person-not-qualified': [
    'weighing without the qualification',
    () =>
      startStep(
        { ...floor({ person: person({ qualifications: [] }) }), equipment: undefined, machine: undefined },
        'weigh',
        {},
        at,
      ),
  ],
  'qualification-expired': [
    'weighing when the qualification ends this very instant',
    () =>
      startStep(
        {
          ...floor({ person: person({ qualifications: [{ qualificationId: 'weighing', validUntil: noon }] }) }),
          equipment: undefined,
          machine: undefined,
        },
        'weigh',
        {},
        at,
      ),
  ],

  'hierarchy-broken': [
    'standing below what stands below a work unit',
    () =>
      defineEquipment(mixer({ parentId: 'VALVE-1' as EquipmentId }), {
        at: noon,
        equipment: undefined,
        machine: undefined,
        equipmentClass: undefined,
        own: undefined,
        parent: { equipmentId: 'VALVE-1' as EquipmentId, level: 'equipment-module', children: {} },
        left: undefined,
      }),
  ],
  forbidden: ["an operator keeping another's time", () => clockingOn(aTimecard(), by({ ...ada, id: 'ben' }))],
  'late-booking': [
    'starting a step tomorrow',
    () =>
      startStep(
        { ...floor(), equipment: undefined, machine: undefined },
        'weigh',
        {},
        { ...at, late: { recordedAt: noon, occurredAt: later(86_400), lateReason: 'No network' } },
      ),
  ],
  'already-clocked-on': ['clocking on twice', () => clockingOn(aTimecard(anEntry()))],
  'too-many-open-entries': [
    'clocking on for the fifty-first thing',
    () => clockingOn(aTimecard(...Array.from({ length: 50 }, () => anEntry({ activity: 'other' })))),
  ],
  'not-clocked-on': ['clocking off from nothing', () => clockOff(aTimecard(), {}, at)],
  'clock-off-ambiguous': [
    'clocking off from one of two',
    () => clockOff(aTimecard(anEntry(), anEntry({ activity: 'training' })), {}, at),
  ],
  'clock-off-late': [
    'clocking off after a day and a second',
    () => clockOff(aTimecard(anEntry({ from: later(-86_401) })), {}, at),
  ],
  'on-break': ['clocking on during a break', () => clockingOn(aTimecard(anEntry({ activity: 'break' })))],
  'not-on-break': ['ending no break', () => endBreak(aTimecard(anEntry()), at)],
  'interval-invalid': ['ending before the beginning', () => correcting({ to: later(-3601) })],
  'interval-in-future': ['ending a second from now', () => correcting({ to: later(1) })],
  'interval-overlaps': [
    'making the same meeting twice',
    () => correcting({ from: later(-3600) }, [anEntry({ from: later(-60), to: later(60) })]),
  ],

  'equipment-unknown': ['mixing in nothing that is known', () => starting({ equipment: undefined })],
  'equipment-missing': [
    'mixing without naming a mixer',
    () =>
      startStep(
        {
          ...floor({ order: order({ steps: { weigh: { status: 'completed' } } }) }),
          equipment: undefined,
          machine: undefined,
        },
        'mix',
        {},
        at,
      ),
  ],
  'equipment-wrong': ['mixing in an oven', () => starting({ equipment: mixer({ equipmentClass: 'oven' }) })],
  'equipment-incapable': [
    'mixing under vacuum in a mixer without one',
    () => starting({ snapshot: snapshot({ steps: stepsWith({ capabilities: ['vacuum'] }) }) }),
  ],
  'equipment-not-set-up': [
    'mixing without the set-up',
    () => starting({ snapshot: snapshot({ steps: stepsWith({ needsSetUp: true }) }) }),
  ],
  'equipment-occupied': [
    'mixing in a mixer that is in use',
    () => starting({ machine: machine({ occupancies: [{ orderId: 'O-2', stepId: 'mix', from: noon }] }) }),
  ],
  'equipment-on-hold': ['mixing in a held mixer', () => starting({ machine: machine({ holds: ['H-1'] }) })],
  'equipment-in-maintenance': [
    'mixing in a mixer that is in maintenance',
    () => starting({ equipment: mixer({ maintenance: [{ from: noon, to: later(60), reason: 'Filter change' }] }) }),
  ],
  'equipment-calibration-due': [
    'mixing when the calibration is due this instant',
    () => starting({ equipment: mixer({ calibrationDueAt: noon }) }),
  ],
  'equipment-not-clean': [
    'mixing when the cleaning ends this instant',
    () => starting({ equipment: mixer({ cleanUntil: noon }) }),
  ],
  'state-no-stop': [
    'explaining why a machine stood that ran',
    () => explainStop(aShift(), anHourBefore, { reasonId: 'film' }, at),
  ],
  'state-times-wrong': [
    'parting a stop after its end',
    () => splitState(aShift('stopped'), anHourBefore, { at: '2026-03-03T12:00:00.000Z' }, at),
  ],
  'stop-reason-unknown': [
    'a reason that the class does not have',
    () => explainStop(aShift('stopped'), anHourBefore, { reasonId: 'rain' }, at),
  ],
  'call-open': [
    'calling twice for the same help',
    () =>
      placeCall(
        { equipment: mixer(), machine: machine(), same: aCall(), order: undefined, snapshot: undefined },
        'call.2' as CallId,
        { kind: 'maintenance' },
        at,
      ),
  ],
  'equipment-locked-out': [
    'mixing in a mixer that maintenance has taken',
    () => starting({ machine: machine(lockedFor('M-1')) }),
  ],
  'maintenance-overdue': [
    'mixing in a mixer whose grease was never changed',
    () => starting({ equipment: mixer({ plans: [aPlan({ policy: 'block' })] }) }),
  ],
  'maintenance-open': [
    'opening the same plan twice',
    () =>
      openMaintenance(
        {
          equipment: mixer({ plans: [aPlan()] }),
          machine: machine({ works: [{ maintenanceId: 'M-1' as MaintenanceId, planId: 'GREASE' }] }),
          existing: undefined,
          call: undefined,
        },
        { maintenanceId: 'M-2' as MaintenanceId, equipmentId: mixer().equipmentId, planId: 'GREASE' },
        at,
      ),
  ],
  'maintenance-wrong-status': ['starting what goes on', () => startMaintenance(runningWork(), [machine()], at)],
  'plan-unknown': [
    'opening a plan of nobody',
    () =>
      openMaintenance(
        { equipment: mixer(), machine: machine(), existing: undefined, call: undefined },
        { maintenanceId: 'M-2' as MaintenanceId, equipmentId: mixer().equipmentId, planId: 'GREASE' },
        at,
      ),
  ],
  'maintenance-incomplete': [
    'completing a calibration without a reading',
    () => completeMaintenance(atMixer(runningWork(probePlan())), { comment: 'Done' }, signedBy(erik, 'performed'), at),
  ],
  'standard-overdue': [
    'calibrating with a standard that is due this instant',
    () =>
      completeMaintenance(
        atMixer(runningWork(probePlan())),
        { comment: 'Done', calibration: reads(['20'], ['80'], noon) },
        signedBy(erik, 'performed'),
        at,
      ),
  ],
  'call-wrong-status': ['answering a call that somebody answered', () => answerCall(anAnsweredCall(), at)],

  'not-a-scale': [
    'weighing on a table',
    () => {
      const { scale: _scale, ...table } = balance()
      return benchOf(undefined, { scale: table }).weigh({ net: g('1') })
    },
  ],
  'scale-invalid': ['a scale that cannot carry its own increment', () => scaleFaults(coarse)],
  'scale-not-checked': [
    'weighing without the check of the day',
    () => benchOf(undefined, { machine: unknownMachine(balance().equipmentId) }).weigh({ net: g('1') }),
  ],
  'scale-check-unfit': [
    'checking with a weight of nobody',
    () => benchOf().check({ readings: [{ nominal: g('3'), reading: g('3') }] }),
  ],
  'scale-out-of-range': ['weighing a tenth of a gram too much', () => benchOf().weigh({ net: g('6000.1') })],
  'reading-off-increment': ['weighing a hundredth of a gram', () => benchOf().weigh({ net: g('1.01') })],
  'reading-not-from-device': [
    'typing what the device would have said',
    () => benchOf().weigh({ net: g('1'), source: 'device' }),
  ],
  'weighing-unbalanced': [
    'weighing nothing',
    () => benchOf().weigh({ method: 'gross-tare', tare: g('5'), gross: g('5') }),
  ],
  'potency-unknown': [
    'weighing an active that nobody has tested',
    () => benchOf().weigh({ lineId: '10', lotId: 'ACT-3', net: g('1') }),
  ],
  'compensation-out-of-order': [
    'weighing the filler first',
    () => benchOf().weigh({ lineId: '20', lotId: 'LAC-1', net: g('1') }),
  ],
  'line-weighed': [
    'consuming what has to be weighed',
    () => benchOf().consume({ lineId: '30', lotId: 'SALT-1', quantity: g('1') }),
  ],
  'container-used': ['weighing into a container twice', () => dispensed().weigh({ net: g('1'), containerId: 'C-1' })],
  'dispensed-unknown': ['verifying nothing', () => benchOf().verify('C-1')],
  'container-mismatch': ['scanning another container', () => dispensed().verify('C-1', olga, 'C-2')],
  'container-not-verified': ['completing before anybody has looked', () => dispensed().complete()],
  'container-decided': [
    'verifying twice',
    () => {
      const bench = dispensed()
      bench.verify('C-1')
      return bench.verify('C-1')
    },
  ],

  'container-not-taken': ['charging what the step does not take', () => awaited(['20']).charge('C-1')],
  'container-not-charged': ['completing before all is charged', () => awaited(['10']).completeStep('charge')],

  'line-unknown': ['taking for a line of nobody', () => taking({ lineId: '0099' })],
  'line-over-tolerance': ['taking a gram too much', () => taking({ quantity: { value: '25.501', unit: 'kg' } })],
  'line-incomplete': [
    'completing with open lines',
    () => completeStep(floor({ order: weighing() }), undefined, 'weigh', {}, at),
  ],

  'lot-not-next': [
    'taking what expires later',
    () =>
      taking(
        {},
        { lot: lot() },
        { next: { lot: lot({ lotId: 'SUC-0' as LotId, expiresAt: later(60) }), issueRule: 'fefo' } },
        snapshot({
          steps: stepsWith({
            materials: draftOf().steps[0]?.materials.map((it) => ({ ...it, picking: 'block' as const })) ?? [],
          }),
        }),
      ),
  ],
  'drawn-ahead': [
    'leaving out a step that has its sugar',
    () => {
      const { basis, at: when } = floorOf([aStep('weigh', { skip: { policy: 'off' } })], {
        preIssued: { weigh: { consumed: { '0010': dec('1') }, workers: [] } },
      })
      return skipStep(basis(), 'weigh', undefined, when())
    },
  ],
  'consumption-unknown': ['giving back what was never taken', () => givingBack(undefined)],
  'return-exceeded': ['giving back more than was taken', () => givingBack({ value: dec('25.001'), unit: 'kg' })],
  'production-unknown': ['taking back what was never made', () => takingBack(undefined, undefined)],
  'result-unknown': [
    'correcting what was never recorded',
    () =>
      correctResult(
        { order: order(), snapshot: snapshot(), person: undefined },
        undefined,
        'R-1',
        { value: '1', reason: 'Mistyped' },
        openingOfCorrection,
        at,
      ),
  ],
  'output-moved-on': [
    'taking back what was used',
    () => takingBack({ value: dec('25'), unit: 'kg' }, { remaining: '20', left: { consumed: '5' } }),
  ],
  'not-reserved': ['releasing what is not reserved', () => unreserveLot(order(), { lotId: lot().lotId })],
  'too-many-reservations': [
    'reserving of a forty-first lot',
    () => {
      const reserved = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`L-${index}`, someKilograms]))
      const body = { lotId: lot().lotId, quantity: someKilograms }
      return reserveLot(order({ reserved }), snapshot(), lot(), body, noon)
    },
  ],

  'lot-unknown': ['taking from nothing', () => taking({}, { lot: undefined })],
  'lot-wrong-material': [
    'taking sucrose for the active',
    () => taking({ lineId: '0020', quantity: { value: '1500', unit: 'g' } }),
  ],
  'lot-not-released': ['taking from quarantine', () => taking({}, { lot: lot({ status: 'quarantine' }) })],
  'lot-wrong-status': [
    'rejecting what has left the house',
    () => decideLot(lot({ status: 'shipped' }), { status: 'rejected' }, signed(), noon),
  ],
  'lot-expired': ['taking what expires this very instant', () => taking({}, { lot: lot({ expiresAt: noon }) })],
  'lot-retest-due': ['drawing from a lot that is to be tested', () => taking({}, { lot: lot({ retestAt: noon }) })],
  'lot-reserved': ['drawing what is reserved', () => taking({}, { lot: lot({ reserved: '80' }) })],
  'split-unbalanced': [
    'parts that do not come to what is there',
    () => splitLot(lot(), [], { parts: [{ lotId: lot().lotId, quantity: someKilograms }], keeps: someKilograms }, at),
  ],
  'merging-forbidden': [
    'merging what its material forbids',
    () => merging([lot(), lot({ lotId: 'SUC-2' as Lot['lotId'] })]),
  ],
  'lots-not-alike': [
    'merging a lot in quarantine with one that is released',
    () => merging([lot(), lot({ lotId: 'SUC-2' as Lot['lotId'], status: 'quarantine' })]),
  ],
  'count-as-recorded': [
    'counting what is on record',
    () => adjustLot({ lot: lot() }, { counted: { value: dec('100'), unit: 'kg' }, reason: 'Inventory' }),
  ],
  'storage-unfit': [
    'putting what has to be cold into a warm place',
    () =>
      moveLot(
        { lot: lot() },
        { to: 'BAY-1' as EquipmentId },
        { equipmentId: 'BAY-1', capabilities: [] },
        sugar({ storage: ['cold'] }),
      ),
  ],
  'shipment-misdirected': [
    'shipping to the site itself',
    () =>
      shipLot(
        { lot: lot() },
        undefined,
        house,
        { shipmentId: 'S-1' as ShipmentId, to: { type: 'site', id: 'lyon' } },
        at,
      ),
  ],
  'lot-on-hold': ['taking what is on hold', () => taking({}, { lot: lot({ holds: ['H-1'] }) })],
  'lot-insufficient': ['taking more than is left', () => taking({}, { lot: lot({ remaining: '24.999' }) })],
  'lot-of-another-order': ['producing into the lot of another order', () => making(lot({ orderId: 'O-2' as OrderId }))],
  'sublot-missing': [
    'taking from a lot in sublots without naming one',
    () => taking({}, { lot: lot({ inSublots: '100' }) }),
  ],
  'sublot-unknown': ['taking from a sublot that is not there', () => taking({ sublotId: 'A' })],
  'sublot-not-released': [
    'taking from a sublot in quarantine',
    () =>
      taking(
        { sublotId: 'A' },
        { lot: lot(), sublot: { ...lot(), sublotId: 'A', status: 'quarantine' } as unknown as Sublot },
      ),
  ],
  'sublot-on-hold': [
    'taking from a sublot on hold',
    () =>
      taking(
        { sublotId: 'A' },
        { lot: lot(), sublot: { ...lot(), sublotId: 'A', holds: ['H-1'] } as unknown as Sublot },
      ),
  ],
  'unit-mismatch': ['taking litres of a solid', () => taking({ quantity: { value: '25', unit: 'L' } })],

  'unit-unknown': ['building into a unit that nobody has announced', () => installing(undefined)],
  'unit-missing': ['making a unit without its number', () => makingUnits(undefined)],
  'unit-unfit': [
    'building into a unit that is scrapped',
    () => installing({ ...aPump, orderId: order().orderId, status: 'scrapped' }),
  ],
  'unit-incomplete': ['making a unit without its part of a line', () => makingUnits(['S-1' as SublotId])],
  'sublot-built-in': [
    'counting a piece that is built into another',
    () =>
      adjustLot(
        { lot: pumps(), sublot: aUnit('S-1', { builtInto: 'SKID@K-1' }) },
        { counted: { value: dec('1'), unit: '{each}' }, sublotId: 'S-1' as SublotId, reason: 'Inventory' },
      ),
  ],

  'backflush-missing': ['completing without the lots that it books', () => booking({})],
  'backflush-unfit': [
    'telling a quantity where the standard says it',
    () => booking({ backflush: [{ lineId: '0010', lotId: 'SUC-1', quantity: { value: '26', unit: 'kg' } }] }),
  ],
  'yield-out-of-range': [
    'making half of what the step was to make',
    () => turningOut({ yield: { lowPercent: dec('95'), highPercent: dec('101'), policy: 'block' } }),
  ],
  'counts-differ': [
    'ending with units that are not made',
    () => {
      const it = floorOf([aStep('mix', { flow: 'units' })])
      it.start('mix')
      it.make('mix', '90')
      return it.complete('mix')
    },
  ],
  'balance-open': [
    'losing half of what went in',
    () => turningOut({ balance: { tolerancePercent: dec('1'), policy: 'block' } }),
  ],
  'reason-code-unknown': [
    'a reason that nobody knows',
    () =>
      produce(
        {
          ...floor({ order: mixing(), snapshot: snapshot({ steps: stepsWith({ scrapCodes: ['SPILLED'] }) }) }),
          lot: undefined,
        },
        produceBody.parse({
          stepId: 'mix',
          lotId: 'SYR-1',
          quantity: someKilograms,
          use: 'scrap',
          reasonCode: 'LOST',
        }),
        at,
      ),
  ],

  'parameter-unknown': ['a result of nothing', () => measuring({ parameterId: 'taste' })],
  'parameter-from-device': [
    'typing what only the mixer may say',
    () => {
      const parameters = draftOf().steps[1]?.parameters.map((it) => ({ ...it, manualEntry: 'block' as const })) ?? []
      return recordResult(
        floor({ order: mixing(), snapshot: snapshot({ steps: stepsWith({ parameters }) }) }),
        { stepId: 'mix', parameterId: 'temperature', value: '40' } as Parameters<typeof recordResult>[1],
        { deviationId: 'dev-1', holdId: 'hold-1', alerts: noAlerts } as Parameters<typeof recordResult>[2],
        at,
      )
    },
  ],
  'parameter-missing': [
    'completing without results',
    () => completeStep(floor({ order: mixing() }), machine(), 'mix', {}, at),
  ],
  'parameter-out-of-limits': [
    'completing with a bad result',
    () => completeStep(floor({ order: mixing({ results: { temperature: false } }) }), machine(), 'mix', {}, at),
  ],
  'reason-missing': ['a warned excursion without a reason', () => measuring({ parameterId: 'acidity', value: '3.9' })],

  'hold-already-released': [
    'releasing a hold twice',
    () =>
      releaseHold({ ...aHold(), status: 'released' }, { type: 'lot', value: lot() }, 'again', signed(), noAlerts, at),
  ],
  'hold-of-deviation': [
    'lifting a hold around its deviation',
    () =>
      releaseHold(
        aHold({ deviationId: aDeviation().deviationId }),
        { type: 'lot', value: lot() },
        'why',
        signed(),
        noAlerts,
        at,
      ),
  ],
  'hold-active-at-origin': [
    'releasing what another site still holds',
    () =>
      releaseHold(
        aHold({ origin: { site: 'cork', lotId: 'BASE-1', holdId: 'H-7' } as never }),
        { type: 'lot', value: lot() },
        'why',
        signed(),
        noAlerts,
        at,
      ),
  ],
  'hold-open': [
    'closing a deviation while its hold is active',
    () => closeDeviation(aDeviation({ status: 'dispositioned' }), undefined, ['H-1'], 'applied', at),
  ],
  'deviation-wrong-status': [
    'deciding what is not classified',
    () => dispositionDeviation(aDeviation(), { disposition: 'scrap', reason: 'bad', capaRequired: false }, signed()),
  ],
  'disposition-unfit': [
    'scrapping a machine',
    () =>
      dispositionDeviation(
        aDeviation({ status: 'classified', subject: { type: 'equipment', id: 'MIXER-1' } }),
        { disposition: 'scrap', reason: 'bad', capaRequired: false },
        signed(),
      ),
  ],
  'deviation-open': [
    'reviewing an open deviation',
    () => reviewException(order({ status: 'completed', deviations: { 'dev-1': 'open' } }), 'dev-1', 'seen', signed()),
  ],
  'exception-unknown': [
    'reviewing nothing',
    () => reviewException(order({ status: 'completed' }), 'dev-9', 'seen', signed()),
  ],
  'exception-not-reviewed': [
    'releasing before the review',
    () =>
      decideBatch(
        order({ status: 'completed', deviations: { 'dev-1': 'closed' } }),
        [],
        'released',
        undefined,
        signed(),
      ),
  ],
  'batch-decided': [
    'deciding twice',
    () => decideBatch(order({ status: 'completed', decision: 'rejected' }), [], 'released', undefined, signed()),
  ],

  'signature-missing': ['nobody has signed', () => signing({ meaning: 'released' })],
  'signature-invalid': [
    'signing with a forged token',
    () => signing({ meaning: 'released', signer: { valid: false, fault: 'not-of-site' } }),
  ],
  'signature-stale': [
    'signing with a sign-in of five minutes and a second ago',
    () => signing(signedBy(quinn, 'released', later(-301))),
  ],
  'signature-wrong-role': ['an operator signing for quality', () => signing(signedBy(ada, 'released'))],
  'signature-wrong-meaning': ['releasing by a review', () => signing(signedBy(quinn, 'reviewed'))],
  'signature-same-person': [
    'approving what one wrote',
    () =>
      approveRecipe(
        recipe({ status: 'in-review', authors: ['quinn'] }),
        undefined,
        undefined,
        signed(quinn),
        by(quinn),
      ),
  ],
}

describe('the refusals of the domain', () => {
  test.each(Object.entries(cases).map(([code, [tried, answer]]) => ({ code, tried, answer })))(
    'with $code: $tried',
    ({ code, answer }) => {
      const found = answer()
      const violations = 'outcome' in found ? (found.outcome === 'refused' ? found.violations : []) : found
      const refusal = violations.find((it) => it.code === code)
      expect(refusal && inWords(refusal), `It said ${JSON.stringify(found)}`).toMatch(/^\S.*\.$/)
    },
  )

  test('all have a case here', () => {
    const folder = new URL('../../shared/domain/', import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const sources = files.map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const words = sources.flatMap((text) => [...text.matchAll(/['`]([a-z-]+)['/]/g)].map(([, word]) => word ?? ''))
    const used = words.filter((word) => word in refusals)
    expect(Object.keys(cases).sort()).toEqual([...new Set(used)].sort())
  })

  test('have every reason if a lot is wrong in every way', () => {
    const wrong = lot({
      materialId: 'WATER' as Lot['materialId'],
      status: 'quarantine',
      expiresAt: noon,
      holds: ['H-1'],
      remaining: '1',
    })
    expect(codes(taking({ quantity: { value: '26', unit: 'kg' } }, { lot: wrong }))).toEqual([
      'line-over-tolerance',
      'lot-wrong-material',
      'lot-on-hold',
      'lot-expired',
      'lot-not-released',
      'lot-insufficient',
    ])
  })

  test('have every reason if everything about a start is wrong', () => {
    const wrong = startStep(
      {
        order: order({ status: 'paused', holds: ['H-1'] }),
        snapshot: snapshot({ steps: draftOf().steps.map((step) => ({ ...step, qualifications: ['mixing'] })) }),
        person: undefined,
        equipment: mixer({ equipmentClass: 'oven', calibrationDueAt: noon, cleanUntil: noon }),
        machine: machine({ holds: ['H-2'], occupancies: [{ orderId: 'O-2', stepId: 'mix', from: noon }] }),
      },
      'mix',
      { equipmentId: 'MIXER-1' as EquipmentId },
      at,
    )
    expect(codes(wrong)).toEqual([
      'order-wrong-status',
      'order-on-hold',
      'person-not-qualified',
      'predecessor-incomplete',
      'equipment-wrong',
      'equipment-occupied',
      'equipment-on-hold',
      'equipment-calibration-due',
      'equipment-not-clean',
    ])
  })

  test('have every reason if a batch is released too early', () => {
    const early = order({ holds: ['H-1'], deviations: { 'dev-1': 'open', 'dev-2': 'closed' } })
    const decision = decideBatch(early, [lot({ holds: ['H-2'] })], 'released', undefined, unsigned)
    expect(codes(decision)).toEqual([
      'order-wrong-status',
      'order-on-hold',
      'deviation-open',
      'exception-not-reviewed',
      'exception-not-reviewed',
      'hold-open',
      'signature-missing',
    ])
  })

  test('include a hold on an unknown thing', () => {
    const { holdId, subject, reason } = aHold()
    expect(
      codes(placeHold({ type: 'lot', value: undefined }, undefined, { holdId, subject, reason }, noAlerts, at)),
    ).toEqual(['not-found'])
  })
})
