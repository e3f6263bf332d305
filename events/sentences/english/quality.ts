import type { Sentences } from '../sentence.ts'
import { allOf, anyOf } from './words.ts'

export const quality = {
  'deviation-open': (p: { deviationId: string }) =>
    `Deviation ${p.deviationId} is open; quality has to close it first.`,
  'deviation-open/review': (p: { deviationId: string }) =>
    `Deviation ${p.deviationId} is open; it can be reviewed when it is closed.`,
  'deviation-wrong-status': (p: { deviationId: string; status: string; needed: readonly string[] }) =>
    `Deviation ${p.deviationId} is ${p.status}, not ${anyOf(p.needed)}.`,
  'already-exists/deviation': (p: { deviationId: string }) =>
    `Deviation ${p.deviationId} exists already; choose another id.`,
  'disposition-unfit/no-unit': (p: { deviationId: string }) =>
    `Deviation ${p.deviationId} is not of one unit of an order; name a rework recipe instead of steps.`,
  'disposition-unfit/order-reworked': (p: { orderId: string }) =>
    `Rework of order ${p.orderId} names no work; name a rework recipe whose steps it goes through (rework.recipeId), or decide use-as-is.`,
  'disposition-unfit/unit-reworked': (p: { materialId: string; serial: string }) =>
    `Rework of unit ${p.serial} of ${p.materialId} names no work; name the steps that it goes through again (rework.stepIds), or decide use-as-is or scrap.`,
  'disposition-unfit/stock-reworked': (p: { type: string; id: string }) =>
    `No step of an order works on the ${p.type} ${p.id} any more; decide scrap, return or reject, or decide use-as-is and make an order whose recipe takes it as an input.`,
  'disposition-unfit/step-counts': (p: { stepId: string }) =>
    `Step ${p.stepId} does not know its units by number, so no unit goes through it again; name a step that does.`,
  'disposition-unfit/batch-begun': (p: { serial: string; stepId: string }) =>
    `Step ${p.stepId} works on all units at once and has begun, so unit ${p.serial} cannot go back to a step before it; name a rework recipe.`,
  'disposition-unfit/no-order': (p: { deviationId: string }) =>
    `Deviation ${p.deviationId} is about no order whose steps could be reworked; leave the rework out.`,
  'disposition-unfit/too-large': (p: { orderId: string; recipeId: string; steps: number }) =>
    `With the ${p.steps} steps of ${p.recipeId}, order ${p.orderId} would become too large; name a shorter recipe.`,
  'disposition-unfit/nothing-reworked': (p: { disposition: string }) =>
    `The disposition ${p.disposition} reworks nothing; leave the rework out, or decide rework.`,
  'disposition-unfit/material': (p: { materialId: string; disposition: string }) =>
    `The disposition ${p.disposition} is for lots of ${p.materialId}, not for the material; reject its bad lots, and then decide use-as-is for the rest.`,
  'disposition-unfit/no-stock': (p: { type: string; id: string; disposition: string }) =>
    `The disposition ${p.disposition} is for stock, and the ${p.type} ${p.id} is none; decide use-as-is or rework when it is put right.`,

  'already-exists/hold': (p: { holdId: string }) => `Hold ${p.holdId} exists already; choose another id.`,
  'hold-open/deviation': (p: { holdId: string }) =>
    `Hold ${p.holdId} of the deviation is active; it has to be released first.`,
  'hold-open/lot': (p: { lotId: string; holds: readonly string[] }) =>
    `Lot ${p.lotId} is on hold (${allOf(p.holds)}); the hold has to be released first.`,
  'hold-already-released': (p: { holdId: string; on: string }) => `Hold ${p.holdId} was released on ${p.on}.`,
  'hold-of-deviation': (p: { holdId: string; deviationId: string }) =>
    `Hold ${p.holdId} belongs to deviation ${p.deviationId} and ends with its signed disposition.`,
  'hold-active-at-origin': (p: { holdId: string; site: string; lotId: string; originHoldId: string }) =>
    `Hold ${p.holdId} came from site ${p.site}, where hold ${p.originHoldId} of lot ${p.lotId} is active; ${p.site} has to release it first.`,
} as const satisfies Sentences
