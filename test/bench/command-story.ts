import { randomUUID } from 'node:crypto'
import { containerId, orderId, personId } from '../../events/identifiers.ts'
import * as batches from '../../shared/usecases/batches.ts'
import type { Outcome } from '../../shared/usecases/command.ts'
import * as containers from '../../shared/usecases/containers.ts'
import * as definitions from '../../shared/usecases/definitions.ts'
import type { Taken } from '../../shared/usecases/devices.ts'
import * as dispensing from '../../shared/usecases/dispensing.ts'
import * as drawing from '../../shared/usecases/drawing.ts'
import * as execution from '../../shared/usecases/execution.ts'
import * as labour from '../../shared/usecases/labour.ts'
import * as lots from '../../shared/usecases/lots.ts'
import * as orders from '../../shared/usecases/orders.ts'
import * as quality from '../../shared/usecases/quality.ts'
import * as recipes from '../../shared/usecases/recipes.ts'
import type { Store } from '../../shared/usecases/store.ts'
import type { MeteredStore, Usage } from './metered-store.ts'
import * as p from './sample-plant.ts'
import { command } from './sample-plant.ts'

interface About {
  /** Why it costs more than its aim. */
  readonly why?: string
  /** How it comes out; `done` unless told. */
  readonly expects?: 'refused' | 'replayed'
}

/** @property things how many things it changes besides leaving its fact; 0 prepares what comes next and is not shown. */
type Act = readonly [name: string, things: 0 | 1 | 2, act: (store: Store) => Promise<Outcome | Taken>, about?: About]

export interface Performed {
  readonly name: string
  readonly things: 1 | 2
  readonly why: string | undefined
  readonly usage: Usage
  /** How it came out, when that is not as expected. */
  readonly surprise: string | undefined
}

