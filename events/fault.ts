import type { ParamsOf, VariantOf } from './sentences/english.ts'

type Variant = VariantOf<'invalid-request'>
/** What the sentence of a fault names besides the field, which only whoever reads the value knows. */
type Beside<Of extends Variant> = Omit<ParamsOf<`invalid-request/${Of}`>, 'field'>

/**
 * How a schema says that a value breaks a rule of its own: by the variant of `invalid-request` in events/sentences, and what its sentence
 * names. Both go in the one string that zod carries with a fault.
 */
export const fault = <Of extends Variant>(
  variant: Of,
  ...beside: object extends Beside<Of> ? [] : [Beside<Of>]
): string => [variant, ...beside.map((it) => JSON.stringify(it))].join(' ')

/** The other way round; nothing for what zod says by itself. */
export function faultIn(message: string): { readonly variant: string; readonly params: object } | undefined {
  const [, variant = '', params = '{}'] = /^([a-z]+(?:-[a-z]+)*)(?: (\{.*\}))?$/s.exec(message) ?? []
  return variant === '' ? undefined : { variant, params: JSON.parse(params) as object }
}
