import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAsk } from '../../api/plant.tsx'
import { TextField } from '../../look/field.tsx'
import { plain } from '../../look/given.ts'
import { Until } from '../../look/marks.tsx'
import { amount, decimal, unitName } from '../../words/told.ts'
import { typedAs } from '../../words/typed.ts'
import { type Line, useBench } from './bench.ts'
import { isNumber } from './exact.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { useTakeBack } from './take-back.tsx'

interface Props {
  readonly line: Line
  /** The lot that was scanned. */
  readonly lot?: { readonly lotId: string; readonly sublotId?: string }
  readonly next: () => void
}

/** A material that is taken from a lot: the one that expires first is proposed, with what is left of the line. */
export function TakeCard({ line, lot: scanned, next }: Props) {
  const { t } = useLingui()
  const { orderId, step, picks, nameOf } = useBench()
  const { lineId, materialId, quantity, consumed = '0', least, most } = line
  const pick = picks.find((it) => it.lineId === lineId)
  const [touched, setTouched] = useState<string>()
  const lotId = touched ?? scanned?.lotId ?? pick?.lots[0]?.lotId
  const proposed = pick?.lots.find((it) => it.lotId === lotId)
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? typedAs(proposed?.quantity.value ?? pick?.needed.value ?? '')
  const value = plain(shown, { keys: 'decimal' })
  const unit = proposed?.quantity.unit ?? quantity.unit
  const [sublot, setSublot] = useState<string>()
  const sublotId = sublot ?? (touched === undefined ? scanned?.sublotId : undefined)
  const name = nameOf(materialId)
  const takeBack = useTakeBack()
  const take = useFloorAct(
    'consume',
    ({ reason }: Why) => [
      { orderId },
      {
        stepId: step.stepId,
        lineId,
        lotId: lotId ?? '',
        ...(sublotId !== undefined && { sublotId }),
        quantity: { value, unit },
        ...(reason !== undefined && { reason }),
      },
    ],
    {
      what: () => t`${amount({ value, unit })} of ${name} taken from ${lotId ?? ''}`,
      takeBack: ({ factId }) => takeBack({ consumptionId: factId }),
      after: next,
    },
  )
  const needsSublot = proposed?.inSublots === true && sublotId === undefined
  const why =
    lotId === undefined
      ? t`No lot may be taken: scan one`
      : !isNumber(value)
        ? t`The quantity is missing`
        : needsSublot
          ? t`Choose or scan the sublot`
          : undefined
  const said = amount({ value, unit })
  return (
    <section className="card" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <span className="label">
          <b>{decimal(consumed)}</b> {t`of ${amount(quantity)}, allowed ${decimal(least)} to ${decimal(most)}`}
        </span>
      </header>
      {pick?.short && <p className="warn">{t`${amount(pick.short)} are missing in stock`}</p>}
      <fieldset className="choices" aria-label={t`Lots`}>
        {pick?.lots.map((it, place) => (
          <button key={it.lotId} type="button" aria-pressed={it.lotId === lotId} onClick={() => setTouched(it.lotId)}>
            <b className="id">{it.lotId}</b>
            <span className="label">
              {amount(it.quantity)}
              {it.expiresAt !== undefined && (
                <Trans>
                  {' '}
                  · good until <Until at={it.expiresAt} />
                </Trans>
              )}
              {it.location !== undefined && ` · ${it.location}`}
              {it.reserved ? t` · set aside for this order` : place === 0 ? t` · the next one` : ''}
            </span>
          </button>
        ))}
        {lotId !== undefined && proposed === undefined && (
          <button type="button" aria-pressed>
            <b className="id">{lotId}</b>
            <span className="label">{t`scanned`}</span>
          </button>
        )}
      </fieldset>
      {needsSublot && <Sublots lotId={lotId ?? ''} choose={setSublot} />}
      {sublotId !== undefined && <p className="id">{sublotId}</p>}
      <div className="big-field">
        <TextField label={t`Quantity`} keys="decimal" value={shown} unit={unitName(unit)} onChange={setTyped} />
      </div>
      <Next>
        <FloorButton kind="primary" word={t`Take ${said}`} operation="consume" why={why} act={take} said={{}} />
      </Next>
    </section>
  )
}

/** The sublots of a lot, for whoever has no scanner at hand. */
export function Sublots({ lotId, choose }: { readonly lotId: string; readonly choose: (sublotId: string) => void }) {
  const { t } = useLingui()
  const sublots = useAsk(['sublot', lotId], (plant) => plant.listSublots({ lotId }, { limit: '60' }))
  const free =
    sublots.data?.items.filter(
      ({ status, builtInto, remaining }) => status === 'released' && !builtInto && remaining.value !== '0',
    ) ?? []
  return (
    <fieldset className="choices small" aria-label={t`Pieces of ${lotId}`}>
      {free.map(({ sublotId }) => (
        <button key={sublotId} type="button" onClick={() => choose(sublotId)}>
          <b className="id">{sublotId}</b>
        </button>
      ))}
    </fieldset>
  )
}
