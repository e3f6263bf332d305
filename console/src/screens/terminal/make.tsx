import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Choice, TextField } from '../../look/field.tsx'
import { plain } from '../../look/given.ts'
import { amount, unitName } from '../../words/told.ts'
import { typedAs } from '../../words/typed.ts'
import { toMake, useBench } from './bench.ts'
import { isNumber, less } from './exact.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { useTakeBack } from './take-back.tsx'

/** What the step makes: the quantity that is left is proposed, in the lot of the order; what is lost is scrap, with its reason. */
export function MakeCard({ next }: { readonly next: () => void }) {
  const { t } = useLingui()
  const { orderId, order, step, units, nameOf } = useBench()
  const { product, quantity } = order
  const { scrapCodes } = step
  const takeBack = useTakeBack()
  const [lots, made] =
    'produced' in order
      ? [Object.keys(order.produced), Object.values(order.produced).map(({ value }) => value)]
      : [[], []]
  const ready = toMake(units, step)
  const left = made.reduce<string>((rest, it) => less(rest, it) ?? rest, quantity.value)
  const [use, setUse] = useState<'produced' | 'scrap'>('produced')
  const [lotId, setLotId] = useState(units[0]?.lotId ?? lots[0] ?? orderId)
  const [typed, setTyped] = useState<string>()
  const [code, setCode] = useState('')
  const isNumbered = units.length > 0
  const value =
    typed ?? (use === 'scrap' ? '' : isNumbered ? String(ready.length) : left.startsWith('-') ? '' : typedAs(left))
  const [scrapped, setScrapped] = useState('')
  const serials = isNumbered
    ? use === 'scrap'
      ? scrapped.split(/[\s,]+/).filter((it) => it !== '')
      : ready.map(({ serial }) => serial)
    : undefined
  const said = { value: serials ? String(serials.length) : plain(value, { keys: 'decimal' }), unit: quantity.unit }
  const produce = useFloorAct(
    'produce',
    ({ reason }: Why) => [
      { orderId },
      {
        stepId: step.stepId,
        lotId,
        quantity: said,
        use,
        ...(use === 'scrap' && code !== '' && { reasonCode: code }),
        ...(serials && { serials }),
        ...(reason !== undefined && { reason }),
      },
    ],
    {
      what: () => (use === 'scrap' ? t`${amount(said)} scrapped` : t`${amount(said)} made in lot ${lotId}`),
      takeBack: ({ factId }) => takeBack({ productionId: factId }),
      after: () => {
        setTyped(undefined)
        setScrapped('')
        setUse('produced')
        next()
      },
    },
  )
  const why =
    !isNumber(said.value) || said.value === '0'
      ? t`The quantity is missing`
      : use === 'scrap' && scrapCodes && code === ''
        ? t`Say why it is scrapped`
        : undefined
  const name = nameOf(product)
  return (
    <section className="card" aria-label={t`Made: ${name}`}>
      <header>
        <h2>{t`Made: ${name}`}</h2>
        <span className="label">
          {made.length > 0
            ? t`${amount({ value: left, unit: quantity.unit })} are left of ${amount(quantity)}`
            : t`${amount(quantity)} asked`}
        </span>
      </header>
      <fieldset className="choices small" aria-label={t`What it is`}>
        <button type="button" aria-pressed={use === 'produced'} onClick={() => setUse('produced')}>
          <b>{t`Good`}</b>
        </button>
        <button type="button" aria-pressed={use === 'scrap'} onClick={() => setUse('scrap')}>
          <b>{t({ message: 'Scrap', context: 'noun' })}</b>
        </button>
      </fieldset>
      <div className="row big-field">
        {isNumbered && use === 'scrap' ? (
          <TextField label={t`Numbers of the units`} value={scrapped} onChange={setScrapped} />
        ) : (
          !isNumbered && (
            <TextField
              label={t`Quantity`}
              keys="decimal"
              value={value}
              unit={unitName(quantity.unit)}
              onChange={setTyped}
            />
          )
        )}
        <TextField label={t`Lot`} value={lotId} onChange={setLotId} />
        {use === 'scrap' && scrapCodes && (
          <Choice
            label={t`Reason`}
            value={code}
            onChange={setCode}
            options={[{ id: '', word: t`Choose…` }, ...scrapCodes.map((id) => ({ id, word: id }))]}
          />
        )}
      </div>
      {isNumbered && use === 'produced' && <p className="id">{serials?.join(', ')}</p>}
      <Next>
        <FloorButton
          kind={use === 'scrap' ? 'grave' : 'primary'}
          word={why !== undefined ? t`Book` : use === 'scrap' ? t`Scrap ${amount(said)}` : t`Made: ${amount(said)}`}
          operation="produce"
          why={why}
          act={produce}
          said={{}}
        />
      </Next>
    </section>
  )
}

/** Units that are ready become product in their lot. */
export function MakeUnits({ serials }: { readonly serials: readonly string[] }) {
  const { t } = useLingui()
  const { orderId, step, units } = useBench()
  const takeBack = useTakeBack()
  const lotId = units[0]?.lotId ?? orderId
  const quantity = { value: String(serials.length), unit: '{each}' }
  const make = useFloorAct(
    'produce',
    ({ reason }: Why) => [
      { orderId },
      { stepId: step.stepId, lotId, quantity, serials: [...serials], ...(reason !== undefined && { reason }) },
    ],
    {
      what: () => t`${amount(quantity)} made in lot ${lotId}`,
      takeBack: ({ factId }) => takeBack({ productionId: factId }),
    },
  )
  return <FloorButton kind="primary" word={t`Made: ${amount(quantity)}`} operation="produce" act={make} said={{}} />
}
