import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { type Line, type Unit, useBench } from './bench.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { lotOf, useTaker } from './scanner.tsx'
import { Sublots } from './take.tsx'
import { useTakeBack } from './take-back.tsx'

interface Props {
  readonly line: Line
  readonly unit: Unit
  /** What the unit still lacks: a part of another line is taken as well. */
  readonly wanted: readonly string[]
}

interface Part {
  readonly lineId: string
  readonly lotId: string
  readonly sublotId?: string | undefined
}

/** A part that is built into the unit at hand: the scan of its number builds it in. */
export function BuildIn({ line, unit: { serial }, wanted }: Props) {
  const { t } = useLingui()
  const { orderId, step, picks, nameOf } = useBench()
  const takeBack = useTakeBack()
  const lots = picks.find(({ lineId }) => lineId === line.lineId)?.lots ?? []
  const [lotId, setLotId] = useState(lots[0]?.lotId)
  const build = useFloorAct(
    'consume',
    ({ part: { lineId, lotId: from, sublotId }, reason }: Why & { readonly part: Part }) => [
      { orderId },
      {
        stepId: step.stepId,
        lineId,
        lotId: from,
        ...(sublotId !== undefined && { sublotId }),
        quantity: step.materials.find((it) => it.lineId === lineId)?.perUnit?.quantity ?? {
          value: '1',
          unit: '{each}',
        },
        into: serial,
        ...(reason !== undefined && { reason }),
      },
    ],
    {
      what: ({ part }) => t`${part.sublotId ?? part.lotId} built into ${serial}`,
      takeBack: ({ factId }) => takeBack({ consumptionId: factId }),
    },
  )
  const [last, setLast] = useState<Part>()
  useTaker((_, matches) => {
    const found = matches && lotOf(matches)
    const of = step.materials.find((it) => it.materialId === found?.materialId && wanted.includes(it.lineId))
    if (!found || !of) return undefined
    const part = { lineId: of.lineId, lotId: found.lotId, sublotId: found.sublotId }
    setLast(part)
    build.run({ part })
    return t`${nameOf(of.materialId)} ${found.sublotId ?? found.lotId} into ${serial}`
  })
  const lot = lots.find((it) => it.lotId === lotId)
  const name = nameOf(line.materialId)
  return (
    <section className="card" aria-label={name}>
      <h2>{name}</h2>
      <p className="scan-me">
        <Trans>Scan the part that you build in.</Trans>
      </p>
      {lots.length > 1 && (
        <fieldset className="choices small" aria-label={t`Lots`}>
          {lots.map((it) => (
            <button key={it.lotId} type="button" aria-pressed={it.lotId === lotId} onClick={() => setLotId(it.lotId)}>
              <b className="id">{it.lotId}</b>
            </button>
          ))}
        </fieldset>
      )}
      {lotId !== undefined && lot?.inSublots && (
        <details>
          <summary>
            <Trans>Without a scanner: choose its number</Trans>
          </summary>
          <Sublots
            lotId={lotId}
            choose={(sublotId) => {
              const part = { lineId: line.lineId, lotId, sublotId }
              setLast(part)
              build.run({ part })
            }}
          />
        </details>
      )}
      <Next>
        {lotId !== undefined && !lot?.inSublots && (
          <FloorButton
            kind="primary"
            word={t`Build in from ${lotId}`}
            operation="consume"
            act={build}
            said={{ part: { lineId: line.lineId, lotId } }}
          />
        )}
        {lot?.inSublots && last && build.refusal && (
          <FloorButton
            kind="primary"
            word={t`Build in ${last.sublotId ?? last.lotId}`}
            operation="consume"
            act={build}
            said={{ part: last }}
          />
        )}
      </Next>
    </section>
  )
}
