import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { type Line, useBench } from './bench.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { lotOf, useTaker } from './scanner.tsx'
import { Sublots } from './take.tsx'
import { useTakeBack } from './take-back.tsx'

interface Part {
  readonly lineId: string
  readonly lotId: string
  readonly sublotId?: string | undefined
}

/**
 * Builds parts into the unit at hand: the scan of a number builds it in, whichever of its lines is shown.
 * @param wanted the lines whose parts the unit still lacks
 */
export function useBuildIn(serial: string, wanted: readonly string[]) {
  const { t } = useLingui()
  const { orderId, step, nameOf } = useBench()
  const takeBack = useTakeBack()
  const act = useFloorAct(
    'consume',
    ({ part: { lineId, lotId, sublotId }, reason }: Why & { readonly part: Part }) => [
      { orderId },
      {
        stepId: step.stepId,
        lineId,
        lotId,
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
  const build = (part: Part) => {
    setLast(part)
    act.run({ part })
  }
  useTaker((_, matches) => {
    const found = matches && lotOf(matches)
    const of = step.materials.find((it) => it.materialId === found?.materialId && wanted.includes(it.lineId))
    if (!found || !of) return undefined
    build({ lineId: of.lineId, lotId: found.lotId, sublotId: found.sublotId })
    return t`${nameOf(of.materialId)} ${found.sublotId ?? found.lotId} into ${serial}`
  })
  return { act, last, build }
}

/** A part that was scanned and refused, with every reason; where a word of the person cures it, it is built in with that. */
export function RefusedPart({ building: { act, last } }: Pick<Props, 'building'>) {
  const { t } = useLingui()
  if (last === undefined || act.refusal === null) return null
  return (
    <Next>
      <FloorButton
        kind="primary"
        word={t`Build in ${last.sublotId ?? last.lotId}`}
        operation="consume"
        act={act}
        said={{ part: last }}
      />
    </Next>
  )
}

interface Props {
  readonly line: Line
  readonly building: ReturnType<typeof useBuildIn>
}

/** A part that is built into the unit at hand. */
export function BuildIn({ line, building: { act, build } }: Props) {
  const { t } = useLingui()
  const { picks, nameOf } = useBench()
  const lots = picks.find(({ lineId }) => lineId === line.lineId)?.lots ?? []
  const [lotId, setLotId] = useState(lots[0]?.lotId)
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
          <Sublots lotId={lotId} choose={(sublotId) => build({ lineId: line.lineId, lotId, sublotId })} />
        </details>
      )}
      <Next>
        {lotId !== undefined && !lot?.inSublots && (
          <FloorButton
            kind="primary"
            word={t`Build in from ${lotId}`}
            operation="consume"
            act={act}
            said={{ part: { lineId: line.lineId, lotId } }}
          />
        )}
      </Next>
    </section>
  )
}
