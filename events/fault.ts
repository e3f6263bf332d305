import type { ParamsOf, VariantOf } from './sentences/english.ts'

type Variant = VariantOf<'invalid-request'>
/** Parameters of a fault's sentence other than the field, which only the reader of the value knows. */
type Beside<Of extends Variant> = Omit<ParamsOf<`invalid-request/${Of}`>, 'field'>

/**
 * The message of a schema rule: a variant of `invalid-request` in events/sentences, and the parameters of its sentence, both in the one string that
 * zod allows.
 */
export const fault = <Of extends Variant>(
  variant: Of,
  ...beside: object extends Beside<Of> ? [] : [Beside<Of>]
): string => [variant, ...beside.map((it) => JSON.stringify(it))].join(' ')

/** The inverse; undefined for a message of zod itself. */
export function faultIn(message: string): { readonly variant: string; readonly params: object } | undefined {
  const [, variant = '', params = '{}'] = /^([a-z]+(?:-[a-z]+)*)(?: (\{.*\}))?$/s.exec(message) ?? []
  return variant === '' ? undefined : { variant, params: JSON.parse(params) as object }
}
