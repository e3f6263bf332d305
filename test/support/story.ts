import type { ChangeEffect } from '../../events/change.ts'
import { chargeContainer, weigh } from '../../events/dispensing.ts'
import type {
  ChangeId,
  ContainerId,
  DeviationId,
  EquipmentClassId,
  EquipmentId,
  HoldId,
  LotId,
  MaintenanceId,
  MaterialId,
  PersonId,
  RecipeId,
  ShipmentId,
  SiteId,
  StepId,
  SublotId,
} from '../../events/identifiers.ts'
import { correctEntry } from '../../events/labour.ts'
import { receiveLot } from '../../events/material.ts'
import { correctResult, createOrder, produce, splitOrder } from '../../events/order.ts'
import {
  type EquipmentClassDefinition,
  equipmentDefinition,
  materialDefinition,
  personDefinition,
  recipeDraft,
} from '../../events/recipe.ts'
import { checkScale } from '../../events/scale.ts'
import { buildUnits, repairUnits } from '../../events/unit.ts'
import { stateIdOf } from '../../shared/domain/performance/entering.ts'
import type { Deviation } from '../../shared/domain/quality/deviation.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { crossedHold, takeCrossing } from '../../shared/usecases/enterprise/crossings.ts'
import * as cords from '../../shared/usecases/equipment/calls.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import { processDeviceMessage } from '../../shared/usecases/equipment/devices.ts'
import * as care from '../../shared/usecases/equipment/maintenance.ts'
import * as stops from '../../shared/usecases/equipment/stops.ts'
import * as release from '../../shared/usecases/execution/batch-release.ts'
import * as batches from '../../shared/usecases/execution/batches.ts'
import * as changes from '../../shared/usecases/execution/changes.ts'
import * as results from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as labour from '../../shared/usecases/labour/labour.ts'
import * as watch from '../../shared/usecases/labour/labour-watch.ts'
import { cancelOrder, synchronizeOrder } from '../../shared/usecases/orders/erp-orders.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumptionCases from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as reservation from '../../shared/usecases/production/reservation.ts'
import * as reversal from '../../shared/usecases/production/reversal.ts'
import * as building from '../../shared/usecases/production/unit-building.ts'
import * as repairing from '../../shared/usecases/production/unit-repair.ts'
import * as workflow from '../../shared/usecases/quality/deviation-hold.ts'
import * as deviations from '../../shared/usecases/quality/deviations.ts'
import { atStart, carryOn } from '../../shared/usecases/quality/hold-spread.ts'
import * as holding from '../../shared/usecases/quality/holding.ts'
import { rejectUnmade } from '../../shared/usecases/quality/unit-rejection.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import * as containers from '../../shared/usecases/stock/containers.ts'
import { synchronizeLot, synchronizeSublot } from '../../shared/usecases/stock/erp-stock.ts'
import * as lots from '../../shared/usecases/stock/lots.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../shared/usecases/stock/shipping.ts'
import * as sublotsCases from '../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import * as charges from '../../shared/usecases/weighing/charging.ts'
import * as dispensing from '../../shared/usecases/weighing/weighing.ts'
import {
  approvedVersion,
  command,
  completedOrder,
  completeStep,
  consumption,
  furnish,
  kg,
  measured,
  mixingOrder,
  orderBody,
  production,
  startedOrder,
  startStep,
  stock,
  taken,
} from './commands.ts'
import { balance } from './dispensing.ts'
import { dataOf } from './facts.ts'
import {
  ada,
  mixer as aMixer,
  dec,
  draftOf,
  erik,
  g,
  later,
  mixerSays,
  noon,
  olga,
  paula,
  quinn,
  signedBy,
  syrup,
} from './given.ts'
import { probePlan, reads } from './maintenance.ts'
import type { MemoryStore } from './memory-store.ts'

const sap = { kind: 'integration', id: 'sap', name: 'ERP interface', roles: ['integration'] } as const
const mixer = 'MIXER-1' as EquipmentId

/** Everything that can happen at a plant, at least once: afterwards the store has a fact of each kind that commands can make. */
export async function everythingHappens(store: MemoryStore): Promise<void> {
  await furnish(store)
  await theErpSpeaks(store)
  await ordersStopAndGo(store)
  await aHoldComesAndGoes(store)
  await aHoldSpreads(store)
  await aHoldComesFromElsewhere(store)
  await stockIsKept(store)
  await unitsArePacked(store)
  await materialGoesBack(store)
  await unitsAreAnnounced(store)
  await aUnitIsToBeRepaired(store)
  await peopleWorkByTheClock(store)
  const deviationId = await aMachineBreaksItsLimits(store)
  await qualityDecides(store, deviationId)
  await theBatchIsReleased(store, deviationId)
  await aBatchIsRejected(store)
  await aRoutingIsWorkedThrough(store)
  await anOrderIsChanged(store)
  await somethingIsWeighed(store)
  await somebodyCallsForHelp(store)
  await somethingIsMaintained(store)
  await thingsAreRefused(store)
  await aRecipeTravels(store)
}

