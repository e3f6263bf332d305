import { idInPath } from '../../id-rule.ts'
import type { Say, Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { allOf, amount, anyOf } from './words.ts'

/** What a completion has no stock for, and the lots past their date that it passed over. */
export interface Lacking {
  readonly lineId: string
  readonly missing: Amount
  readonly materials: readonly string[]
  readonly passedOver: readonly {
    readonly lotId: string
    readonly expiryPolicy: 'block' | 'block-unless-signed'
    readonly because: unknown
  }[]
}

/** What went in and what came out, in one dimension. */
export interface OpenBalance {
  readonly tolerancePercent: string
  readonly open: readonly { readonly in: Amount; readonly out: Amount; readonly percent?: string | undefined }[]
}

/** What was made, of what was to be made. */
export interface YieldOutside {
  readonly made: Amount
  readonly asked: Amount
  readonly percent?: string | undefined
  readonly low: string
  readonly high: string
}

/** A lot that comes before another one, and when it expires or came. */
export interface NextLot {
  readonly lotId: string
  readonly materialId: string
  readonly drawn: string
}

/** A lot that does not have any more what an order made in it. */
export interface MovedOn {
  readonly lotId: string
  readonly asked: Amount
  readonly remaining: Amount
  /** What left it, by account. */
  readonly gone: readonly { readonly account: string; readonly quantity: Amount }[]
  /** Where it went, such as `order:O-2`. */
  readonly to: readonly string[]
}

interface LineNamed {
  readonly stepId: string
  readonly lineId: string
}

const lacking = (cure: string) => (p: Lacking, say: Say) =>
  [
    `Line ${p.lineId} still lacks ${amount(p.missing)} of ${anyOf(p.materials)}; ${cure}.`,
    ...p.passedOver.flatMap(({ lotId, expiryPolicy, because }) => [
      say(because),
      expiryPolicy === 'block'
        ? 'It may not be used.'
        : `It is booked where expiry:${idInPath(lotId)} is overridden with a signature and the lot is named.`,
    ]),
  ].join(' ')

const openBalance = (what: string, { open, tolerancePercent }: OpenBalance) => {
  const told = open.map(
    (it) => `${amount(it.in)} went in and ${amount(it.out)} came out${it.percent ? `, ${it.percent} % apart` : ''}`,
  )
  return `The balance of ${what} is open: ${told.join('; ')}; ${tolerancePercent} % are allowed.`
}

const noDensity = (what: string, materials: readonly string[]) =>
  `The balance of ${what} cannot be closed in kg: ${allOf(materials)} ${materials.length > 1 ? 'are' : 'is'} in litres here and had no density when the order was released. Give it one with PUT /v1/materials/{materialId}; the next order counts by it.`

const yieldOutside = (what: string, { made, asked, percent, low, high }: YieldOutside) =>
  `The yield of ${what} is ${amount(made)} of ${amount(asked)}, ${percent ?? 0} %; it has to be ${low} to ${high} %.`

export const production = {
  'line-unknown': (p: LineNamed) => `Step ${p.stepId} has no material line ${p.lineId}.`,
  'line-unknown/none-of-use': (p: { stepId: string; use: string }) => `Step ${p.stepId} has no line of a ${p.use}.`,
  'line-unknown/name-one': (p: { stepId: string; use: string; lines: readonly string[] }) =>
    `Step ${p.stepId} has several lines of a ${p.use}; name one of them: ${anyOf(p.lines)}.`,
  'line-unknown/of-use': (p: LineNamed & { use: string; lines: readonly string[] }) =>
    `Line ${p.lineId} of step ${p.stepId} is not of a ${p.use}; name ${anyOf(p.lines)}.`,
  'unit-mismatch/line': (p: { lineId: string; lineUnit: string; unit: string }) =>
    `Line ${p.lineId} is in ${p.lineUnit}; ${p.unit} measures something else.`,
  'unit-mismatch/lot-for-line': (p: { lotId: string; lotUnit: string; lineId: string; lineUnit: string }) =>
    `Lot ${p.lotId} is kept in ${p.lotUnit}; line ${p.lineId} is in ${p.lineUnit}, which measures something else.`,
  'unit-mismatch/line-precision': (p: { quantity: Amount; lineId: string; lineUnit: string }) =>
    `${amount(p.quantity)} has no exact value in ${p.lineUnit}, the unit of line ${p.lineId}; give the quantity in ${p.lineUnit}.`,
  'line-over-tolerance': (p: { lineId: string; total: Amount; most: Amount }) =>
    `Line ${p.lineId} would come to ${amount(p.total)}; its tolerance ends at ${amount(p.most)}.`,

  'equipment-wrong/consumption': (p: { stepId: string; running: string; equipmentId: string }) =>
    `Step ${p.stepId} runs on ${p.running}, not on ${p.equipmentId}; name ${p.running}, or no equipment.`,
  'line-weighed': (p: { lineId: string }) => `Line ${p.lineId} is weighed; record it as a weighing on a scale.`,
  'line-weighed/return': (p: { containerId: string }) =>
    `Material that was weighed goes back into no lot; reject container ${p.containerId}.`,
  'step-not-running/ahead': (p: LineNamed) =>
    `Step ${p.stepId} has not started; line ${p.lineId} would be drawn ahead.`,
  'lot-not-next/reserved': (p: NextLot) =>
    `Lot ${p.lotId} of ${p.materialId} is reserved for the order; use it before lot ${p.drawn}.`,
  'lot-not-next/expires': (p: NextLot & { on: string }) =>
    `Lot ${p.lotId} of ${p.materialId} expires on ${p.on}; use it before lot ${p.drawn}.`,
  'lot-not-next/came': (p: NextLot & { on: string }) =>
    `Lot ${p.lotId} of ${p.materialId} came on ${p.on}; use it before lot ${p.drawn}.`,
  'lot-not-next/permission': (p: { lineId: string }) =>
    `Line ${p.lineId} would be drawn from another lot than the one that is to be used next.`,
  'parameter-from-device/weight': (p: { lineId: string }) =>
    `A scale reads the weight for line ${p.lineId}; a person would type it.`,
  'compensation-out-of-order/active-first': (p: { lineId: string; active: string }) =>
    `Line ${p.lineId} compensates line ${p.active}, which is not complete; weigh line ${p.active} first.`,
  'compensation-out-of-order/compensator-weighed': (p: { lineId: string; compensator: string }) =>
    `Line ${p.compensator}, which compensates line ${p.lineId}, is weighed already; reject its containers first.`,

  'backflush-unfit/not-booked': (p: LineNamed) =>
    `The completion of step ${p.stepId} does not book line ${p.lineId}; consume the line.`,
  'backflush-unfit/standard': (p: { lineId: string; need: Amount }) =>
    `By standard, line ${p.lineId} takes ${amount(p.need)} now, and no more; name the lots without a quantity.`,
  'backflush-unfit/too-many-lots': (p: { atMost: number }) =>
    `A completion books ${p.atMost} lots at most, and fewer where they lie in sublots; consume some of them before.`,
  'backflush-unfit/one-sublot': (p: { lotId: string }) =>
    `A completion books one sublot of lot ${p.lotId}; consume the others before.`,
  'backflush-missing/reserved': lacking(
    'an entry of the line with a quantity and no lot books what is reserved for the order',
  ),
  'backflush-missing/unnamed': lacking('name the lots that it was taken from, or reserve them for the order'),
  'lot-wrong-material/to-book': (p: {
    lotId: string
    materialId: string
    lineId: string
    materials: readonly string[]
  }) => `Lot ${p.lotId} is ${p.materialId}; line ${p.lineId} asks for ${anyOf(p.materials)}.`,

  'line-incomplete/not-booked': (p: { stepId: string; lineId: string; materialId: string }) =>
    `Line ${p.lineId} of step ${p.stepId} books ${p.materialId} with its completion, which did not come; count what was used.`,
  'lot-of-another-order/to-make': (p: { lotId: string; orderId: string }) =>
    `Lot ${p.lotId} exists and was not made by order ${p.orderId}; name a lot of its own.`,
  'unit-mismatch/made': (p: { materialId: string; measured: string; unit: string }) =>
    `${p.materialId} is made in ${p.measured}; ${p.unit} measures something else.`,
  'lot-wrong-material/to-make': (p: { lotId: string; materialId: string; made: string }) =>
    `Lot ${p.lotId} is ${p.materialId}; this makes ${p.made}. Name another lot.`,
  'lot-wrong-status/to-make': (p: { lotId: string; status: string }) =>
    `Lot ${p.lotId} is ${p.status} already; what is made from now on needs a lot of its own.`,
  'unit-mismatch/scrap': (p: { materialId: string; measured: string; unit: string }) =>
    `Scrap of ${p.materialId} is recorded in ${p.measured}; ${p.unit} measures something else.`,
  'unit-mismatch/scrap-exact': (p: { materialId: string; unit: string; quantity: Amount }) =>
    `${amount(p.quantity)} has no exact value in ${p.unit}, in which scrap of ${p.materialId} is recorded; give the quantity in ${p.unit}.`,
  'unit-mismatch/scrap-total': (p: { materialId: string; total: Amount }) =>
    `Scrap of ${p.materialId} would come to ${amount(p.total)}, which has more digits than an amount can have; correct the quantity.`,
  'reason-missing/scrap': (p: { stepId: string; known: readonly string[] }) =>
    `Scrap of step ${p.stepId} needs a reason; give ${anyOf(p.known)}.`,
  'reason-code-unknown/scrap': (p: { stepId: string; known: readonly string[]; reasonCode: string }) =>
    `Step ${p.stepId} does not know the reason ${p.reasonCode}; give ${anyOf(p.known)}.`,
  'sublot-missing/sample': (p: { lotId: string }) =>
    `The stock of lot ${p.lotId} lies in sublots; name units by their serials, or sample a sublot with POST /v1/lots/${p.lotId}/sample.`,
  'yield-out-of-range/step': (p: YieldOutside & { stepId: string }) => yieldOutside(`step ${p.stepId}`, p),
  'yield-out-of-range/order': (p: YieldOutside & { orderId: string }) => yieldOutside(`order ${p.orderId}`, p),
  'yield-out-of-range/step-permission': (p: { stepId: string }) =>
    `The yield of step ${p.stepId} would be outside its range.`,
  'counts-differ': (p: { orderId: string; finished: Amount; made: Amount }) =>
    `The steps of order ${p.orderId} have finished ${amount(p.finished)} and it has made ${amount(p.made)}; record what is missing, or take back what is too much.`,
  'counts-differ/permission': (p: { orderId: string }) =>
    `Order ${p.orderId} would have made another number than its steps have finished.`,
  'balance-open/step': (p: OpenBalance & { stepId: string }) => openBalance(`step ${p.stepId}`, p),
  'balance-open/order': (p: OpenBalance & { orderId: string }) => openBalance(`order ${p.orderId}`, p),
  'balance-open/step-density': (p: { stepId: string; materials: readonly string[] }) =>
    noDensity(`step ${p.stepId}`, p.materials),
  'balance-open/order-density': (p: { orderId: string; materials: readonly string[] }) =>
    noDensity(`order ${p.orderId}`, p.materials),
  'balance-open/step-permission': (p: { stepId: string }) => `The balance of step ${p.stepId} would be open.`,
  'balance-open/order-permission': (p: { orderId: string }) => `The balance of order ${p.orderId} would be open.`,

  'too-many-reservations': (p: { orderId: string; atMost: number }) =>
    `Order ${p.orderId} has stock reserved in ${p.atMost} lots, the most that it can; release one, or take more of one.`,
  'lot-wrong-status/to-reserve': (p: { lotId: string }) =>
    `Lot ${p.lotId} is rejected and will not be used; reserve another lot.`,
  'not-reserved': (p: { lotId: string; orderId: string; reserved: Amount }) =>
    `Lot ${p.lotId} has ${amount(p.reserved)} reserved for order ${p.orderId}; free no more than that.`,
  'not-reserved/nothing': (p: { lotId: string; orderId: string }) =>
    `Nothing of lot ${p.lotId} is reserved for order ${p.orderId}.`,

  'consumption-unknown': (p: { orderId: string; consumptionId: string }) =>
    `Order ${p.orderId} has no consumption ${p.consumptionId}; name the factId that the consumption answered, or the consumptionId of a booking.`,
  'step-not-running/to-return': (p: { stepId: string; status: string }) =>
    `Step ${p.stepId} is ${p.status}: there is nothing to take back from it.`,
  'step-not-running/to-remove': (p: { stepId: string; status: string; serial: string }) =>
    `Step ${p.stepId} is ${p.status}; name the running step in which it is taken out of unit ${p.serial}.`,
  'consumption-unknown/in-unit': (p: { serial: string; consumptionId: string }) =>
    `Unit ${p.serial} has no component of consumption ${p.consumptionId}; its record names those that it has.`,
  'unit-mismatch/return': (p: { taken: string; unit: string }) =>
    `The consumption was in ${p.taken}; ${p.unit} measures something else.`,
  'return-exceeded': (p: { consumptionId: string; left: Amount }) =>
    `Consumption ${p.consumptionId} has ${amount(p.left)} left to give back; give back no more than that.`,
  'return-exceeded/all': (p: { consumptionId: string }) =>
    `All of consumption ${p.consumptionId} was given back before.`,
  'unit-mismatch/return-precision': (p: { quantity: Amount; keptIn: readonly string[] }) =>
    `${amount(p.quantity)} has no exact value in ${allOf(p.keptIn)}, in which the lot and the line are kept; give the quantity in ${anyOf(p.keptIn)}.`,
  'unit-mismatch/return-piece': (p: { serial: string }) => `Unit ${p.serial} is one piece; give it back whole.`,
  'lot-wrong-status/to-return': (p: { lotId: string }) =>
    `Lot ${p.lotId} has left the house; receive what is back as a lot of its own.`,
  'sublot-unknown/to-return': (p: { lotId: string; sublotId: string }) =>
    `Lot ${p.lotId} does not have the sublot ${p.sublotId} any more.`,

  'result-unknown': (p: { orderId: string; resultId: string }) =>
    `Order ${p.orderId} has no result ${p.resultId}; name the factId that the result answered, not that of its correction.`,
  'production-unknown': (p: { orderId: string; productionId: string }) =>
    `Order ${p.orderId} has no production ${p.productionId}; name the factId that the production answered.`,
  'return-exceeded/made': (p: { productionId: string; left: Amount }) =>
    `Production ${p.productionId} has ${amount(p.left)} left to take back; take back no more than that.`,
  'return-exceeded/made-all': (p: { productionId: string }) =>
    `All of production ${p.productionId} was taken back before.`,
  'return-exceeded/units': (p: { productionId: string; serials: readonly string[] }) =>
    `Production ${p.productionId} was taken back before for ${allOf(p.serials)}.`,
  'unit-unknown/of-production': (p: { productionId: string; serials: readonly string[] }) =>
    `Production ${p.productionId} is not about ${allOf(p.serials)}; name units of that production.`,
  'unit-missing/reversed': (p: { productionId: string; quantity: Amount }) =>
    `Production ${p.productionId} is of units with serial numbers; name the serials of the ${amount(p.quantity)}.`,
  'unit-mismatch/reversed': (p: { made: string; unit: string }) =>
    `The production was in ${p.made}; ${p.unit} measures something else.`,
  'unit-mismatch/reversed-exact': (p: { quantity: Amount; unit: string }) =>
    `${amount(p.quantity)} has no exact value in ${p.unit}, in which the sum is kept; give the quantity in ${p.unit}.`,
  'lot-wrong-status/to-reverse': (p: { lotId: string; status: string }) =>
    `Lot ${p.lotId} is ${p.status}; what quality has decided on stays on the record. Count the lot if its quantity is wrong.`,
  'output-moved-on': (p: MovedOn) =>
    `${amount(p.asked)} are to be taken back, but lot ${p.lotId} has ${amount(p.remaining)} left${p.gone.length > 0 ? `: ${allOf(p.gone.map((it) => `${amount(it.quantity)} ${it.account}`))}` : ''}.${p.to.length > 0 ? ` It went to ${allOf(p.to)}.` : ''} ${p.gone.length > 0 || p.to.length > 0 ? 'Take that back first, or less of this.' : 'Take back no more than that.'}`,
  'output-moved-on/sublots': (p: { lotId: string; loose: Amount }) =>
    `Lot ${p.lotId} was divided into sublots; only ${amount(p.loose)} lie in none. Take back no more than that.`,
  'output-moved-on/unit-decided': (p: { serial: string; status: string }) =>
    `Unit ${p.serial} is ${p.status}; what quality has decided on stays on the record.`,
  'output-moved-on/unit-found': (p: { serial: string; lotId: string }) =>
    `Unit ${p.serial} has been found in stock since; count it in lot ${p.lotId}.`,
} as const satisfies Sentences
