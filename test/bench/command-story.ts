import { randomUUID } from 'node:crypto'
import { containerId, orderId, personId } from '../../events/identifiers.ts'
import type { Outcome } from '../../shared/usecases/commit/command.ts'
import * as definitions from '../../shared/usecases/equipment/definitions.ts'
import type { Taken } from '../../shared/usecases/equipment/heard.ts'
import * as batches from '../../shared/usecases/execution/batches.ts'
import * as results from '../../shared/usecases/execution/results.ts'
import * as execution from '../../shared/usecases/execution/steps.ts'
import * as labour from '../../shared/usecases/labour/labour.ts'
import * as orders from '../../shared/usecases/orders/orders.ts'
import * as consumption from '../../shared/usecases/production/consumption.ts'
import * as output from '../../shared/usecases/production/output.ts'
import * as reservation from '../../shared/usecases/production/reservation.ts'
import * as reversal from '../../shared/usecases/production/reversal.ts'
import * as deviations from '../../shared/usecases/quality/deviations.ts'
import * as holding from '../../shared/usecases/quality/holding.ts'
import * as recipes from '../../shared/usecases/recipes/recipes.ts'
import * as containers from '../../shared/usecases/stock/containers.ts'
import * as lots from '../../shared/usecases/stock/lots.ts'
import * as receiving from '../../shared/usecases/stock/receiving.ts'
import * as shipping from '../../shared/usecases/stock/shipping.ts'
import * as sublots from '../../shared/usecases/stock/sublots.ts'
import * as usageDecision from '../../shared/usecases/stock/usage-decision.ts'
import * as dispensing from '../../shared/usecases/weighing/weighing.ts'
import { dec } from '../support/given.ts'
import { type Act, type Needs, needs, preparation } from './act.ts'
import type { MeteredStore, Usage } from './metered-store.ts'
import * as p from './sample-plant.ts'
import { command } from './sample-plant.ts'
import { storyOfUnits } from './story-of-units.ts'

/** Nothing is booked late here, so the entries of others are not read. */
const nobodyElse = { endedEntries: async () => [] }

export interface Performed {
  readonly name: string
  readonly needs: Needs
  readonly usage: Usage
  readonly surprise: string | undefined
}

/** Performs every command of a plant in the order of a batch's life, each measured alone. */
export async function* performEach({ store, measure }: MeteredStore): AsyncGenerator<Performed> {
  for (const [name, needs, act] of [...story, ...storyOfUnits]) {
    const { result, usage } = await measure(() => act(store))
    const came = outcomeOf(result)
    const surprise =
      came === (needs?.expects ?? 'done') ? undefined : `${came}: ${JSON.stringify(result).slice(0, 400)}`
    if (needs) yield { name, needs, usage, surprise }
    else if (surprise !== undefined) throw new Error(`The bench could not ${name}: ${surprise}`)
  }
}

function outcomeOf(result: Outcome | Taken): string {
  if ('taken' in result) return result.taken ? 'done' : 'not taken'
  return 'replayed' in result && result.replayed ? 'replayed' : result.outcome
}

const replayedId = randomUUID()
const breachId = randomUUID()
const { deviationId: excursionId, holdId: excursionHoldId } = execution.exceptionIds(p.badOrder.orderId, breachId)
const excursion = { deviationId: excursionId }

const useAsIs = { disposition: 'use-as-is', reason: 'The outer bag only', capaRequired: false } as const
const torn = {
  ...p.deviation,
  subject: p.heldLot,
  title: 'A torn bag',
  description: 'Bag 3 of the pallet came torn.',
}
const weigh = { ...p.order, stepId: 'weigh' }
const mix = { ...p.order, stepId: 'mix' }
const onMixer = { equipmentId: p.mixer }

const { stock: shelf, assembly: pump } = p
const build = { ...pump.order, stepId: 'build' }
const onScale = { equipmentId: pump.scale }
const jar = { ...pump.order, containerId: pump.container }
const pallet = { containerId: containerId.parse(pump.pallet.containerId) }
const builtId = randomUUID()

