import Big from 'big.js'
import type { Answer } from '../../shared/client/client.ts'
import { saidBy } from '../definitions/plant-state.ts'
import type { BodyOf, SiteClient } from '../demo/client.ts'
import type { Gauge } from './gauges.ts'
import type { Weigher } from './scales.ts'
import type { Staff } from './staff.ts'

export type Step = BodyOf<'listSteps'>['items'][number]
export type Line = Step['materials'][number]

/** What the people of a plant know besides what its API tells them. */
export interface Trade {
  /** How long people take, in proportion: 1 is without hurry. */
  readonly hurry: () => number
  /** The step whose output is the product of the order, by recipe. */
  readonly makes: Readonly<Record<string, Making>>
  /** Somebody works at this equipment now, or has just ended. */
  readonly worksAt: (equipmentId: string, step: Pick<Step, 'stepId'>, isOver: boolean) => void
  /** The order of which something was done at this equipment last is over. */
  readonly leaves: (equipmentId: string) => void
  /** The order that is made at this equipment is on hold. */
  readonly holds?: (equipmentId: string) => void
  /** Seconds until the equipment is ready for the step; undefined: at once. */
  readonly notYet?: (step: Step, equipmentId: string | undefined) => number | undefined
  /** Seconds until somebody looks again at what needs its time; so many are left, if the plant tells. */
  readonly watches?: (left: number | undefined) => number
  /** Seconds until the step is over at the earliest; undefined: it may be completed. */
  readonly notOver?: (step: Step) => number | undefined
  /** The scale of a work center. */
  readonly scaleOf?: (workCenter: string | undefined) => Weigher | undefined
  /** Why the weight of a line is typed, if the scale cannot say it. */
  readonly typedFor?: (orderId: string, lineId: string) => string | undefined
  /** The value that a person reads from an instrument, if it is not the middle of its band. */
  readonly reads?: (
    step: Step,
    parameterId: string,
    order: { readonly orderId: string; readonly made: string },
  ) => string | undefined
  /** What is known of pieces with numbers, where orders make them. */
  readonly pieces?: Pieces
}

/** How the output of a step is booked. */
export interface Making {
  readonly stepId: string
  readonly lotOf: (orderId: string) => string
  /** Books what there is to book now, and answers in how many seconds somebody comes again; undefined: everything is made. */
  readonly book: (at: AtWork, plant: SiteClient, step: Step, made: string) => Promise<number | undefined>
}

/** Pumps and the like: each has a number, parts and values of its own. */
export interface Pieces {
  /** The numbers of an order of so many. */
  readonly serialsOf: (orderId: string, count: number) => { readonly from: string; readonly to: string }
  /** How many pieces somebody takes in hand at once. */
  readonly atOnce: () => number
  /** What measures at this equipment, a value for each piece. */
  readonly gaugeAt: (equipmentId: string | undefined) => Pick<Gauge, 'equipmentId' | 'measures'> | undefined
  /** The code of what happens to a piece as it is packed, if it is lost. */
  readonly lostAs: (serial: string) => string | undefined
}

/** Who does it, and who stands beside. */
export interface Crew {
  readonly first: string
  readonly second: string
}

export interface AtWork {
  /** Settles when the plant has heard what its machines measured until now; whether there was anything. */
  readonly upToDate: () => Promise<boolean>
  readonly staff: Staff
  readonly trade: Trade
  readonly crew: Crew
  readonly orderId: string
}

/** A running step of an order that nobody of the plant's own people works on now. */
export interface Visited {
  readonly orderId: string
  readonly step: Step
  readonly steps: readonly Step[]
  readonly plant: SiteClient
}

/** Seconds of the plant that people need for what they do, without hurry. */
export const takes = {
  start: 40,
  weigh: 150,
  check: 60,
  verify: 50,
  charge: 60,
  take: 60,
  read: 90,
  complete: 30,
  watch: 90,
  lack: 600,
  number: 120,
  build: 180,
  tighten: 120,
  inspect: 40,
  wrap: 60,
} as const

/** What did not go as people wanted. */
export class NotDone extends Error {}

/** The body of the plant's answer. @throws NotDone with its reasons if it refuses */
export const accepted = <Body>(answer: Answer<Body>): Body => {
  if (answer.ok) return answer.body
  throw new NotDone(saidBy(answer))
}

/** Whether a line has got what it needs. */
export const isEnough = ({ consumed, least, quantity }: Line): boolean =>
  new Big(consumed ?? 0).gte(least ?? quantity.value)
