import type * as z from 'zod'
import type { draftRecipe } from '../../../../../events/recipe.ts'
import { idsOfLists, isList } from '../../../../../events/sentences/difference.ts'
import type { Shown } from '../../../../../shared/http/route.ts'

/** A draft as the plant takes it. In the form its texts may still be wrong or empty: the plant says so. */
export type Draft = Shown<z.input<typeof draftRecipe>>
export type DraftStep = Draft['steps'][number]
export type DraftLine = NonNullable<DraftStep['materials']>[number]

export const emptyStep = (stepId: string, after: readonly string[]): DraftStep => ({ stepId, name: '', after })

/** A recipe that is begun with nothing but its product. */
export const emptyDraft = (product: string, unit: string): Draft => ({
  product,
  batchSize: { min: { value: '', unit }, nominal: { value: '', unit }, max: { value: '', unit } },
  steps: [emptyStep('step-1', [])],
})

/** An id that is not taken, in the manner of the others: tens of lines, or a word with a number. */
export function nextId(taken: readonly string[], word: string): string {
  const isFree = (id: string) => !taken.includes(id)
  const numbered = (n: number): string => (word === '' ? String(n * 10) : `${word}-${n}`)
  for (let n = taken.length + 1; ; n += 1) if (isFree(numbered(n))) return numbered(n)
}

/** The draft without a step: what waited for it waits for what it waited for. */
export function withoutStep(draft: Draft, stepId: string): Draft {
  const before = draft.steps.find((it) => it.stepId === stepId)?.after ?? []
  const bridged = (after: readonly string[] | undefined) =>
    after?.includes(stepId) ? [...new Set(after.flatMap((id) => (id === stepId ? before : [id])))] : after
  return {
    ...draft,
    ...(draft.procedures && {
      procedures: draft.procedures.map((it) => withAfter(it, bridged(it.after))),
    }),
    steps: draft.steps.filter((it) => it.stepId !== stepId).map((it) => withAfter(it, bridged(it.after))),
  }
}

const withAfter = <Part extends { readonly after?: readonly string[] | undefined }>(
  part: Part,
  after: readonly string[] | undefined,
): Part => (after === undefined || after === part.after ? part : { ...part, after })

/** The draft with another id of a step, also wherever other steps name it. Expressions are people's text, and stay. */
export function renamed(draft: Draft, from: string, to: string): Draft {
  const name = (id: string) => (id === from ? to : id)
  return {
    ...draft,
    ...(draft.procedures && {
      procedures: draft.procedures.map((it) => withAfter(it, it.after?.map(name))),
    }),
    steps: draft.steps.map((step) => ({
      ...withAfter(step, step.after?.map(name)),
      stepId: name(step.stepId),
      ...(step.notBySamePersonAs && { notBySamePersonAs: step.notBySamePersonAs.map(name) }),
      ...(step.charges && { charges: step.charges.map((it) => ({ ...it, from: name(it.from) })) }),
      ...(step.timers && {
        timers: step.timers.map((it) => (it.from === undefined ? it : { ...it, from: name(it.from) })),
      }),
    })),
  }
}

/**
 * Where in the draft a fault is, by position: `steps/0/materials/1`. The plant names what cannot be read by position (`body#/steps/0/name`), and what
 * cannot be executed by ids (`steps/mix/materials/10`); the whole draft is the empty text.
 */
export function placeOf(draft: Draft, ref: string | undefined): string {
  if (ref === undefined) return ''
  if (ref.startsWith('body#/')) return ref.slice('body#/'.length)
  const [list, id] = ref.split('/')
  if (list === 'lines') {
    const step = draft.steps.findLastIndex(({ materials = [] }) => materials.some(({ lineId }) => lineId === id))
    return placeOf(draft, step < 0 ? 'steps' : `steps/${draft.steps[step]?.stepId}/materials/${id}`)
  }
  const found: string[] = []
  const names = ref.split('/')
  let part: unknown = draft
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? ''
    const next: unknown = isPart(part) ? part[name] : undefined
    found.push(name)
    part = next
    const of = names[at + 1]
    if (!isList(name) || of === undefined) continue
    const index = Array.isArray(next) ? next.findIndex((it: unknown) => isPart(it) && it[idsOfLists[name]] === of) : -1
    if (index < 0) return found.join('/')
    found.push(String(index))
    part = Array.isArray(next) ? next[index] : undefined
    at += 1
  }
  return found.join('/')
}

const isPart = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What the plant keeps beside the draft itself is not part of what is written. */
export function draftOf(recipe: Draft): Draft {
  const { product, purpose, batchSize, procedures, steps, yield: made, balance, signaturesNeeded } = recipe
  return {
    product,
    ...(purpose && { purpose }),
    batchSize,
    ...(procedures && { procedures }),
    steps,
    ...(made && { yield: made }),
    ...(balance && { balance }),
    ...(signaturesNeeded !== undefined && { signaturesNeeded }),
  }
}

/**
 * A text as a draft, also as the recipe of an exported document; undefined if the form could not show it. Whether it can be read and executed is for the
 * plant to say.
 */
export function draftIn(text: string): Draft | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const draft = isPart(value) && isPart(value.recipe) ? value.recipe : value
  return isDraft(draft) ? draft : undefined
}

const isAmount = (value: unknown): boolean =>
  isPart(value) && typeof value.value === 'string' && typeof value.unit === 'string'

const allAre = (value: unknown, is: (part: Readonly<Record<string, unknown>>) => boolean): boolean =>
  value === undefined || (Array.isArray(value) && value.every((it: unknown) => isPart(it) && is(it)))

/** All that the form takes for granted. */
function isDraft(value: unknown): value is Draft {
  if (!isPart(value) || typeof value.product !== 'string') return false
  const { batchSize, steps, procedures } = value
  const isText = (it: unknown) => typeof it === 'string'
  return (
    isPart(batchSize) &&
    [batchSize.min, batchSize.nominal, batchSize.max].every(isAmount) &&
    Array.isArray(steps) &&
    allAre(procedures, ({ procedureId, name }) => isText(procedureId) && isText(name)) &&
    allAre(
      steps,
      (step) =>
        isText(step.stepId) &&
        isText(step.name) &&
        allAre(step.materials, (it) => isText(it.lineId) && isText(it.materialId) && isAmount(it.quantity)) &&
        allAre(step.parameters, (it) => isText(it.parameterId) && isText(it.unit)) &&
        allAre(step.checks, (it) => isText(it.checkId) && isText(it.question)) &&
        allAre(step.calculations, (it) => isText(it.calculationId) && isText(it.expression)) &&
        allAre(step.timers, (it) => isText(it.timerId) && isAmount(it.duration)) &&
        allAre(step.charges, (it) => isText(it.from)) &&
        allAre(step.signatures, (it) => isText(it.meaning) && isText(it.role)) &&
        allAre(step.documents, (it) => isText(it.title) && isText(it.href)),
    )
  )
}
