import type * as z from 'zod'
import type { RefusalCode } from '../../events/refusals.ts'
import type { Route } from './route.ts'

/**
 * What the operations of a table answer in JSON, by name: each schema says all that is answered, and nothing else. They stand in a file of
 * their own, since clients, documents and tests want them and no function does.
 */
export type Answers<Routes extends readonly Route[]> = {
  readonly [Of in Routes[number] as Of['operationId']]?: z.ZodType
}

/** An operation with what it answers in JSON, if it does, and with which codes it refuses. */
export type AnsweredRoute = Route & {
  readonly answer?: z.ZodType | undefined
  readonly refuses?: readonly RefusalCode[] | undefined
}

/** The same at compile time alone: the table of a function, with what its operations answer. No function loads the answers. */
export type Answered<Routes extends readonly Route[], Told extends Answers<Routes>> = {
  readonly [Index in keyof Routes]: Routes[Index] & {
    readonly answer?: Told[Routes[Index]['operationId'] & keyof Told]
  }
}
