import { useLingui } from '@lingui/react/macro'
import type { Plant } from '../../api/client.ts'
import { useAll, useHere, useMay } from '../../api/plant.tsx'
import { type Act, useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, type Question } from '../../look/ask-act.tsx'
import { fieldAt } from '../../words/local-time.ts'
import type { Person, Qualification } from './standing.tsx'

type Change = (held: readonly Qualification[]) => readonly Qualification[]

/** Writes what a person is qualified for. What another person writes meanwhile is refused, not overwritten. */
async function qualified(plant: Plant, personId: string, change: Change) {
  const read = await plant.getPerson({ personId })
  if (!read.ok) return read
  const { name, qualifications } = read.body
  return plant.definePerson(
    { personId },
    { name, qualifications: [...change(qualifications)] },
    { ifMatch: read.headers.get('etag') ?? '' },
  )
}

interface Said {
  readonly to: Change
  readonly back: Change
}

/** A change of the qualifications that can be taken back, by what was before it. */
function useChange({ personId }: Person, what: string, of: (said: Answers) => Said): Act<Answers> {
  const { t } = useLingui()
  const undo = useAct((plant, back: Change) => qualified(plant, personId, back), {
    done: () => ({ what: t`Taken back: ${what}` }),
  })
  const act = useAct((plant, { to }: Said) => qualified(plant, personId, to), {
    done: (_, { back }) => ({ what, takeBack: { word: t`Take back`, act: () => undo.run(back) } }),
  })
  return { ...act, run: (said) => act.run(of(said)) }
}

const isSame = (one: Qualification, other: Qualification) =>
  one.qualificationId === other.qualificationId &&
  one.level === other.level &&
  one.validFrom === other.validFrom &&
  one.validUntil === other.validUntil

const without =
  (gone: Qualification): Change =>
  (held) =>
    held.filter((it) => !isSame(it, gone))

/** The fields that somebody has filled. A date ends with its day at the plant. */
const datesOf = ({ until = '', retraining = '' }: Answers) => ({
  ...(until !== '' && { validUntil: until }),
  ...(retraining !== '' && { retrainingDueAt: retraining }),
})

function useDates(): readonly Question[] {
  const { t } = useLingui()
  return [
    { name: 'until', label: t`Valid until`, type: 'date', isOptional: true, hint: t`Until the end of that day.` },
    { name: 'retraining', label: t`Retraining due on`, type: 'date', isOptional: true },
  ]
}

export function Grant({ person }: { readonly person: Person }) {
  const { t } = useLingui()
  const dates = useDates()
  const may = useMay('listPersons')
  const people = useAll(['person', 'list'], (plant, page) => plant.listPersons(page), may)
  const known = new Set<string>(people.data?.items.flatMap((it) => it.qualifications.map((q) => q.qualificationId)))
  for (const { qualificationId } of person.qualifications) known.delete(qualificationId)
  const act = useChange(person, t`The qualification of ${person.name} is granted`, (said) => {
    const { qualificationId: id = '', level = '' } = said
    const granted = {
      qualificationId: id.trim(),
      ...(level.trim() !== '' && { level: Number(level) }),
      ...datesOf(said),
    } as Qualification
    return {
      to: (held) => [...held, granted],
      back: (held) => {
        const at = held.findLastIndex(({ qualificationId }) => qualificationId === granted.qualificationId)
        return held.filter((_, index) => index !== at)
      },
    }
  })
  return (
    <AskAct
      word={t`Grant a qualification`}
      operation="definePerson"
      kind="primary"
      questions={[
        { name: 'qualificationId', label: t`Qualification`, proposals: [...known].toSorted() },
        { name: 'level', label: t`Level (1 to 10)`, keys: 'numeric', isOptional: true },
        ...dates,
      ]}
      act={act}
    />
  )
}

interface OfOne {
  readonly person: Person
  readonly held: Qualification
}

export function Renew({ person, held }: OfOne) {
  const { t } = useLingui()
  const { zone } = useHere()
  const dates = useDates()
  const { qualificationId } = held
  const act = useChange(person, t`${qualificationId} of ${person.name} is renewed`, (said) => {
    const { validUntil: _until, retrainingDueAt: _due, ...lasting } = held
    const renewed = { ...lasting, ...datesOf(said) } as Qualification
    const at = (all: readonly Qualification[], of: Qualification) => all.findIndex((it) => isSame(it, of))
    return {
      to: (all) => all.with(at(all, held), renewed),
      back: (all) => {
        const place = all.findIndex((it) => it.qualificationId === qualificationId && it.validFrom === held.validFrom)
        return place < 0 ? [...all, held] : all.with(place, held)
      },
    }
  })
  const startOf = (until: string | undefined) =>
    until === undefined ? '' : fieldAt(Date.parse(until) - 1, zone).slice(0, 10)
  return (
    <AskAct
      word={t`Renew`}
      operation="definePerson"
      questions={dates.map((it) => ({
        ...it,
        start: startOf(it.name === 'until' ? held.validUntil : held.retrainingDueAt),
      }))}
      act={act}
    />
  )
}

export function Withdraw({ person, held }: OfOne) {
  const { t } = useLingui()
  const { qualificationId } = held
  const act = useChange(person, t`${qualificationId} of ${person.name} is withdrawn`, () => ({
    to: without(held),
    back: (all) => [...all, held],
  }))
  return (
    <AskAct
      word={t`Withdraw`}
      operation="definePerson"
      about={<p>{t`${person.name} starts no more steps that ask for ${qualificationId}.`}</p>}
      act={act}
    />
  )
}
