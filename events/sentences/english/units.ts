import type { Sentences } from '../sentence.ts'
import type { Amount } from '../words.ts'
import { amount } from './words.ts'

interface UnitNamed {
  readonly serial: string
}

/** The units of an order, made under serial numbers. */
export const units = {
  'unit-unknown': (p: UnitNamed & { orderId: string; product: string }) =>
    `Order ${p.orderId} has no unit ${p.serial} of ${p.product}; announce it first.`,
  'unit-unknown/no-order': (p: UnitNamed & { orderId: string; product: string }) =>
    `Unit ${p.serial} of ${p.product} belongs to no order; name a unit of order ${p.orderId}.`,
  'unit-unknown/other-order': (p: UnitNamed & { orderId: string; product: string; builtBy: string }) =>
    `Unit ${p.serial} of ${p.product} belongs to order ${p.builtBy}; name a unit of order ${p.orderId}.`,
  'unit-missing/made': (p: { product: string }) =>
    `Every unit of ${p.product} has components of its own; name the serials that are made.`,
  'unit-missing/lost': (p: { product: string }) =>
    `Every unit of ${p.product} has components of its own, which are lost with it; name the serials, or the line of what is lost.`,
  'unit-missing/number': (p: { product: string }) => `Each unit of ${p.product} has a serial number; name the serials.`,
  'unit-missing/quantity': (p: { lineId: string }) =>
    `Line ${p.lineId} does not say what each unit gets; give the quantity.`,
  'unit-missing/into': (p: { lineId: string }) => `Line ${p.lineId} is built into units; say into which one.`,
  'unit-missing/result': (p: { item: string; stepId: string }) =>
    `Step ${p.stepId} asks for ${p.item} of each unit; send the serial of the unit that was measured.`,
  'unit-missing/finished': (p: { stepId: string }) =>
    `Step ${p.stepId} measures each unit, or a step before it does; name the serials that are finished or scrapped.`,
  'unit-missing/override': (p: { refs: readonly string[] }) =>
    `An override is for one unit; add its serial, as in ${p.refs.join(' or ')}.`,

  'unit-incomplete/made': (p: {
    materialId: string
    lineId: string
    lacking: readonly (UnitNamed & { missing: Amount })[]
  }) =>
    `Units lack ${p.materialId} of line ${p.lineId}: ${p.lacking.map((it) => `unit ${it.serial} lacks ${amount(it.missing)}`).join(', ')}. Build it in first.`,
  'unit-incomplete/leaving': (p: UnitNamed & { materialId: string; lineId: string; stepId: string; missing: Amount }) =>
    `Unit ${p.serial} lacks ${amount(p.missing)} of ${p.materialId} (line ${p.lineId}); build it in before the unit leaves step ${p.stepId}.`,
  'unit-incomplete/permission': (p: { lineId: string }) =>
    `Units would be made without their part of line ${p.lineId}.`,
  'units-unfinished/lacking': (p: {
    orderId: string
    units: readonly (UnitNamed & { lines: readonly string[] })[]
    others: number
  }) => {
    const named = p.units.map(({ serial, lines }) => `${serial} (line ${lines.join(', ')})`).join(', ')
    const others = p.others > 0 ? ` and ${p.others} more` : ''
    return `Units of order ${p.orderId} lack components: ${named}${others}. Build them in, by a rework where their step is over, or scrap the units in their lot.`
  },
  'line-over-tolerance/unit': (p: UnitNamed & { lineId: string; total: Amount; most: Amount }) =>
    `Unit ${p.serial} would hold ${amount(p.total)} of line ${p.lineId}; its tolerance ends at ${amount(p.most)}.`,

  'unit-mismatch/serials': (p: { serials: number; quantity: Amount }) =>
    `${p.serials} serials are named, but the quantity is ${amount(p.quantity)}; each serial is one piece.`,
  'unit-mismatch/no-pieces': (p: { product: string; unit: string }) =>
    `${p.product} is made in ${p.unit}; only pieces have serial numbers.`,
  'lot-of-another-order/to-announce': (p: { lotId: string; product: string; orderId: string }) =>
    `Lot ${p.lotId} exists and holds no ${p.product} of order ${p.orderId}; name a lot of its own.`,
  'lot-wrong-material/lost-units': (p: { product: string; materialId: string }) =>
    `Serials are of ${p.product}; what is lost would be recorded as ${p.materialId}. Name the lot that the units were announced for.`,
  'serial-duplicated/unit-scrapped': (p: UnitNamed & { product: string }) =>
    `Unit ${p.serial} of ${p.product} is scrapped; a number is given once.`,
  'already-exists/sublot-to-make': (p: UnitNamed & { lotId: string }) =>
    `Lot ${p.lotId} has a sublot ${p.serial} that is not a unit; announce the number for another lot.`,
  'sublot-on-hold/unit': (p: UnitNamed & { materialId: string; holds: readonly string[] }) =>
    `Unit ${p.serial} of ${p.materialId} is on hold (${p.holds.join(', ')}); it goes on when the hold is released.`,

  'unit-unfit/announced-elsewhere': (p: UnitNamed & { lotId: string }) =>
    `Unit ${p.serial} was announced for lot ${p.lotId}; make it there, or announce it anew for this one.`,
  'unit-unfit/lost-elsewhere': (p: UnitNamed & { lotId: string }) =>
    `Unit ${p.serial} was announced for lot ${p.lotId}; name that lot.`,
  'unit-unfit/other-lot': (p: UnitNamed & { lotId: string }) => `Unit ${p.serial} is in lot ${p.lotId}; name that lot.`,
  'unit-unfit/not-made': (p: UnitNamed) =>
    `Unit ${p.serial} is not made yet; name it apart from units that are in stock.`,
  'unit-unfit/in-its-lot': (p: UnitNamed & { lotId: string }) =>
    `Unit ${p.serial} is made and its order has no step left; scrap it in its lot ${p.lotId}.`,
  'unit-unfit/scrapped': (p: UnitNamed) => `Unit ${p.serial} is scrapped, with what is in it.`,
  'unit-unfit/rejected': (p: UnitNamed & { deviationId: string }) =>
    `Deviation ${p.deviationId} has rejected unit ${p.serial} before it was made; scrap the unit, with what is in it.`,
  'unit-unfit/rejected-in-stock': (p: UnitNamed & { lotId: string }) =>
    `Quality has rejected unit ${p.serial} of lot ${p.lotId}; scrap it, or let quality release it by a new decision.`,
  'unit-unfit/gone': (p: UnitNamed) => `Unit ${p.serial} is not in stock any more; it was used, scrapped or shipped.`,
  'unit-unfit/built-in': (p: UnitNamed & { into: string }) =>
    `Unit ${p.serial} is not in stock any more; it is built into ${p.into}. Take it out first.`,
  'unit-unfit/not-asked': (p: { item: string; stepId: string }) =>
    `${p.item} of step ${p.stepId} is not a result of each unit; leave the serial out.`,
  'unit-unfit/step-left': (p: UnitNamed & { stepId: string }) =>
    `Unit ${p.serial} has left step ${p.stepId}; a rework brings it back.`,
  'unit-unfit/step-before': (p: UnitNamed & { before: string; stepId: string }) =>
    `Unit ${p.serial} has not left step ${p.before}, which comes before step ${p.stepId}; finish it there first.`,
  'unit-unfit/more': (p: { more: number }) =>
    `There are ${p.more} more reasons against these units; name fewer at once.`,
  'unit-unfit/into-itself': (p: UnitNamed) => `Unit ${p.serial} cannot be built into itself.`,
  'unit-unfit/lot-twice': (p: UnitNamed & { lotId: string }) =>
    `Lot ${p.lotId} gives unit ${p.serial} two components; name the unit again for the second one.`,
  'unit-unfit/full': (p: UnitNamed & { atMost: number }) =>
    `Unit ${p.serial} has ${p.atMost} components, as many as its record takes.`,
  'unit-unfit/not-built-in': (p: { stepId: string }) =>
    `The material went into no unit; give it back in step ${p.stepId}, which took it.`,
} as const satisfies Sentences