/** Performs every command of a plant in the order of a batch's life, each measured for itself. */
export async function* performEach({ store, measure }: MeteredStore): AsyncGenerator<Performed> {
  for (const [name, things, act, { why, expects = 'done' } = {}] of story) {
    const { result, usage } = await measure(() => act(store))
    const came = outcomeOf(result)
    const surprise = came === expects ? undefined : `${came}: ${JSON.stringify(result).slice(0, 400)}`
    if (things > 0) yield { name, things: things as 1 | 2, why, usage, surprise }
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

const moved = 'moves to the list of another status (index 2)'
const listed = 'new in a list (index 1)'
const changed = 'its entry in a list changes (index 1)'
const cited = 'its fact is found from the other thing too (index 1)'
const whole = 'the version with its signatures is more than 1 KB (2)'
const signed = 'the sign-in is spent in an item of its own (2)'
const claimed = 'the body names the new thing, so its key is claimed for the site (2)'
/** A fact has one more thing in its own item, and an item for each further one. */
const pointed = (to: string, units: number) => `an item points from each of ${to} to the fact (${units})`
const late = (what: string) => `a reading more: only ${what}`
const why = (...reasons: readonly string[]): About => ({ why: reasons.join('; ') })

const { stock: shelf, assembly: pump } = p
const build = { ...pump.order, stepId: 'build' }
const onScale = { equipmentId: pump.scale }
const jar = { ...pump.order, containerId: pump.container }
const pallet = { containerId: containerId.parse(pump.pallet.containerId) }
const builtId = randomUUID()

const story: readonly Act[] = [
  [
    'defineEquipment',
    2,
    (s) => definitions.defineEquipment(s, command(p.equipment), onMixer),
    why('its place in the hierarchy and its class come with it (4)', listed, 'the class is new in a list (index 1)'),
  ],
  [
    'defineMaterial',
    1,
    (s) => definitions.defineMaterial(s, command(p.material), { materialId: p.sugar }),
    why(listed),
  ],
  [
    'definePerson',
    2,
    (s) => definitions.definePerson(s, command(p.qualified), { personId: personId.parse('ada') }),
    why(listed),
  ],
  [
    'draftRecipe',
    1,
    (s) => recipes.draftRecipe(s, command(p.draft), p.recipe),
    why('the fact holds the whole draft, more than 1 KB (2)', listed),
  ],
  [
    'submitRecipe',
    1,
    (s) => recipes.submitRecipe(s, command({}), p.recipe),
    why(late('the draft tells what it refers to'), changed),
  ],
  [
    'approveRecipe',
    2,
    (s) => recipes.approveRecipe(s, command({}, 'approved'), p.recipe),
    why('version and schedule', whole, signed, changed),
  ],
  ['receiveLot', 1, (s) => lots.receiveLot(s, command(p.aLot(p.lot.lotId))), why(claimed, listed, cited)],
  ['releaseLot', 1, (s) => lots.releaseLot(s, command({}, 'released'), p.lot), why(signed)],

  ['createOrder', 1, (s) => orders.createOrder(s, command(p.anOrder(p.order.orderId))), why(claimed, listed, cited)],
  ['changeOrder', 1, (s) => orders.changeOrder(s, command(p.anOrder(p.order.orderId))), why(changed)],
  [
    'releaseOrder',
    2,
    (s) => orders.releaseOrder(s, command({}), p.order),
    why(late('the order tells recipe and product, and the recipe its version in force'), moved),
  ],
  ['startOrder', 1, (s) => orders.startOrder(s, command({}), p.order), why(moved)],
  ['pauseOrder', 1, (s) => orders.pauseOrder(s, command({ reason: 'Shift change' }), p.order), why(moved)],
  ['resumeOrder', 1, (s) => orders.resumeOrder(s, command({}), p.order), why(moved)],
  ['commentOrder', 1, (s) => orders.commentOrder(s, command({ text: 'Bag 2 opened' }), p.order)],
  [
    'clockOn',
    1,
    (s) => labour.clockOn(s, command({ activity: 'production', orderId: orderId.parse(p.order.orderId) })),
    why(listed, cited),
  ],
  ['startBreak', 1, (s) => labour.startBreak(s, command({}))],
  ['endBreak', 2, (s) => labour.endBreak(s, command({}))],
  ['clockOff', 2, (s) => labour.clockOff(s, command({})), why('it leaves a list (index 1)', cited)],
  ['startStep', 1, (s) => execution.startStep(s, command({}), weigh)],
  ['consume', 2, (s) => execution.consume(s, command(p.aDraw('20'), undefined, replayedId), p.order), why(cited)],
  [
    'consume, replayed',
    2,
    (s) => execution.consume(s, command(p.aDraw('20'), undefined, replayedId), p.order),
    { expects: 'replayed', why: 'a cancelled transaction answers no units here; AWS bills its writes' },
  ],
  ['consume, refused', 1, (s) => execution.consume(s, command(p.aDraw('25')), p.order), { expects: 'refused' }],
  ['weigh the rest', 0, (s) => execution.consume(s, command(p.aDraw('20')), p.order)],
  ['completeStep', 1, (s) => execution.completeStep(s, command({}), weigh)],
  ['startStep on a machine', 2, (s) => execution.startStep(s, command(onMixer), mix), why(cited)],
  ['machine: state', 1, (s) => p.hear(s, { name: 'state', sequence: 1, occurredAt: p.now(), state: 'execute' })],
  ['machine: count', 1, (s) => p.hear(s, { name: 'count', sequence: 2, occurredAt: p.now(), good: '12', reject: '0' })],
  [
    'machine: first good sample',
    1,
    (s) => p.hear(s, p.temperature(3, '40.2')),
    why('telemetry is kept first and judged by the order that it was measured for'),
  ],
  [
    'machine: further good sample',
    1,
    (s) => p.hear(s, p.temperature(4, '40.4')),
    why('kept, then judged as good without a command'),
  ],
  ['recordResult', 1, (s) => execution.recordResult(s, command(p.acidity('7.1')), p.order)],
  ['produce', 2, (s) => execution.produce(s, command(p.aProduct), p.order), why(listed, cited)],
  [
    'completeStep on a machine',
    2,
    (s) => execution.completeStep(s, command({}), mix),
    why(late('the order names its machine'), cited),
  ],
  ['completeOrder', 1, (s) => orders.completeOrder(s, command({}), p.order), why(moved)],
  [
    'releaseBatch',
    1,
    (s) => batches.releaseBatch(s, command({}, 'released'), p.order),
    why(late('the order names its lots'), signed),
  ],
  ['closeOrder', 1, (s) => orders.closeOrder(s, command({}), p.order), why(moved)],

  ['receive another lot', 0, (s) => lots.receiveLot(s, command(p.aLot(p.badLot.lotId)))],
  ['openDeviation', 1, (s) => quality.openDeviation(s, command(torn)), why(claimed, listed, cited)],
  [
    'placeHold',
    2,
    (s) => quality.placeHold(s, command({ ...p.hold, subject: p.heldLot, reason: 'A torn bag' })),
    why(claimed, listed, cited),
  ],
  [
    'releaseHold',
    2,
    (s) => quality.releaseHold(s, command({ reason: 'Intact' }, 'released'), p.hold),
    why(late('the hold tells what it rests on'), signed, changed, cited),
  ],
  ['rejectLot', 1, (s) => lots.rejectLot(s, command({ reason: 'Too old' }, 'rejected'), p.badLot), why(signed)],

  ['create another order', 0, (s) => orders.createOrder(s, command(p.anOrder(p.badOrder.orderId)))],
  ['release it', 0, (s) => orders.releaseOrder(s, command({}), p.badOrder)],
  ['start it', 0, (s) => orders.startOrder(s, command({}), p.badOrder)],
  ['start its mixing', 0, (s) => execution.startStep(s, command(onMixer), { ...p.badOrder, stepId: 'mix' })],
  [
    'recordResult, out of limits',
    2,
    (s) => execution.recordResult(s, command(p.acidity('9.2'), undefined, breachId), p.badOrder),
    why(
      'order, hold, deviation and a fact above 1 KB in one commit (10)',
      moved,
      'two things new in lists (index 2)',
      cited,
    ),
  ],
  [
    'classifyDeviation',
    1,
    (s) => quality.classifyDeviation(s, command({ severity: 'minor', reason: 'Probe' }), excursion),
    why(moved),
  ],
  [
    'investigateDeviation',
    1,
    (s) => quality.investigateDeviation(s, command({ rootCause: 'Probe dry' }), excursion),
    why(moved),
  ],
  [
    'dispositionDeviation',
    1,
    (s) => quality.dispositionDeviation(s, command(useAsIs, 'dispositioned'), excursion),
    why(moved, signed),
  ],
  [
    'liftHold (workflow)',
    2,
    (s) => quality.liftHold(s, command({ reason: 'As decided' }), { holdId: excursionHoldId }),
    why(late('the hold tells what it rests on'), changed, 'the order moves, too (index 2)', cited),
  ],
  [
    'closeDeviation',
    2,
    (s) => quality.closeDeviation(s, command({ reason: 'Applied' }), excursion),
    why(late('the deviation names its order and its holds'), moved, cited),
  ],
  [
    'reviewException',
    1,
    (s) =>
      batches.reviewException(s, command({ comment: 'Plausible' }, 'reviewed'), {
        ...p.badOrder,
        exceptionId: excursionId,
      }),
    why(signed),
  ],
  [
    'machine: sample out of limits',
    2,
    (s) => p.hear(s, p.temperature(5, '61.5')),
    why('telemetry (1), then the excursion in one commit (10)', moved, 'two things new in lists (index 2)', cited),
  ],
  [
    'abortOrder',
    2,
    (s) => orders.abortOrder(s, command({ reason: 'The batch is lost' }), p.badOrder),
    why(late('the order names its machines'), moved),
  ],
  ['rejectBatch', 1, (s) => batches.rejectBatch(s, command({ reason: 'Lost' }, 'rejected'), p.badOrder), why(signed)],
  ['receive a lot to work on', 0, (s) => lots.receiveLot(s, command(p.aLot(shelf.lot.lotId)))],
  ['release that lot', 0, (s) => lots.releaseLot(s, command({}, 'released'), shelf.lot)],
  ['define a rack', 0, (s) => definitions.defineEquipment(s, command(p.rackDefinition), { equipmentId: shelf.rack })],
  ['splitLot', 2, (s) => lots.splitLot(s, command(p.aPart(0)), shelf.lot), why(claimed, listed, cited)],
  ['split off another', 0, (s) => lots.splitLot(s, command(p.aPart(1)), shelf.lot)],
  [
    'mergeLots, of two',
    2,
    (s) => lots.mergeLots(s, command(p.allParts), shelf.merged),
    why(
      late('the lots name their material'),
      'three lots in one commit (2)',
      pointed('both lots', 4),
      'two lots leave a list for another, one is new in it (index 5)',
    ),
  ],
  [
    'moveLot',
    1,
    (s) => lots.moveLot(s, command(p.toRack), shelf.lot),
    why(late('the lot names its material'), changed),
  ],
  ['adjustLot', 1, (s) => lots.adjustLot(s, command(p.counted), shelf.lot)],
  ['scrapLot', 1, (s) => lots.scrapLot(s, command(p.spilled), shelf.lot)],
  ['sampleLot', 1, (s) => lots.sampleLot(s, command(p.aSample), shelf.lot)],
  ['divideLot', 2, (s) => lots.divideLot(s, command(p.aBag), shelf.lot)],
  ['shipLot', 2, (s) => lots.shipLot(s, command(p.aShipment), shelf.lot), why(cited)],
  ['returnLot', 2, (s) => lots.returnLot(s, command(p.aReturn), shelf.lot), why(cited)],

  ['define the pump', 0, (s) => definitions.defineMaterial(s, command(p.pieces), { materialId: pump.pump })],
  ['define the seal', 0, (s) => definitions.defineMaterial(s, command(p.pieces), { materialId: pump.seal })],
  ['define the oil', 0, (s) => definitions.defineMaterial(s, command(p.oilDefinition), { materialId: pump.oil })],
  ['define a scale', 0, (s) => definitions.defineEquipment(s, command(p.scaleDefinition), onScale)],
  ['draft its recipe', 0, (s) => recipes.draftRecipe(s, command(p.assemblyDraft), pump.path)],
  ['submit it', 0, (s) => recipes.submitRecipe(s, command({}), pump.path)],
  ['approve it', 0, (s) => recipes.approveRecipe(s, command({}, 'approved'), pump.path)],
  ['receive seals', 0, (s) => lots.receiveLot(s, command(p.sealsReceived))],
  ['release the seals', 0, (s) => lots.releaseLot(s, command({}, 'released'), pump.seals)],
  ['receive oil', 0, (s) => lots.receiveLot(s, command(p.oilReceived))],
  ['release the oil', 0, (s) => lots.releaseLot(s, command({}, 'released'), pump.oils)],
  ['create the order of a pump', 0, (s) => orders.createOrder(s, command(p.anAssembly))],
  ['release the order of a pump', 0, (s) => orders.releaseOrder(s, command({}), pump.order)],
  ['reserveLot', 2, (s) => drawing.reserveLot(s, command(p.aReservation), pump.order), why(cited)],
  [
    'announceUnits',
    2,
    (s) => execution.announceUnits(s, command(p.announced), pump.order),
    why(late('the order names its product'), cited),
  ],
  ['start the order of a pump', 0, (s) => orders.startOrder(s, command({}), pump.order)],
  ['start building', 0, (s) => execution.startStep(s, command({}), build)],
  [
    'consume into a unit',
    2,
    (s) => execution.consume(s, command(p.built, undefined, builtId), pump.order),
    why(late('the order names its product'), 'order, lot and unit in one commit (2)', pointed('the lots', 2)),
  ],
  [
    'reverseConsumption',
    2,
    (s) => drawing.reverseConsumption(s, command(p.takenOut(builtId)), pump.order),
    why(late('the fact names the lot'), 'order, lot and unit in one commit (2)', pointed('the lots', 2)),
  ],
  ['build it in again', 0, (s) => execution.consume(s, command(p.built), pump.order)],
  ['checkScale', 1, (s) => dispensing.checkScale('Europe/Paris')(s, command(p.scaleCheck), onScale)],
  [
    'weigh',
    2,
    (s) => dispensing.weigh(s, command(p.weighed), pump.order),
    why('order, lot and container in one commit (2)', pointed('lot and scale', 4)),
  ],
  [
    'verifyContainer',
    2,
    (s) => dispensing.verifyContainer((code) => [code])(s, command({ scanned: pump.container }, 'verified'), jar),
    why('order and container in one commit', signed),
  ],
  [
    'produce a unit',
    2,
    (s) => execution.produce(s, command(p.aPump), pump.order),
    why(late('the order names its product'), 'order, lot, piece and number in one commit (4)', listed, cited),
  ],

  ['number a seal', 0, (s) => lots.makeUnits(s, command(p.otherUnits), pump.seals)],
  ['makeContainer', 1, (s) => containers.makeContainer(s, command(p.aPallet)), why(claimed, listed)],
  [
    'packContainer',
    2,
    (s) => containers.packContainer(s, command(p.packed), pallet),
    why(late('what is in it is looked through'), pointed('what it holds', 4)),
  ],
  [
    'shipContainer',
    2,
    (s) => containers.shipContainer(s, command(p.palletShipped), pallet),
    why(
      late('what is in it is looked through'),
      'container, lot, piece and shipment in one commit (4)',
      pointed('what it holds', 2),
    ),
  ],

  [
    'recallLot',
    2,
    (s) => quality.recallLot(async () => [])(s, command({ reason: 'Foreign matter' }), shelf.merged),
    why('the list of holds on their way changes with it (2)', listed, cited),
  ],
  ['retireRecipe', 2, (s) => recipes.retireRecipe(s, command({}), p.recipe), why(whole, changed)],
]