const mixerClass = { equipmentClassId: 'mixer' as EquipmentClassId }
const mixers = {
  name: 'Mixers',
  capabilities: ['stirring'],
  stopReasons: [
    { reasonId: 'jam', name: 'Jam', kind: 'unplanned' },
    { reasonId: 'meal', name: 'Meal', kind: 'planned' },
  ],
} satisfies EquipmentClassDefinition

/** The class of the mixers gets a name. A version comes from another plant, is reviewed by two people and replaces the first. */
async function aRecipeTravels(store: MemoryStore): Promise<void> {
  taken(await definitions.defineEquipmentClass(store, command(erik, mixers), mixerClass))
  const document = {
    format: 'andon-recipe',
    formatVersion: 1,
    site: 'cork',
    recipeId: 'SYRUP' as RecipeId,
    version: '2',
    recipe: draftOf({ ...syrup, signaturesNeeded: 2 }),
  } as const
  taken(await recipes.importRecipe(store, command(erik, document)))
  const version = { recipeId: document.recipeId, version: '2' }
  taken(await recipes.submitRecipe(store, command(erik, {}), version))
  taken(await recipes.returnRecipe(store, command(quinn, { reason: 'The seal is missing' }), version))
  taken(await recipes.submitRecipe(store, command(erik, {}), version))
  const reviewed = { signature: signedBy(olga, 'reviewed') }
  taken(await recipes.reviewRecipe(store, command(olga, { comment: 'As agreed with Cork' }, reviewed), version))
  const approved = { signature: signedBy(quinn, 'approved') }
  taken(await recipes.approveRecipe(store, command(quinn, {}, approved), version))
  taken(await recipes.retireRecipe(store, command(erik, {}), { ...version, version: '1' }))
}

async function theErpSpeaks(store: MemoryStore): Promise<void> {
  const lot = { lotId: 'SUC-9' as LotId, materialId: 'SUCROSE' as MaterialId, status: 'released' } as const
  taken(await synchronizeLot(store, command(sap, lot)))
  taken(await synchronizeLot(store, command(sap, { ...lot, expiresAt: later(86_400) })))
  const sublot = { ...lot, sublotId: 'A' as SublotId, quantity: kg('20') }
  taken(await synchronizeSublot(store, command(sap, sublot)))
  taken(await synchronizeOrder(store, command(sap, orderBody('O-90'))))
  taken(await synchronizeOrder(store, command(sap, orderBody('O-90', { priority: 3 }))))
  taken(await cancelOrder(store, command(sap, { reason: 'No demand' }), { orderId: 'O-90' }))
}

async function ordersStopAndGo(store: MemoryStore): Promise<void> {
  const orderId = await startedOrder(store, 'O-80')
  taken(await orders.pauseOrder(store, command(ada, { reason: 'The shift ends' }), { orderId }))
  taken(await orders.resumeOrder(store, command(ada, {}), { orderId }))
  taken(await orders.prioritizeOrder(store, command(paula, { priority: 2, reason: 'The customer waits' }), { orderId }))
  taken(await orders.commentOrder(store, command(ada, { text: 'The scale was cleaned' }), { orderId }))
  taken(await orders.abortOrder(store, command(olga, { reason: 'The scale is broken' }), { orderId }))
  taken(await orders.closeOrder(store, command(paula, {}), { orderId }))
}

async function aHoldComesAndGoes(store: MemoryStore): Promise<void> {
  const hold = { holdId: 'H-1' as HoldId, subject: { type: 'lot', id: 'SUC-1' }, reason: 'A bag was open' } as const
  taken(await holding.placeHold(store, command(quinn, hold)))
  const signature = signedBy(quinn, 'released')
  taken(await holding.releaseHold(store, command(quinn, { reason: 'It was empty' }, { signature }), { holdId: 'H-1' }))
}

