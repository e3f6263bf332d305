import * as z from 'zod'
import { weighing } from '../../events/dispensing.ts'
import {
  equipmentId,
  identifier,
  instant,
  lineId,
  lotId,
  materialId,
  orderId,
  stepId,
  sublotId,
} from '../../events/identifiers.ts'
import { amount, decimal, exactValue, quantity, reckonedAmount } from '../../events/quantity.ts'
import { receiptOf } from '../../events/receipt.ts'
import { step } from '../../events/recipe.ts'
import { scaleCheckOutcome } from '../../events/scale.ts'
import { violation } from '../../events/violation.ts'
import type { Answers } from '../../shared/http/answer.ts'
import { fitness } from '../definitions/answers.ts'
import type { routes } from './routes.ts'

const by = z.strictObject({ id: z.string(), name: z.string(), at: instant })
export const dispensed = weighing
  .extend({
    orderId,
    stepId,
    lineId,
    materialId,
    lotId,
    sublotId: sublotId.optional(),
    booked: quantity.optional(),
    weighed: by,
    verified: by.optional(),
    rejected: by.extend({ reasonCode: identifier.optional(), reason: z.string() }).optional(),
    charged: by.extend({ stepId, equipmentId: equipmentId.optional() }).optional(),
  })
  .meta({ id: 'DispensedContainer' })

const scale = z.strictObject({
  equipmentId,
  calibration: fitness.calibration.optional(),
  cleaning: fitness.cleaning.optional(),
  cleanUntil: instant.optional(),
  increment: amount.optional(),
  dailyCheck: z.enum([...scaleCheckOutcome.options, 'due']),
  checkedUntil: instant.optional(),
  display: z.strictObject({ value: z.string(), unit: z.string(), occurredAt: instant }).optional(),
  violations: z.array(violation),
})

const { weighing: weighingRule, potency } = step.shape.materials.unwrap().element.shape
const lotAtScale = z.strictObject({ potency: decimal.optional(), most: amount.optional() }).meta({ id: 'LotAtScale' })
const line = z.strictObject({
  lineId,
  materialId,
  weighing: weighingRule,
  potency,
  required: quantity,
  exact: exactValue.optional(),
  least: reckonedAmount,
  most: reckonedAmount,
  done: reckonedAmount,
  complete: z.boolean(),
  containers: z.array(dispensed),
  target: z.strictObject({ target: amount, low: amount, high: amount }).optional(),
  state: z.enum(['under', 'within', 'over']).optional(),
  lot: lotAtScale.optional(),
  canWeigh: z.boolean().optional(),
  violations: z.array(violation).optional(),
})

export const answers = {
  checkScale: receiptOf('andon.scale.checked.v1'),
  weigh: receiptOf('andon.material.consumed.v1'),
  getDispensing: z.strictObject({ scale: scale.optional(), items: z.array(line) }),
  listDispensed: z.strictObject({ items: z.array(dispensed) }),
  getDispensed: dispensed,
  verifyContainer: receiptOf('andon.dispensing.verified.v1'),
  rejectContainer: receiptOf('andon.dispensing.rejected.v1'),
  chargeContainer: receiptOf('andon.dispensing.charged.v1'),
  reverseCharge: receiptOf('andon.dispensing.charge-reversed.v1'),
} as const satisfies Answers<typeof routes>
