import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { usePlaces } from '../../api/places.ts'
import { useAll } from '../../api/plant.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct } from '../../look/ask-act.tsx'
import { amount, unitName } from '../../words/told.ts'
import type { Lot } from './lot.tsx'
import { nextId, serialsIn, wholeAnd } from './parts.ts'
import { useSublots } from './sublots.tsx'

interface Props {
  readonly lot: Lot
}

const isEmpty = ({ remaining }: Pick<Lot, 'remaining'>): boolean => Number(remaining.value) === 0

/** Why nothing can be done with the stock of a lot that has none. */
export function useEmpty(lot: Lot): string | undefined {
  const { t } = useLingui()
  return isEmpty(lot) ? t`Nothing is left` : undefined
}

/** The ids of the lots of the same material, so that a new one gets another. */
const useAlike = ({ materialId }: Lot) =>
  useAll(['lot', 'list', undefined, undefined, materialId], (plant, page) => plant.listLots({ ...page, materialId }))
    .data?.items ?? []

export function Move({ lot }: Props) {
  const { t } = useLingui()
  const { lotId, location } = lot
  const { options, nameOf } = usePlaces()
  const parts = useSublots(lotId, lot.inSublots !== undefined).data?.items ?? []
  const placeOf = (part: string) => (part === '' ? location : parts.find(({ sublotId }) => sublotId === part)?.location)
  const command = ({ to = '', part = '' }: Answers) => ({ to, ...(part !== '' && { sublotId: part }) })
  const back = useAct((plant, said: Answers, key) => plant.moveLot({ lotId }, command(said), { key }), {
    done: (_, { to = '' }) => ({ what: t`${lotId} is at ${nameOf(to)} again` }),
  })
  const move = useAct((plant, said: Answers, key) => plant.moveLot({ lotId }, command(said), { key }), {
    done: (_, { to = '', part = '' }) => {
      const before = placeOf(part)
      return {
        what: t`${part === '' ? lotId : part} is at ${nameOf(to)} now`,
        ...(before !== undefined && {
          takeBack: { word: t`Take back`, act: () => back.run({ to: before, part }) },
        }),
      }
    },
  })
  return (
    <AskAct
      word={t`Move`}
      operation="moveLot"
      questions={[
        { name: 'to', label: t`To`, options: options.filter(({ id }) => id !== location) },
        ...wholeAnd(parts, t`Only this part`),
      ]}
      why={useEmpty(lot)}
      act={move}
    />
  )
}

export function Split({ lot }: Props) {
  const { t } = useLingui()
  const { lotId, remaining } = lot
  const alike = useAlike(lot)
  const unit = unitName(remaining.unit)
  const split = useAct(
    (plant, { value = '', partId = '' }: Answers, key) =>
      plant.splitLot({ lotId }, { parts: [{ lotId: partId, quantity: { value, unit: remaining.unit } }] }, { key }),
    {
      done: (_, { value = '', partId = '' }) => ({
        what: t`${amount({ value, unit: remaining.unit })} of ${lotId} are ${partId} now`,
      }),
    },
  )
  return (
    <AskAct
      word={t`Split`}
      operation="splitLot"
      questions={[
        {
          name: 'value',
          label: t`Quantity of the new lot`,
          keys: 'decimal',
          unit,
          hint: t`${amount(remaining)} are left.`,
        },
        {
          name: 'partId',
          label: t`Its number`,
          start: nextId(
            lotId,
            alike.map((it) => it.lotId),
          ),
        },
      ]}
      why={useEmpty(lot)}
      act={split}
    />
  )
}

export function Merge({ lot }: Props) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { lotId } = lot
  const alike = useAlike(lot)
  const others = alike.filter((it) => it.lotId !== lotId && !isEmpty(it))
  const merge = useAct(
    (plant, { other = '', mergedId = '' }: Answers, key) =>
      plant.mergeLots({ lotId: mergedId }, { from: [{ lotId }, { lotId: other }] }, { key }),
    {
      done: (_, { other = '', mergedId = '' }) => ({ what: t`${lotId} and ${other} are ${mergedId} now` }),
      onDone: (_, { mergedId = '' }) => void navigate({ to: '/lots/$lotId', params: { lotId: mergedId } }),
    },
  )
  const none = others.length === 0 ? t`No other lot of the material is in stock` : undefined
  return (
    <AskAct
      word={t`Merge`}
      operation="mergeLots"
      questions={[
        {
          name: 'other',
          label: t`With`,
          options: others.map((it) => ({ id: it.lotId, word: amount(it.remaining) })),
        },
        {
          name: 'mergedId',
          label: t`Number of the new lot`,
          start: nextId(
            `${lotId}-M`,
            alike.map((it) => it.lotId),
            1,
          ),
        },
      ]}
      why={useEmpty(lot) ?? none}
      act={merge}
    />
  )
}

export function Divide({ lot }: Props) {
  const { t } = useLingui()
  const { lotId, remaining, loose = remaining } = lot
  const taken = useSublots(lotId, lot.inSublots !== undefined).data?.items.length ?? 0
  const divide = useAct(
    (plant, { count = '', value = '' }: Answers, key) =>
      plant.divideLot(
        { lotId },
        {
          sublots: Array.from({ length: Math.min(Number(count) || 0, 1000) }, (_, index) => ({
            sublotId: String(taken + index + 1).padStart(2, '0'),
            quantity: { value, unit: remaining.unit },
          })),
        },
        { key },
      ),
    {
      done: (_, { count = '' }) => ({
        what: t`${lotId} has ${plural(Number(count), { one: '# more sublot', other: '# more sublots' })}`,
      }),
    },
  )
  const noneLoose = Number(loose.value) === 0 ? t`Nothing lies loose` : undefined
  return (
    <AskAct
      word={t`Divide into sublots`}
      operation="divideLot"
      questions={[
        { name: 'count', label: t`How many bags, drums or boxes`, keys: 'numeric' },
        {
          name: 'value',
          label: t`Quantity in each`,
          keys: 'decimal',
          unit: unitName(remaining.unit),
          hint: t`${amount(loose)} lie loose.`,
        },
      ]}
      why={useEmpty(lot) ?? noneLoose}
      act={divide}
    />
  )
}

/** Only of a lot that is counted in pieces. */
export function MakeUnits({ lot }: Props) {
  const { t } = useLingui()
  const { lotId, remaining, loose = remaining } = lot
  const make = useAct(
    (plant, { serials = '' }: Answers, key) => plant.makeUnits({ lotId }, { serials: serialsIn(serials) }, { key }),
    { done: () => ({ what: t`Pieces of ${lotId} have numbers now` }) },
  )
  return (
    <AskAct
      word={t`Give serial numbers`}
      operation="makeUnits"
      questions={[
        {
          name: 'serials',
          label: t`Serial numbers`,
          isLong: true,
          hint: t`Scan one a line, or a range as P001..P050. ${amount(loose)} have none yet.`,
        },
      ]}
      why={useEmpty(lot)}
      act={make}
    />
  )
}