/** An order for pumps announces two of them, builds one, and has the other one rejected. */
async function unitsAreAnnounced(store: MemoryStore): Promise<void> {
  const each = { value: '10', unit: '{each}' } as const
  const pumps = recipeDraft.parse({
    product: 'PUMP',
    batchSize: { min: each, nominal: each, max: each },
    steps: [
      {
        stepId: 'build',
        name: 'Build',
        materials: [
          {
            lineId: '0010',
            materialId: 'SUCROSE',
            quantity: kg('1'),
            tolerance: { minusPercent: '100', plusPercent: '0' },
          },
        ],
      },
    ],
  })
  await approvedVersion(store, '1', pumps, noon, 'PUMP' as RecipeId)
  const orderId = await startedOrder(store, 'O-PUMPS', { recipeId: 'PUMP', product: 'PUMP', quantity: each })
  const announced = { lotId: 'PUMP-8' as LotId, serials: ['S-11', 'S-12'] as SublotId[] }
  taken(await output.announceUnits(store, command(ada, announced), { orderId }))
  taken(await startStep(store, orderId, 'build'))
  const body = buildUnits.parse({
    stepId: 'build',
    units: [{ serial: 'S-11', components: [{ lineId: '0010', lotId: 'SUC-1', quantity: kg('0.1') }] }],
  })
  for (const { outcome } of await building.buildUnits(store, command(ada, body), { orderId })) taken(outcome)
  const rejected = { deviationId: 'DEV-12' as DeviationId, reason: 'The housing is cracked' }
  const unit = { materialId: 'PUMP' as MaterialId, serial: 'S-12', orderId }
  taken(await rejectUnmade(store, command(quinn, rejected), unit))
}

/** Sugar is reserved for an order, issued, given back and set free. */
async function materialGoesBack(store: MemoryStore): Promise<void> {
  const orderId = await startedOrder(store, 'O-57')
  const sugar = { lotId: 'SUC-1' as LotId, quantity: kg('2') }
  taken(await reservation.reserveLot(store, command(paula, sugar), { orderId }))
  taken(await reservation.unreserveLot(store, command(paula, { lotId: sugar.lotId }), { orderId }))
  taken(await startStep(store, orderId, 'weigh'))
  const { fact } = taken(
    await consumptionCases.consume(store, command(ada, consumption('0010', 'SUC-1', '1')), { orderId }),
  )
  const wrong = { consumptionId: fact.factId, reason: 'It was for another order' }
  taken(await reversal.reverseConsumption(store, command(ada, wrong), { orderId }))
  const made = taken(
    await output.produce(store, command(ada, { ...production('SYR-57', '980'), stepId: 'weigh' as StepId }), {
      orderId,
    }),
  )
  const typed = { productionId: made.fact.factId, reason: '98.0 was meant' }
  taken(await reversal.reverse(store, command(ada, typed), { orderId }))
  taken(
    await output.produce(store, command(ada, { ...production('SYR-57', '98'), stepId: 'weigh' as StepId }), {
      orderId,
    }),
  )
  taken(
    await orders.changeQuantity(store, command(paula, { quantity: kg('120'), reason: 'The customer needs more' }), {
      orderId: await startedOrder(store, 'O-58'),
    }),
  )
  const half = splitOrder.parse({ orderId: 'O-59', quantity: kg('60'), reason: 'Two kettles are free' })
  taken(await orders.splitOrder(store, command(paula, half), { orderId: 'O-58' }))
  taken(await orders.closeShort(store, command(olga, { reason: 'No more sugar' }), { orderId }))
}

/** Sugar is tested again, moved, split, merged, counted, sampled, scrapped and shipped. */
async function stockIsKept(store: MemoryStore): Promise<void> {
  const sugar = 'SUCROSE' as MaterialId
  const loose = materialDefinition.parse({ name: 'Sugar', unit: 'kg', merging: 'allowed', storage: ['dry'] })
  taken(await definitions.defineMaterial(store, command(erik, loose), { materialId: sugar }))
  const bay = equipmentDefinition.parse({ name: 'Bay 1', level: 'storage-unit', capabilities: ['dry'] })
  taken(await definitions.defineEquipment(store, command(erik, bay), { equipmentId: 'BAY-1' as EquipmentId }))
  const path = { lotId: 'SUC-30' }
  await stock(store, path.lotId, sugar, '100')
  const [a, b, c] = ['SUC-31', 'SUC-32', 'SUC-33'] as [LotId, LotId, LotId]
  const retested = command(quinn, { retestAt: later(86_400) }, { signature: signedBy(quinn, 'approved') })
  taken(await usageDecision.retestLot(store, retested, path))
  taken(await lots.moveLot(store, command(ada, { to: 'BAY-1' as EquipmentId }), path))
  const parts = [a, b].map((lotId) => ({ lotId, quantity: kg('20') }))
  taken(await lots.splitLot(store, command(ada, { parts, keeps: kg('60') }), path))
  taken(await lots.mergeLots(store, command(ada, { from: [{ lotId: a }, { lotId: b }] }), { lotId: c }))
  taken(await lots.adjustLot(store, command(olga, { counted: kg('59.5'), reason: 'A bag was wet' }), path))
  taken(await lots.sampleLot(store, command(ada, { quantity: kg('0.5') }), path))
  taken(await lots.scrapLot(store, command(olga, { quantity: kg('9'), reason: 'Caked' }), path))
  const shipment = { shipmentId: 'S-1' as ShipmentId, to: { type: 'customer', id: 'C-1' } } as const
  taken(await shipping.shipLot(store, command(ada, { ...shipment, quantity: kg('40') }), path))
}

