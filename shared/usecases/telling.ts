import type { FactData, FactType } from '../../events/catalog.ts'
import type { ToldViolation, Violation } from '../../events/refusals.ts'
import { type Say, sentenceIn } from '../../events/sentences/sentence.ts'
import type { Tongue } from '../../events/sentences/tongue.ts'
import type { Language, Params } from '../../events/sentences/words.ts'
import type { FactSubject } from '../../events/subject.ts'
import type { FactPayload } from '../domain/decision.ts'

/** What is said in a language. It is loaded when there is something to say, so that what is accepted never waits for it. */
export const tongueOf = async (language: Language): Promise<Tongue> =>
  (language === 'fr' ? await import('#french') : await import('#english')).tongue

/** Violations in the words of a language. */
export const told = (violations: readonly Violation[], tongue: Tongue): ToldViolation[] =>
  violations.map((it) => spokenIn(tongue, it))

/** The same, where it is not known yet whether there are any. */
export const toldIn = async (language: Language, violations: readonly Violation[]): Promise<ToldViolation[]> =>
  violations.length === 0 ? [] : told(violations, await tongueOf(language))

type ToldPayload = {
  [Type in FactType]: { readonly type: Type; readonly data: FactData<Type>; readonly about?: FactSubject }
}[FactType]

/** What a fact says, with its violations in words. English is loaded only where it has any. */
export async function payloadInWords(payload: FactPayload): Promise<ToldPayload> {
  const data = payload.data as Telling
  return { ...payload, data: hasViolations(data) ? dataIn(await tongueOf('en'), data) : data } as ToldPayload
}

/** Where the data of a fact has violations. What somebody sent is left as it was sent, whatever it looks like. */
interface Telling {
  readonly violations?: readonly Violation[]
  readonly warnings?: readonly Violation[]
  readonly faults?: readonly Violation[]
  /** The result for which a step is repeated. */
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

/** The sentences of violations in English, for whoever reads a log or programs a device. */
export const saidOf = async (violations: readonly Violation[]): Promise<string> =>
  (await toldIn('en', violations)).map(({ detail }) => detail).join(' ')

/** Says what a sentence quotes, or what is quoted by itself. */
export const sayingIn =
  ({ sentences }: Tongue): Say =>
  (violation) =>
    sentenceIn(sentences, violation as Violation)

function spokenIn(tongue: Tongue, violation: Violation & { readonly detail?: string }): ToldViolation {
  const { code, variant, params, detail, ...more } = violation
  // What is on record stands as it was said then, in the language of the record.
  if (tongue.language === 'en' && detail !== undefined) return { ...violation, detail }
  return {
    code,
    ...(variant !== undefined && { variant }),
    // What was refused before sentences had parameters has none.
    params: params && paramsIn(tongue, params),
    detail: sentenceIn(tongue.sentences, violation),
    ...more,
  }
}

/** What a sentence names, with what it quotes: a violation among it is told like the one that quotes it. */
const paramsIn = (tongue: Tongue, params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, partIn(tongue, value)]))

function partIn(tongue: Tongue, part: unknown): unknown {
  if (Array.isArray(part)) return part.map((it) => partIn(tongue, it))
  if (typeof part !== 'object' || part === null) return part
  return isViolation(part) ? spokenIn(tongue, part) : paramsIn(tongue, part as Params)
}

const isViolation = (value: object): value is Violation => 'code' in value && 'params' in value
