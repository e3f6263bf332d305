import * as z from 'zod'
import { fault } from '../../events/fault.ts'
import { instant, orderId, personId } from '../../events/identifiers.ts'
import * as labour from '../../events/labour.ts'
import { groupings } from '../../shared/domain/labour/labour-sums.ts'
import { readersOfTime } from '../../shared/http/readers.ts'
import type { Route } from '../../shared/http/route.ts'
import { paging } from '../lists.ts'

const tag = 'Labour'
/** The people whose time counts for orders and the plant. A supervisor may enter the time of other people; the domain checks it. */
const workers = ['operator', 'supervisor', 'quality', 'engineer'] as const

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
  },
  {
    operationId: 'clockOff',
    method: 'POST',
    path: '/v1/labour/clock-off',
    summary: 'Clock off from the one thing that is named, or from the only one',
    tag,
    roles: workers,
    body: labour.clockOff,
  },
  {
    operationId: 'startBreak',
    method: 'POST',
    path: '/v1/labour/break-start',
    summary: 'Take a break; whatever one is on the clock for stands still',
    tag,
    roles: workers,
    body: labour.takeBreak,
  },
  {
    operationId: 'endBreak',
    method: 'POST',
    path: '/v1/labour/break-end',
    summary: 'End a break',
    tag,
    roles: workers,
    body: labour.takeBreak,
  },
  {
    operationId: 'correctEntry',
    method: 'POST',
    path: '/v1/labour/entries/{entryId}/correct',
    summary: 'Correct what the clock says, with the reason; the old value stays on the record',
    tag,
    roles: workers,
    body: labour.correctEntry,
  },
  {
    operationId: 'listLabour',
    method: 'GET',
    path: '/v1/labour',
    summary: 'List the labour entries of an order or of a person, with their hours and corrections',
    tag,
    roles: readersOfTime,
    ownPersonId: true,
    query: z
      .strictObject({ ...paging, ...whichTime })
      .refine((query) => query.orderId !== undefined || query.personId !== undefined, {
        path: ['orderId'],
        message: fault('this-or', { other: 'personId' }),
      }),
  },
  {
    operationId: 'listOnTheClock',
    method: 'GET',
    path: '/v1/labour/on-the-clock',
    summary: 'List who is on the clock now, and for what',
    tag,
    roles: readersOfTime,
    query: z.strictObject(paging),
  },
  {
    operationId: 'listHours',
    method: 'GET',
    path: '/v1/labour/hours',
    summary: 'Sum the hours by order, step, person or activity; those of other people need a role to read their time',
    tag,
    roles: 'anyone',
    query: z.strictObject({ ...whichTime, by: z.enum(groupings) }),
  },
] as const satisfies readonly Route[]