/** Pieces become units and a sublot, are packed and partly unpacked, are moved and shipped. */
async function unitsArePacked(store: MemoryStore): Promise<void> {
  const path = { lotId: 'PUMP-7' }
  await stock(store, path.lotId, 'PUMP', '5', noon, '{each}')
  const serials = ['S-1', 'S-2'] as SublotId[]
  taken(await sublotsCases.makeUnits(store, command(ada, { serials }), path))
  const sublots = [{ sublotId: 'BAG-1' as SublotId, quantity: { value: dec('3'), unit: '{each}' } as const }]
  taken(await sublotsCases.divideLot(store, command(ada, { sublots }), path))
  const containerId = 'CASE-1' as ContainerId
  taken(await containers.makeContainer(store, command(ada, { containerId, kind: 'case' })))
  const both = serials.map((sublotId) => ({ lotId: path.lotId as LotId, sublotId }))
  taken(await containers.packContainer(store, command(ada, { units: both, containers: [] }), { containerId }))
  const [first] = both
  const out = { units: first ? [first] : [], containers: [] }
  taken(await containers.unpackContainer(store, command(ada, out), { containerId }))
  taken(await containers.moveContainer(store, command(ada, { to: 'BAY-1' as EquipmentId }), { containerId }))
  const body = { shipmentId: 'SH-7' as ShipmentId, to: { type: 'customer', id: 'ACME' } } as const
  taken(await containers.shipContainer(store, command(ada, body), { containerId }))
  await containers.shipContainer(store, command(ada, body, { operation: 'shipContainer' }), { containerId })
}

/** A pump in stock is taken for a repair by mistake, and goes back. */
async function aUnitIsToBeRepaired(store: MemoryStore): Promise<void> {
  const orderId = 'O-PUMPS'
  const body = repairUnits.parse({ lotId: 'PUMP-8', serials: ['S-1'] })
  const [first] = await repairing.repairUnits(store, command(ada, body), { orderId })
  if (!first) throw new Error('One pump is to be repaired.')
  const wrong = { consumptionId: taken(first.outcome).fact.factId, reason: 'S-2 was meant' }
  taken(await reversal.reverse(store, command(ada, wrong), { orderId }))
}

/** The workflow's work for a hold, to its end. */
async function spread(store: MemoryStore, holdId: string): Promise<void> {
  const deps = { store, genealogy: store.genealogy, heirs: store.heirs, site: 'lyon', now: () => noon }
  for (let step = await carryOn(deps, holdId, atStart); step.next !== 'done'; step = await carryOn(deps, holdId, step));
}

/** A raw lot is held after an order has issued from it and made a product; then the hold is released. */
async function aHoldSpreads(store: MemoryStore): Promise<void> {
  const orderId = await mixingOrder(store, 'O-55', 'MIXER-2')
  taken(await output.produce(store, command(ada, production('SYR-55', '10')), { orderId }))
  const holdId = 'H-55' as HoldId
  taken(
    await holding.recallLot(async (of) => store.factsOf(of))(store, command(quinn, { holdId, reason: 'Glass' }), {
      lotId: 'SUC-1',
    }),
  )
  await spread(store, holdId)
  const signature = signedBy(quinn, 'released')
  taken(await holding.releaseHold(store, command(quinn, { reason: 'It was ice' }, { signature }), { holdId }))
  await spread(store, holdId)
  taken(await orders.abortOrder(store, command(olga, { reason: 'It stood too long' }), { orderId }))
}

