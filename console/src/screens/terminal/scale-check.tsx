import { Trans, useLingui } from '@lingui/react/macro'
import { useAsk } from '../../api/plant.tsx'
import { amount } from '../../words/told.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'

interface Props {
  readonly scaleId: string
  readonly shown: string | undefined
}

/** The check of the day: each test weight is put on the scale, and what the scale shows is recorded. */
export function ScaleCheck({ scaleId, shown }: Props) {
  const { t } = useLingui()
  const scale = useAsk(['equipment', scaleId], (plant) => plant.getEquipment({ equipmentId: scaleId }))
  const weights = scale.data?.scale?.dailyCheck.weights ?? []
  type Nominal = (typeof weights)[number]['nominal']
  const check = useFloorAct(
    'checkScale',
    ({ nominal }: Why & { readonly nominal: Nominal }) => [
      { equipmentId: scaleId },
      { readings: [{ nominal, reading: { value: shown ?? '', unit: nominal.unit } }], source: 'device' },
    ],
    { what: ({ nominal }) => t`Scale checked with ${amount(nominal)}` },
  )
  return (
    <fieldset className="choices small">
      <legend>
        <Trans>The scale is to be checked today: put each test weight on it</Trans>
      </legend>
      {weights.map(({ nominal }) => (
        <FloorButton
          key={nominal.value}
          word={t`${amount(nominal)} lie on it`}
          operation="checkScale"
          why={shown === undefined ? t`The scale shows nothing yet` : undefined}
          act={check}
          said={{ nominal }}
        />
      ))}
    </fieldset>
  )
}