const story: readonly Act[] = [
  [
    'defineEquipment',
    needs('fact, equipment, place, machine, class', 'equipment appears, class appears'),
    (s) => definitions.defineEquipment(s, command(p.equipment), onMixer),
  ],
  [
    'defineMaterial',
    needs('fact, material', 'material appears'),
    (s) => definitions.defineMaterial(s, command(p.material), { materialId: p.sugar }),
  ],
  [
    'definePerson',
    needs('fact, person, timecard', 'person appears'),
    (s) => definitions.definePerson(s, command(p.qualified), { personId: personId.parse('ada') }),
  ],
  ['define who signs', preparation, (s) => definitions.definePerson(s, command(p.signer), { personId: p.signerId })],
  [
    'draftRecipe',
    needs('large fact, recipe', 'recipe appears'),
    (s) => recipes.draftRecipe(s, command(p.draft), p.recipe),
  ],
  [
    'submitRecipe',
    needs('fact, recipe', 'recipe changes', { trips: [3, 'the draft tells what it refers to'] }),
    (s) => recipes.submitRecipe(s, command({}), p.recipe),
  ],
  [
    'approveRecipe',
    needs('fact, recipe, versions in force, sign-in', 'recipe changes'),
    (s) => recipes.approveRecipe(s, command({}, 'approved'), p.recipe),
  ],
  [
    'receiveLot',
    needs('fact, lot, claimed key', 'lot appears, fact under the material'),
    (s) => receiving.receiveLot(s, command(p.aLot(p.lot.lotId))),
  ],
  [
    'releaseLot',
    needs('fact, lot, sign-in', 'lot changes'),
    (s) => usageDecision.releaseLot(s, command({}, 'released'), p.lot),
  ],

  [
    'createOrder',
    needs('fact, order, claimed key', 'order appears, fact under the material'),
    (s) => orders.createOrder(s, command(p.anOrder(p.order.orderId))),
  ],
  [
    'changeOrder',
    needs('fact, order', 'order changes'),
    (s) => orders.changeOrder(s, command(p.anOrder(p.order.orderId))),
  ],
  [
    'releaseOrder',
    needs('fact, order, snapshot', 'order changes', {
      trips: [4, 'the order tells recipe and product, and the recipe its materials, whose densities the order freezes'],
    }),
    (s) => orders.releaseOrder(s, command({}), p.order),
  ],
  ['startOrder', needs('fact, order', 'order changes'), (s) => orders.startOrder(s, command({}), p.order)],
  [
    'pauseOrder',
    needs('fact, order', 'order changes'),
    (s) => orders.pauseOrder(s, command({ reason: 'Shift change' }), p.order),
  ],
  ['resumeOrder', needs('fact, order', 'order changes'), (s) => orders.resumeOrder(s, command({}), p.order)],
  ['commentOrder', needs('fact, order'), (s) => orders.commentOrder(s, command({ text: 'Bag 2 opened' }), p.order)],
  [
    'clockOn',
    needs('fact, timecard', 'timecard appears, fact under the order'),
    (s) => labour.clockOn(nobodyElse)(s, command({ activity: 'production', orderId: orderId.parse(p.order.orderId) })),
  ],
  ['startBreak', needs('fact, timecard'), (s) => labour.startBreak(s, command({}))],
  ['endBreak', needs('fact, timecard, entry'), (s) => labour.endBreak(s, command({}))],
  [
    'clockOff',
    needs('fact, timecard, entry', 'timecard leaves, fact under the order'),
    (s) => labour.clockOff(s, command({})),
  ],
  ['startStep', needs('fact, order'), (s) => execution.startStep(s, command({}), weigh)],
  [
    'consume',
    needs('fact, order, lot', 'fact under the lot'),
    (s) => consumption.consume(s, command(p.aDraw('20'), undefined, replayedId), p.order),
  ],
  [
    'consume, replayed',
    needs('fact, order, lot', 'fact under the lot', {
      expects: 'replayed',
      note: 'a cancelled transaction answers no units here; AWS bills its writes',
    }),
    (s) => consumption.consume(s, command(p.aDraw('20'), undefined, replayedId), p.order),
  ],
  [
    'consume, refused',
    needs('fact, order', '', { expects: 'refused' }),
    (s) => consumption.consume(s, command(p.aDraw('25')), p.order),
  ],
  ['weigh the rest', preparation, (s) => consumption.consume(s, command(p.aDraw('20')), p.order)],
  ['completeStep', needs('fact, order'), (s) => execution.completeStep(s, command({}), weigh)],
  [
    'startStep on a machine',
    needs('fact, order, machine', 'fact under the machine'),
    (s) => execution.startStep(s, command(onMixer), mix),
  ],
  [
    'machine: state',
    needs('fact, machine'),
    (s) => p.hear(s, { name: 'state', sequence: 1, occurredAt: p.now(), state: 'execute' }),
  ],
  [
    'machine: count',
    needs('kept machine'),
    (s) => p.hear(s, { name: 'count', sequence: 2, occurredAt: p.now(), good: dec('12'), reject: dec('0') }),
  ],
  [
    'machine: first good sample',
    needs('kept machine, kept trend, fact, order', '', {
      trips: [5, 'a sample is kept first, in machine and trend, and then judged by the order that it was measured for'],
    }),
    (s) => p.hear(s, p.temperature(3, '40.2')),
  ],
  [
    'machine: further good sample',
    needs('kept machine, kept trend', '', {
      trips: [4, 'the order that it was measured for names the trend, and says that it is good'],
    }),
    (s) => p.hear(s, p.temperature(4, '40.4')),
  ],
  ['recordResult', needs('fact, order'), (s) => results.recordResult(s, command(p.acidity('7.1')), p.order)],
  [
    'produce',
    needs('fact, order, lot', 'lot appears, fact under the lot'),
    (s) => output.produce(s, command(p.aProduct), p.order),
  ],
  [
    'completeStep on a machine',
    needs('fact, order, machine', 'fact under the machine', { trips: [3, 'the order names its machine'] }),
    (s) => execution.completeStep(s, command({}), mix),
  ],
  ['completeOrder', needs('fact, order', 'order moves'), (s) => orders.completeOrder(s, command({}), p.order)],
  [
    'releaseBatch',
    needs('fact, order, sign-in, checked lot', 'order moves', { trips: [3, 'the order names its lots'] }),
    (s) => batches.releaseBatch(s, command({}, 'released'), p.order),
  ],
  ['closeOrder', needs('fact, order', 'order moves'), (s) => orders.closeOrder(s, command({}), p.order)],

  ['receive another lot', preparation, (s) => receiving.receiveLot(s, command(p.aLot(p.badLot.lotId)))],
  [
    'openDeviation',
    needs(
      'fact, deviation, claimed key, hold, lot, holds on their way, pointer',
      'deviation appears, hold appears, fact under the lot, pointer under the hold',
    ),
    (s) => deviations.openDeviation(s, command(torn)),
  ],
  [
    'placeHold',
    needs('fact, hold, lot, holds on their way, claimed key', 'hold appears, fact under the lot'),
    (s) => holding.placeHold(s, command({ ...p.hold, subject: p.heldLot, reason: 'A torn bag' })),
  ],
  [
    'releaseHold',
    needs('fact, hold, lot, holds on their way, sign-in', 'hold moves, fact under the lot', {
      trips: [3, 'the hold tells what it rests on'],
    }),
    (s) => holding.releaseHold(s, command({ reason: 'Intact' }, 'released'), p.hold),
  ],
  [
    'rejectLot',
    needs('fact, lot, sign-in', 'lot changes'),
    (s) => usageDecision.rejectLot(s, command({ reason: 'Too old' }, 'rejected'), p.badLot),
  ],

  ['create another order', preparation, (s) => orders.createOrder(s, command(p.anOrder(p.badOrder.orderId)))],
  ['release it', preparation, (s) => orders.releaseOrder(s, command({}), p.badOrder)],
  ['start it', preparation, (s) => orders.startOrder(s, command({}), p.badOrder)],
  ['start its mixing', preparation, (s) => execution.startStep(s, command(onMixer), { ...p.badOrder, stepId: 'mix' })],
  [
    'recordResult, out of limits',
    needs(
      'fact, order, deviation, hold, pointer',
      'order changes, deviation appears, hold appears, fact under the deviation, pointer under the hold',
    ),
    (s) => results.recordResult(s, command(p.acidity('9.2'), undefined, breachId), p.badOrder),
  ],
  [
    'classifyDeviation',
    needs('fact, deviation', 'deviation changes'),
    (s) => deviations.classifyDeviation(s, command({ severity: 'minor', reason: 'Probe' }), excursion),
  ],
  [
    'investigateDeviation',
    needs('fact, deviation', 'deviation changes'),
    (s) => deviations.investigateDeviation(s, command({ rootCause: 'Probe dry' }), excursion),
  ],
  [
    'dispositionDeviation',
    needs('fact, deviation, sign-in', 'deviation changes'),
    (s) => deviations.dispositionDeviation(s, command(useAsIs, 'dispositioned'), excursion),
  ],
  [
    'liftHold (workflow)',
    needs('fact, hold, order', 'hold moves, order changes, fact under the order', {
      trips: [3, 'the hold tells what it rests on'],
    }),
    (s) => holding.liftHold(s, command({ reason: 'As decided' }), { holdId: excursionHoldId }),
  ],
  [
    'closeDeviation',
    needs('fact, deviation, order', 'deviation moves, fact under the order', {
      trips: [3, 'the deviation names its order and its holds'],
    }),
    (s) => deviations.closeDeviation(s, command({ reason: 'Applied' }), excursion),
  ],
  [
    'reviewException',
    needs('fact, order, sign-in'),
    (s) =>
      batches.reviewException(s, command({ comment: 'Plausible' }, 'reviewed'), {
        ...p.badOrder,
        exceptionId: excursionId,
      }),
  ],
  [
    'machine: sample out of limits',
    needs(
      'kept machine, kept trend, large fact, order, deviation, hold, pointer',
      'order changes, deviation appears, hold appears, fact under the deviation, pointer under the hold',
      {
        trips: [
          5,
          'a sample is kept first, in machine and trend, and then judged by the order that it was measured for',
        ],
      },
    ),
    (s) => p.hear(s, p.temperature(5, '61.5')),
  ],
  [
    'abortOrder',
    needs('fact, order, machine', 'order moves', { trips: [3, 'the order names its machines'] }),
    (s) => orders.abortOrder(s, command({ reason: 'The batch is lost' }), p.badOrder),
  ],
  [
    'rejectBatch',
    needs('fact, order, sign-in'),
    (s) => batches.rejectBatch(s, command({ reason: 'Lost' }, 'rejected'), p.badOrder),
  ],
  ['receive a lot to work on', preparation, (s) => receiving.receiveLot(s, command(p.aLot(shelf.lot.lotId)))],
  ['release that lot', preparation, (s) => usageDecision.releaseLot(s, command({}, 'released'), shelf.lot)],
  [
    'define a rack',
    preparation,
    (s) => definitions.defineEquipment(s, command(p.rackDefinition), { equipmentId: shelf.rack }),
  ],
  [
    'splitLot',
    needs('fact, lot, part, pointer', 'part appears, fact under the lot, pointer under the part'),
    (s) => lots.splitLot(s, command(p.aPart(0)), shelf.lot),
  ],
  ['split off another', preparation, (s) => lots.splitLot(s, command(p.aPart(1)), shelf.lot)],
  [
    'mergeLots, of two',
    needs(
      'fact, lot, first part, second part, pointer',
      'lot appears, first part moves, second part moves, fact under the first part, pointer under the second',
      { trips: [4, 'the lots name their material; while a hold spreads, also what they are made of'] },
    ),
    (s) => lots.mergeLots(s, command(p.allParts), shelf.merged),
  ],
  [
    'moveLot',
    needs('fact, lot', 'lot changes, fact under the place', { trips: [3, 'the lot names its material'] }),
    (s) => lots.moveLot(s, command(p.toRack), shelf.lot),
  ],
  ['adjustLot', needs('fact, lot'), (s) => lots.adjustLot(s, command(p.counted), shelf.lot)],
  ['scrapLot', needs('fact, lot'), (s) => lots.scrapLot(s, command(p.spilled), shelf.lot)],
  ['sampleLot', needs('fact, lot'), (s) => lots.sampleLot(s, command(p.aSample), shelf.lot)],
  [
    'divideLot',
    needs('fact, lot, sublot', 'lot changes', { trips: [3, 'the lot names the material, in which a number is once'] }),
    (s) => sublots.divideLot(s, command(p.aBag), shelf.lot),
  ],
  [
    'shipLot',
    needs('fact, lot, shipment', 'fact under the lot'),
    (s) => shipping.shipLot(s, command(p.aShipment), shelf.lot),
  ],
  [
    'returnLot',
    needs('fact, lot, shipment', 'fact under the lot'),
    (s) => shipping.returnToSupplier(s, command(p.aReturn), shelf.lot),
  ],

  ['define the pump', preparation, (s) => definitions.defineMaterial(s, command(p.pieces), { materialId: pump.pump })],
  ['define the seal', preparation, (s) => definitions.defineMaterial(s, command(p.pieces), { materialId: pump.seal })],
  [
    'define the oil',
    preparation,
    (s) => definitions.defineMaterial(s, command(p.oilDefinition), { materialId: pump.oil }),
  ],
  ['define a scale', preparation, (s) => definitions.defineEquipment(s, command(p.scaleDefinition), onScale)],
  ['draft its recipe', preparation, (s) => recipes.draftRecipe(s, command(p.assemblyDraft), pump.path)],
  ['submit it', preparation, (s) => recipes.submitRecipe(s, command({}), pump.path)],
  ['approve it', preparation, (s) => recipes.approveRecipe(s, command({}, 'approved'), pump.path)],
  ['receive seals', preparation, (s) => receiving.receiveLot(s, command(p.sealsReceived))],
  ['release the seals', preparation, (s) => usageDecision.releaseLot(s, command({}, 'released'), pump.seals)],
  ['receive oil', preparation, (s) => receiving.receiveLot(s, command(p.oilReceived))],
  ['release the oil', preparation, (s) => usageDecision.releaseLot(s, command({}, 'released'), pump.oils)],
  ['create the order of a pump', preparation, (s) => orders.createOrder(s, command(p.anAssembly))],
  ['release the order of a pump', preparation, (s) => orders.releaseOrder(s, command({}), pump.order)],
  [
    'reserveLot',
    needs('fact, order, lot', 'fact under the lot'),
    (s) => reservation.reserveLot(s, command(p.aReservation), pump.order),
  ],
  [
    'announceUnits',
    needs('fact, order, serial number', 'fact under the lot, serial number under the order', {
      trips: [3, 'the order names its product'],
    }),
    (s) => output.announceUnits(s, command(p.announced), pump.order),
  ],
  ['start the order of a pump', preparation, (s) => orders.startOrder(s, command({}), pump.order)],
  ['start building', preparation, (s) => execution.startStep(s, command({}), build)],
  [
    'consume into a unit',
    needs('fact, order, lot, serial number', 'fact under the lot', { trips: [3, 'the order names its product'] }),
    (s) => consumption.consume(s, command(p.built, undefined, builtId), pump.order),
  ],
  [
    'reverse',
    needs('fact, order, lot, sublot in quarantine, serial number', 'lot changes, fact under the lot', {
      trips: [3, 'the fact names the lot'],
    }),
    (s) => reversal.reverse(s, command(p.takenOut(builtId)), pump.order),
  ],
  ['build it in again', preparation, (s) => consumption.consume(s, command(p.built), pump.order)],
  [
    'checkScale',
    needs('fact, machine'),
    (s) => dispensing.checkScale('Europe/Paris')(s, command(p.scaleCheck), onScale),
  ],
  [
    'weigh',
    needs('large fact, order, lot, container, pointer', 'fact under the lot, pointer under the scale', {
      trips: [3, 'while a hold spreads, what the order is made of'],
    }),
    (s) => dispensing.weigh(s, command(p.weighed), pump.order),
  ],
  [
    'verifyContainer',
    needs('fact, order, container, sign-in'),
    (s) =>
      dispensing.verifyContainer((code) => ({ names: [code] }))(
        s,
        command({ scanned: pump.container }, 'verified'),
        jar,
      ),
  ],
  [
    'produce a unit',
    needs('fact, order, lot, sublot, serial number', 'lot appears, fact under the lot', {
      trips: [4, 'the order names its product; while a hold spreads, also what it is made of'],
    }),
    (s) => output.produce(s, command(p.aPump), pump.order),
  ],

  ['number a seal', preparation, (s) => sublots.makeUnits(s, command(p.otherUnits), pump.seals)],
  [
    'makeContainer',
    needs('fact, container, claimed key', 'container appears'),
    (s) => containers.makeContainer(s, command(p.aPallet)),
  ],
  [
    'packContainer',
    needs('fact, container, sublot, lot', 'fact under the lot', { trips: [3, 'what is in it is looked through'] }),
    (s) => containers.packContainer(s, command(p.packed), pallet),
  ],
  [
    'shipContainer',
    needs('fact, container, lot, sublot, shipment', 'container moves, fact under the lot', {
      trips: [3, 'what is in it is looked through'],
    }),
    (s) => containers.shipContainer(s, command(p.palletShipped), pallet),
  ],

  [
    'recallLot',
    needs('fact, hold, lot, holds on their way', 'hold appears, fact under the lot'),
    (s) => holding.recallLot(async () => [])(s, command({ reason: 'Foreign matter' }), shelf.merged),
  ],
  [
    'retireRecipe',
    needs('fact, recipe, versions in force', 'recipe changes'),
    (s) => recipes.retireRecipe(s, command({}), p.recipe),
  ],
]