/** A lot from cork is held there, and then released; the site releases it, too. */
async function aHoldComesFromElsewhere(store: MemoryStore): Promise<void> {
  const origin = { site: 'cork' as SiteId, lotId: 'BASE-1' as LotId, holdId: 'H-7' as HoldId }
  const lotId = 'BASE-L' as LotId
  const { site, lotId: there } = origin
  const body = receiveLot.parse({ lotId, materialId: 'SUCROSE', quantity: kg('5'), origin: { site, lotId: there } })
  taken(await receiving.receiveLot(store, command(ada, body)))
  const deps = { store, site: 'lyon', now: () => noon }
  const crossing = { to: 'lyon' as SiteId, lotId, origin, reason: 'Glass' }
  await takeCrossing(deps, crossing)
  await takeCrossing(deps, { ...crossing, releasedAt: noon })
  const holdId = crossedHold(lotId, origin)
  const signature = signedBy(quinn, 'released')
  taken(await holding.releaseHold(store, command(quinn, { reason: 'It was ice' }, { signature }), { holdId }))
}

async function peopleWorkByTheClock(store: MemoryStore): Promise<void> {
  const orderId = await startedOrder(store, 'O-70')
  const weighing = { activity: 'production', orderId, stepId: 'weigh' as StepId } as const
  const on = taken(await labour.clockOn(store.timesheet)(store, command(ada, weighing)))
  taken(await labour.startBreak(store, command(ada, {}, { at: later(60) })))
  taken(await labour.endBreak(store, command(ada, {}, { at: later(120) })))
  const entryId = String(dataOf(on.fact).entryId)
  const { timecard } = await store.load({ timecard: ref.timecard('ada') })
  const deps = { store, site: 'lyon', now: () => later(50_000), asOf: later(50_000) }
  const early = [{ shiftId: 'early', from: '06:00', to: '14:00' }]
  await watch.flagMissingClockOffs(deps, timecard ? [timecard.value] : [], early, 'Europe/Paris')
  const body = correctEntry.parse({ personId: 'ada', to: later(3600), reason: 'Left at one by the gate log' })
  taken(await labour.correctEntry(store.timesheet)(store, command(olga, body, { at: later(60_000) }), { entryId }))
  taken(await labour.clockOn(store.timesheet)(store, command(ada, { activity: 'meeting' })))
  taken(await labour.clockOff(store, command(ada, {}, { at: later(600) })))
  await labour.clockOff(store, command(ada, {}, { operation: 'clockOff' }))
  const brief = personDefinition.parse({
    name: 'Ada Moreau',
    qualifications: [{ qualificationId: 'weighing' }, { qualificationId: 'forklift', validUntil: later(86_400) }],
  })
  const personId = 'ada' as PersonId
  taken(await definitions.definePerson(store, command(olga, brief), { personId }))
  await watch.warnOfExpiringQualifications({ ...deps, asOf: noon }, [{ ...brief, personId }])
}

async function aMachineBreaksItsLimits(store: MemoryStore): Promise<DeviationId> {
  await mixingOrder(store, 'O-1')
  const hear = (message: Parameters<typeof processDeviceMessage>[1]['message']) =>
    processDeviceMessage(store, { site: 'lyon', equipmentId: mixer, message, clock: () => later(2) })
  await hear({ name: 'state', sequence: 1, occurredAt: later(1), state: 'execute' })
  await somebodyExplainsStops(store)
  await hear({ name: 'alarm', sequence: 2, occurredAt: later(1), code: 'E-7', text: 'Jacket valve' })
  const hot = { parameterId: 'temperature', value: '61.5', occurredAt: later(1) }
  await hear({ name: 'sample', sequence: 3, samples: [hot] } as Parameters<typeof hear>[0])
  const { order } = await store.load({ order: ref.order('O-1') })
  const [deviationId] = order && order.value.status !== 'created' ? Object.keys(order.value.deviations) : []
  if (deviationId === undefined) throw new Error(`What ${mixerSays.name} measured opened no deviation.`)
  return deviationId as DeviationId
}

async function qualityDecides(store: MemoryStore, deviationId: DeviationId): Promise<void> {
  const deps = { store, genealogy: store.genealogy, site: 'lyon', now: () => noon }
  const { deviation } = await store.load({ deviation: ref.deviation(deviationId) })
  for (const holdId of deviation?.value.holds ?? []) await spread(store, holdId)
  await workflow.escalate(deps, deviationId, 'classification')
  const classified = { severity: 'major', reason: 'Above the limit, below what harms' } as const
  taken(await deviations.classifyDeviation(store, command(quinn, classified), { deviationId }))
  const found = { rootCause: 'The jacket valve stuck open' }
  taken(await deviations.investigateDeviation(store, command(quinn, found), { deviationId }))
  const decision = { disposition: 'use-as-is', reason: 'The active is stable to 70 °C', capaRequired: true } as const
  const signature = signedBy(quinn, 'dispositioned')
  taken(await deviations.dispositionDeviation(store, command(quinn, decision, { signature }), { deviationId }))
  await workflow.applyDisposition(deps, deviationId)
  await workflow.requireCapa(deps, deviationId)
  await workflow.close(deps, deviationId)
}

