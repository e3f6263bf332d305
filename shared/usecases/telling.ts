import type { FactData, FactType } from '../../events/catalog.ts'
import type { ToldViolation, Violation } from '../../events/refusals.ts'
import { type Say, sentenceIn } from '../../events/sentences/sentence.ts'
import type { Tongue } from '../../events/sentences/tongue.ts'
import type { Language, Params } from '../../events/sentences/words.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { FactPayload } from '../domain/decision.ts'

/** Loads a language. A command that is accepted without warnings never loads one. */
export const tongueOf = async (language: Language): Promise<Tongue> =>
  (language === 'fr' ? await import('#french') : await import('#english')).tongue

/** Violations with their sentences in a language. */
export const told = (violations: readonly Violation[], tongue: Tongue): ToldViolation[] =>
  violations.map((it) => spokenIn(tongue, it))

/** The same; loads the language only if there are violations. */
export const toldIn = async (language: Language, violations: readonly Violation[]): Promise<ToldViolation[]> =>
  violations.length === 0 ? [] : told(violations, await tongueOf(language))

type ToldPayload = {
  [Type in FactType]: { readonly type: Type; readonly data: FactData<Type>; readonly about?: FactSubject }
}[FactType]

/** The type and data of a fact with the English sentences of its violations. Loads English only if there are violations. */
export async function payloadInWords(payload: FactPayload): Promise<ToldPayload> {
  const data = payload.data as Telling
  return { ...payload, data: hasViolations(data) ? dataIn(await tongueOf('en'), data) : data } as ToldPayload
}

/** The fields of a fact's data that hold violations. The request of a refused command is never changed, even if it has such fields. */
interface Telling {
  readonly violations?: readonly Violation[]
  readonly warnings?: readonly Violation[]
  readonly faults?: readonly Violation[]
  /** The result that makes a step repeat, which may have warnings of its own. */
  readonly because?: Telling
}

const hasViolations = ({ violations = [], warnings = [], faults = [], because }: Telling): boolean =>
  [violations, warnings, faults].some(({ length }) => length > 0) || (because !== undefined && hasViolations(because))

const dataIn = (tongue: Tongue, data: Telling): Telling => ({
  ...data,
  ...(data.violations && { violations: told(data.violations, tongue) }),
  ...(data.warnings && { warnings: told(data.warnings, tongue) }),
  ...(data.faults && { faults: told(data.faults, tongue) }),
  ...(data.because && { because: dataIn(tongue, data.because) }),
})

/** The English sentences of violations as one text, for logs and devices. */
export const saidOf = async (violations: readonly Violation[]): Promise<string> =>
  (await toldIn('en', violations)).map(({ detail }) => detail).join(' ')

/** Gives the sentence of a single violation. */
export const sayingIn =
  ({ sentences }: Tongue): Say =>
  (violation) =>
    sentenceIn(sentences, violation as Violation)

function spokenIn(tongue: Tongue, violation: Violation & { readonly detail?: string }): ToldViolation {
  const { code, variant, params, detail, ...more } = violation
  // A recorded sentence stays as it was recorded.
  if (tongue.language === 'en' && detail !== undefined) return { ...violation, detail }
  return {
    code,
    ...(variant !== undefined && { variant }),
    // Old facts have violations without parameters.
    params: params && paramsIn(tongue, params),
    detail: sentenceIn(tongue.sentences, violation),
    ...more,
  }
}

/** The parameters of a sentence. A violation among them, which the sentence quotes, gets its own sentence too. */
const paramsIn = (tongue: Tongue, params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, partIn(tongue, value)]))

function partIn(tongue: Tongue, part: unknown): unknown {
  if (Array.isArray(part)) return part.map((it) => partIn(tongue, it))
  if (typeof part !== 'object' || part === null) return part
  return isViolation(part) ? spokenIn(tongue, part) : paramsIn(tongue, part as Params)
}

const isViolation = (value: object): value is Violation => 'code' in value && ('params' in value || 'detail' in value)
