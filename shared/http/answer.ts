import type * as z from 'zod'
import type { RefusalCode } from '../../events/refusals.ts'
import type { Route } from './route.ts'

/**
 * The schemas of a table's JSON answers, by operation: each schema has all fields of the answer and no others. They are in a file of their own,
 * because clients, documents and tests need them and no function does.
 */
export type Answers<Routes extends readonly Route[]> = {
  readonly [Of in Routes[number] as Of['operationId']]?: z.ZodType
}

/** An operation with the schema of its JSON answer, if it has one, and the codes of its refusals. */
export type AnsweredRoute = Route & {
  readonly answer?: z.ZodType | undefined
  readonly refuses?: readonly RefusalCode[] | undefined
}

/** A table with the types of its answers, at compile time only, so that no function loads the schemas. */
export type Answered<Routes extends readonly Route[], Told extends Answers<Routes>> = {
  readonly [Index in keyof Routes]: Routes[Index] & {
    readonly answer?: Told[Routes[Index]['operationId'] & keyof Told]
  }
}