async function theBatchIsReleased(store: MemoryStore, exceptionId: Deviation['deviationId']): Promise<void> {
  const path = { orderId: 'O-1' }
  const density = measured({ parameterId: 'density', value: '13' })
  const { factId: resultId } = taken(await results.recordResult(store, command(ada, density), path)).fact
  const right = correctResult.parse({ value: '1.3', reason: 'The point was missing' })
  taken(await results.correctResult(store, command(ada, right), { ...path, resultId }))
  taken(await results.recordResult(store, command(ada, measured({ checkId: 'clear', value: 'pass' })), path))
  taken(await output.produce(store, command(ada, production('SYR-1', '99.5')), path))
  taken(await completeStep(store, 'O-1', 'mix'))
  taken(await orders.completeOrder(store, command(ada, {}), path))
  const deps = { store, site: 'lyon', now: () => noon }
  await release.remind(deps, 'O-1', 'review')
  const reviewed = command(quinn, { comment: 'Plausible' }, { signature: signedBy(quinn, 'reviewed') })
  taken(await batches.reviewException(store, reviewed, { ...path, exceptionId }))
  const released = command(quinn, {}, { signature: signedBy(quinn, 'released') })
  taken(await batches.releaseBatch(store, released, path))
  await release.applyDecision(deps, 'O-1')
  await release.tellErp(deps, 'O-1')
}

async function aBatchIsRejected(store: MemoryStore): Promise<void> {
  const orderId = await completedOrder(store, 'O-2', 'SYR-2')
  const rejected = command(quinn, { reason: 'It is cloudy' }, { signature: signedBy(quinn, 'rejected') })
  taken(await batches.rejectBatch(store, rejected, { orderId }))
}

/** Steps of every kind: one is left out, one is repeated, signed and overridden, one works unit by unit. */
async function aRoutingIsWorkedThrough(store: MemoryStore): Promise<void> {
  const recipe = { recipeId: 'LID' as RecipeId, version: '1' }
  const batch = { value: '2', unit: '{each}' } as const
  const steps = [
    { stepId: 'rinse', name: 'Rinse', skip: { policy: 'off' } },
    {
      stepId: 'press',
      name: 'Press',
      after: ['rinse'],
      repeat: { until: 'sharp', atMost: 2 },
      checks: [{ checkId: 'sharp', question: 'Is the edge sharp?' }],
      parameters: [
        {
          parameterId: 'force',
          unit: 'N',
          high: '90',
          source: 'operator',
          policy: 'block-unless-signed',
          deviationOnOverride: false,
        },
      ],
      signatures: [{ meaning: 'verified', role: 'supervisor' }],
    },
    { stepId: 'pack', name: 'Pack', after: ['press'], flow: 'units' },
  ]
  const draft = recipeDraft.parse({ product: 'LID', batchSize: { min: batch, nominal: batch, max: batch }, steps })
  taken(await recipes.draftRecipe(store, command(erik, draft), recipe))
  taken(await recipes.submitRecipe(store, command(erik, {}), recipe))
  const approved = signedBy(quinn, 'approved')
  taken(await recipes.approveRecipe(store, command(quinn, {}, { signature: approved }), recipe))
  const body = createOrder.parse({ orderId: 'O-40', recipeId: 'LID', product: 'LID', quantity: batch })
  const path = { orderId: 'O-40' }
  taken(await orders.createOrder(store, command(paula, body)))
  taken(await orders.releaseOrder(store, command(paula, {}), path))
  taken(await orders.startOrder(store, command(ada, {}), path))
  taken(await execution.skipStep(store, command(ada, {}), { ...path, stepId: 'rinse' }))
  const press = { ...path, stepId: 'press' }
  taken(await startStep(store, 'O-40', 'press'))
  const answer = async (item: object) =>
    taken(await results.recordResult(store, command(ada, measured({ stepId: 'press', ...item })), path))
  await answer({ checkId: 'sharp', value: 'fail' })
  await answer({ checkId: 'sharp', value: 'pass' })
  await answer({ parameterId: 'force', value: '95' })
  const wanted = { ref: 'parameter:force', reason: 'The lid is right' }
  const signature = signedBy(olga, 'approved')
  taken(await execution.overrideStep(store, command(ada, wanted, { signature }), press))
  taken(await execution.signStep(store, command(ada, {}, { signature: signedBy(olga, 'verified') }), press))
  taken(await completeStep(store, 'O-40', 'press'))
  const pack = { ...path, stepId: 'pack' }
  taken(await startStep(store, 'O-40', 'pack'))
  taken(await execution.completeStep(store, command(ada, { quantity: { value: dec('1'), unit: '{each}' } }), pack))
  const lids = produce.parse({ stepId: 'pack', lotId: 'LID-1', quantity: batch })
  taken(await output.produce(store, command(ada, lids), path))
  taken(await completeStep(store, 'O-40', 'pack'))
}

