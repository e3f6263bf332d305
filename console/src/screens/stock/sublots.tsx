import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { usePlaces } from '../../api/places.ts'
import { useAll } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Id } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { PlaceName } from './links.tsx'
import { StockSign, stockStates } from './stock-sign.tsx'

type Sublot = Told<'listSublots'>['items'][number]

export const useSublots = (lotId: string, when = true) =>
  useAll(['lot', lotId, 'sublots'], (plant, page) => plant.listSublots({ lotId }, page), when)

/** The parts of a lot with names of their own: bags, drums, units. */
export function Sublots({ lotId }: { readonly lotId: string }) {
  const { t, i18n } = useLingui()
  const { nameOf } = usePlaces()
  const sublots = useSublots(lotId)
  const columns: readonly Column<Sublot>[] = [
    {
      id: 'sublot',
      head: t`Number`,
      value: ({ sublotId }) => sublotId,
      show: ({ sublotId, serial, materialId }) =>
        serial === undefined ? (
          <Id of={sublotId} />
        ) : (
          <IdLink type="unit" id={`${materialId}@${serial}`}>
            {serial}
          </IdLink>
        ),
    },
    {
      id: 'status',
      head: t`Status`,
      value: ({ status }) => i18n._(stockStates[status]),
      show: ({ status, holds }) => <StockSign status={status} isHeld={holds.length > 0} />,
    },
    {
      id: 'remaining',
      head: t`Left`,
      value: ({ remaining }) => Number(remaining.value),
      show: ({ remaining }) => <Amount of={remaining} />,
      isNumber: true,
    },
    {
      id: 'place',
      head: t`Place`,
      value: ({ location }) => location && nameOf(location),
      show: ({ location }) => <PlaceName of={location} />,
    },
    {
      id: 'in',
      head: t`In`,
      value: ({ containerId, builtInto }) => containerId ?? builtInto?.serial,
      show: ({ containerId, builtInto }) => (
        <>
          {containerId !== undefined && <IdLink type="container" id={containerId} />}
          {builtInto && (
            <IdLink type="unit" id={`${builtInto.materialId}@${builtInto.serial}`}>
              {builtInto.serial}
            </IdLink>
          )}
        </>
      ),
      isMinor: true,
    },
  ]
  return (
    <Asked
      of={sublots}
      empty={{ when: ({ items }) => items.length === 0, say: <Trans>Everything in this lot lies loose.</Trans> }}
    >
      {({ items }) => <Table label={t`Sublots`} rows={items} columns={columns} keyOf={({ sublotId }) => sublotId} />}
    </Asked>
  )
}
