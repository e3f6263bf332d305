import * as z from 'zod'
import { receipt } from '../../events/envelope.ts'
import { fault } from '../../events/fault.ts'
import { entryId, instant, orderId, personId } from '../../events/identifiers.ts'
import * as labour from '../../events/labour.ts'
import { groupings } from '../../shared/domain/labour/labour-sums.ts'
import type { Route } from '../../shared/http/route.ts'
import { listOf, paging } from '../lists.ts'

const tag = 'Labour'
/** Those whose time orders and the plant have to bear; nobody keeps another's time but a supervisor, which the domain judges. */
const workers = ['operator', 'supervisor', 'quality', 'engineer'] as const

const correction = z.object({ was: labour.stretch, reason: z.string(), at: instant, by: z.string() })
const shownEntry = labour.stretch.extend({
  entryId,
  personId,
  open: z.boolean(),
  seconds: z.int().optional(),
  provisional: z.boolean().optional(),
  missing: z.object({ shiftId: z.string(), shiftEndedAt: instant }).optional(),
  corrections: z.array(correction),
})
const hours = z.object({ seconds: z.int(), entries: z.int(), open: z.boolean(), provisional: z.boolean() }).extend({
  orderId: z.string().optional(),
  stepId: z.string().optional(),
  personId: z.string().optional(),
  activity: z.string().optional(),
  direct: z.boolean().optional(),
  attendanceSeconds: z.int().optional(),
  workSeconds: z.int().optional(),
  efficiency: z.string().optional(),
})
const onTheClock = z.object({
  personId,
  name: z.string().optional(),
  onBreak: z.boolean(),
  open: z.array(labour.stretch.extend({ entryId }).loose()),
})

const whichTime = {
  orderId: orderId.optional(),
  personId: personId.optional(),
  from: instant.optional(),
  to: instant.optional(),
}

export const routes = [
  {
    operationId: 'clockOn',
    method: 'POST',
    path: '/v1/labour/clock-on',
    summary: 'Clock on, for a step or an order, or for what no order bears',
    tag,
    roles: workers,
    body: labour.clockOn,
    answer: receipt,
  },
  {
    operationId: 'clockOff',
    method: 'POST',
    path: '/v1/labour/clock-off',
    summary: 'Clock off from the one thing that is named, or from the only one',
    tag,
    roles: workers,
    body: labour.clockOff,
    answer: receipt,
  },
  {
    operationId: 'startBreak',
    method: 'POST',
    path: '/v1/labour/break-start',
    summary: 'Take a break; whatever one is on the clock for stands still',
    tag,
    roles: workers,
    body: labour.takeBreak,
    answer: receipt,
  },
  {
    operationId: 'endBreak',
    method: 'POST',
    path: '/v1/labour/break-end',
    summary: 'End a break',
    tag,
    roles: workers,
    body: labour.takeBreak,
    answer: receipt,
  },
  {
    operationId: 'correctEntry',
    method: 'POST',
    path: '/v1/labour/entries/{entryId}/correct',
    summary: 'Correct what the clock says, with the reason; the old value stays on the record',
    tag,
    roles: ['supervisor'],
    body: labour.correctEntry,
    answer: receipt,
  },
  {
    operationId: 'listLabour',
    method: 'GET',
    path: '/v1/labour',
    summary: 'List the labour entries of an order or of a person, with their hours and corrections',
    tag,
    roles: 'anyone',
    query: z
      .strictObject({ ...paging, ...whichTime })
      .refine((query) => query.orderId !== undefined || query.personId !== undefined, {
        path: ['orderId'],
        message: fault('this-or', { other: 'personId' }),
      }),
    answer: listOf(shownEntry),
  },
  {
    operationId: 'listOnTheClock',
    method: 'GET',
    path: '/v1/labour/on-the-clock',
    summary: 'List who is on the clock now, and for what',
    tag,
    roles: 'anyone',
    query: z.strictObject(paging),
    answer: listOf(onTheClock),
  },
  {
    operationId: 'listHours',
    method: 'GET',
    path: '/v1/labour/hours',
    summary: 'Sum the hours by order, step, person or activity',
    tag,
    roles: 'anyone',
    query: z.strictObject({ ...whichTime, by: z.enum(groupings) }),
    answer: z.object({ sharing: z.enum(labour.sharings), items: z.array(hours) }),
  },
] as const satisfies readonly Route[]