/** A scale is checked, and two containers are weighed on it: one is verified and charged into a mixer, at last; the other is rejected. */
async function somethingIsWeighed(store: MemoryStore): Promise<void> {
  const { equipmentId, ...definition } = balance()
  taken(await definitions.defineEquipment(store, command(erik, definition), { equipmentId }))
  const weights = [g('100'), g('5000')].map((it) => ({ nominal: it, reading: it }))
  const check = checkScale.parse({ readings: weights, source: 'typed' })
  taken(await dispensing.checkScale('Europe/Paris')(store, command(ada, check), { equipmentId }))
  const batch = { value: '1', unit: 'kg' } as const
  const tolerance = { minusPercent: '50', plusPercent: '0' }
  const materials = [
    { lineId: '10', materialId: 'SUCROSE', quantity: g('500'), tolerance, weighing: { verify: 'block' } },
  ]
  const steps = [
    { stepId: 'weigh', name: 'Weigh', materials },
    {
      stepId: 'charge',
      name: 'Charge',
      after: ['weigh'],
      equipmentClass: 'mixer',
      charges: [{ from: 'weigh' }],
    },
  ]
  const draft = recipeDraft.parse({ product: 'SYRUP', batchSize: { min: batch, nominal: batch, max: batch }, steps })
  await approvedVersion(store, '1', draft, noon, 'SWEET' as RecipeId)
  const orderId = await startedOrder(store, 'O-30', { recipeId: 'SWEET', quantity: batch })
  taken(await startStep(store, orderId, 'weigh'))
  const weighed = (containerId: string) =>
    weigh.parse({
      stepId: 'weigh',
      lineId: '10',
      lotId: 'SUC-1',
      equipmentId,
      containerId,
      method: 'net',
      net: g('250'),
      source: 'typed',
      reason: 'The cable is broken',
    })
  for (const containerId of ['C-1', 'C-2'])
    taken(await dispensing.weigh(store, command(ada, weighed(containerId)), { orderId }))
  const verified = command(olga, { scanned: 'C-1' }, { signature: signedBy(olga, 'verified') })
  const scanned = dispensing.verifyContainer((code) => ({ names: [code] }))
  taken(await scanned(store, verified, { orderId, containerId: 'C-1' }))
  const spilled = { reasonCode: 'SPILLED', reason: 'It fell over' }
  taken(await dispensing.rejectContainer(store, command(olga, spilled), { orderId, containerId: 'C-2' }))
  taken(await completeStep(store, orderId, 'weigh'))
  taken(await startStep(store, orderId, 'charge', 'MIXER-2'))
  const charge = charges.chargeContainer((code) => ({ names: [code] }))
  const path = { orderId, containerId: 'C-1' }
  const body = chargeContainer.omit({ signature: true }).parse({ stepId: 'charge', scanned: 'C-1' })
  taken(await charge(store, command(ada, body), path))
  taken(await charges.reverseCharge(store, command(ada, { reason: 'It stands beside the mixer' }), path))
  taken(await charge(store, command(ada, body), path))
}

/** A mixer has stood; people correct what it said, say why, part the stop, and make one of the two again. */
async function somebodyExplainsStops(store: MemoryStore): Promise<void> {
  taken(await definitions.defineEquipmentClass(store, command(erik, mixers), mixerClass))
  const times = { shifts: [], timeZone: 'UTC' }
  const [from, half, to] = [later(1), later(300), later(600)]
  const path = { equipmentId: mixer, stateId: stateIdOf(Date.parse(from)) }
  const at = { at: later(1200) }
  const stood = { state: 'stopped', from, to, reason: 'It stood' } as const
  taken(await stops.correctState(times)(store, command(olga, stood, at), path))
  taken(await stops.explainStop(times)(store, command(ada, { reasonId: 'jam' }, at), path))
  taken(await stops.splitState(times)(store, command(ada, { at: half, reasonId: 'meal' }, at), path))
  const until = stateIdOf(Date.parse(half))
  taken(await stops.mergeStates(times)(store, command(ada, { until, reasonId: 'jam' }, at), path))
}

/** The cord is pulled at a mixer; somebody comes and helps. */
async function somebodyCallsForHelp(store: MemoryStore): Promise<void> {
  const path = { equipmentId: mixer }
  const placed = await cords.placeCall(store, command(ada, { kind: 'maintenance', comment: 'It squeaks' }), path)
  taken(placed)
  const { callId } = placed.outcome === 'done' ? (placed.fact.data as { readonly callId: string }) : { callId: '' }
  taken(await cords.answerCall(store, command(olga, {}), { ...path, callId }))
  taken(await cords.endCall(store, command(olga, { result: 'Greased' }), { ...path, callId }))
}

/** A probe is calibrated, and found out of tolerance; another work order uses a part, and a third one is cancelled. */
async function somethingIsMaintained(store: MemoryStore): Promise<void> {
  const equipmentId = 'PROBE-1' as EquipmentId
  const { equipmentId: _, ...definition } = aMixer({ name: 'Probe', plans: [probePlan()] })
  taken(await definitions.defineEquipment(store, command(erik, definition), { equipmentId }))
  const opened = async (name: string, planId?: string) => {
    const maintenanceId = name as MaintenanceId
    const body = { maintenanceId, equipmentId, ...(planId !== undefined && { planId }), comment: 'As planned' }
    taken(await care.openMaintenance(store, command(ada, body)))
    return { maintenanceId }
  }
  const calibration = await opened('M-1', 'PROBE')
  taken(await care.startMaintenance(store, command(erik, {}), calibration))
  const found = { comment: 'Replaced', calibration: reads(['21', '20.1'], ['80']) }
  const signature = () => ({ signature: signedBy(erik, 'performed') })
  taken(await care.completeMaintenance(store, command(erik, found, signature()), calibration))
  const repair = await opened('M-2')
  taken(await care.startMaintenance(store, command(erik, {}), repair))
  const part = { lotId: 'SUC-1' as LotId, quantity: kg('0.5'), reason: 'The other lot is too far away' }
  taken(await care.usePart(store, command(erik, part), repair))
  taken(await care.completeMaintenance(store, command(erik, { comment: 'Greased' }, signature()), repair))
  const mistaken = await opened('M-3')
  taken(await care.cancelMaintenance(store, command(olga, { reason: 'Opened twice' }), mistaken))
}

/** An order changes to another version while it runs; two more changes are rejected and withdrawn. */
async function anOrderIsChanged(store: MemoryStore): Promise<void> {
  await approvedVersion(store, '3')
  await startedOrder(store, 'O-60', { version: '1' })
  const propose = async (changeId: ChangeId, effect: ChangeEffect) => {
    const body = { changeId, version: '3', effect, reason: 'Less foam' } as const
    const path = { orderId: 'O-60', changeId }
    taken(await changes.proposeChange(store, command(erik, body), path))
    return path
  }
  const wanted = await propose('CH-1' as ChangeId, 'immediately')
  const unwanted = await propose('CH-2' as ChangeId, 'immediately')
  const forgotten = await propose('CH-3' as ChangeId, 'immediately')
  const reviewed = command(olga, { comment: 'As agreed' }, { signature: signedBy(olga, 'reviewed') })
  taken(await changes.reviewChange(store, reviewed, wanted))
  taken(await changes.approveChange(store, command(quinn, {}, { signature: signedBy(quinn, 'approved') }), wanted))
  const rejected = command(quinn, { reason: 'Not again' }, { signature: signedBy(quinn, 'rejected') })
  taken(await changes.rejectChange(store, rejected, unwanted))
  taken(await changes.withdrawChange(store, command(erik, { reason: 'It is done' }), forgotten))
}

async function thingsAreRefused(store: MemoryStore): Promise<void> {
  await orders.startOrder(store, command(ada, {}, { operation: 'startOrder' }), { orderId: 'O-1' })
  const gold = { lotId: 'L-9' as LotId, materialId: 'GOLD' as MaterialId, quantity: kg('1') }
  await receiving.receiveLot(store, command(ada, gold))
  const { equipmentId, ...definition } = aMixer({ parentId: mixer })
  await definitions.defineEquipment(store, command(erik, definition), { equipmentId })
  await recipes.approveRecipe(store, command(quinn, {}), { recipeId: 'SYRUP' as RecipeId, version: '1' })
  await holding.releaseHold(store, command(quinn, { reason: 'Once more' }), { holdId: 'H-1' })
  const seen = { deviationId: 'dev-9' as DeviationId, title: 'A smell', description: 'Of almonds.' }
  const subject = { type: 'lot', id: 'SUC-1' } as const
  taken(await deviations.openDeviation(store, command(ada, { ...seen, subject })))
  await deviations.closeDeviation(store, command(quinn, { reason: 'Enough' }), { deviationId: 'dev-9' })
}
