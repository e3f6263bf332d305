import { Trans, useLingui } from '@lingui/react/macro'
import type { Told } from '../../api/client.ts'
import { usePlaces } from '../../api/places.ts'
import { useAll } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { useContainerWords } from './container-words.ts'
import { PlaceName } from './links.tsx'
import { NewContainer } from './new-container.tsx'
import { StockHead } from './stock-head.tsx'

type Container = Told<'listContainers'>['items'][number]

/** Cases, pallets, drums: what stands where, and what left. */
export function Containers() {
  const { t } = useLingui()
  const words = useContainerWords()
  const places = usePlaces()
  const { status, place } = useView()
  const wanted = status === 'open' || status === 'shipped' ? status : undefined
  const containers = useAll(['container', 'list', wanted, place], (plant, page) =>
    plant.listContainers({
      ...page,
      ...(wanted !== undefined && { status: wanted }),
      ...(place !== undefined && { location: place }),
    }),
  )
  const columns: readonly Column<Container>[] = [
    {
      id: 'container',
      head: t`Container`,
      value: ({ containerId }) => containerId,
      show: ({ containerId }) => <IdLink type="container" id={containerId} />,
    },
    { id: 'kind', head: t`Kind`, value: ({ kind }) => words.kinds[kind] },
    { id: 'status', head: t`Status`, value: ({ status }) => words.statuses[status] },
    {
      id: 'in',
      head: t`In`,
      value: ({ parentId }) => parentId,
      show: ({ parentId }) => parentId !== undefined && <IdLink type="container" id={parentId} />,
    },
    {
      id: 'place',
      head: t`Place`,
      value: ({ location }) => location && places.nameOf(location),
      show: ({ location }) => <PlaceName of={location} />,
    },
  ]
  return (
    <>
      <StockHead title={t`Containers`} />
      <Asked
        of={containers}
        empty={{
          when: ({ items }) => items.length === 0 && wanted === undefined && place === undefined,
          say: (
            <>
              <Trans>No container yet.</Trans>
              <NewContainer />
            </>
          ),
        }}
      >
        {({ items }) => (
          <Table
            label={t`Containers`}
            rows={items}
            columns={columns}
            keyOf={({ containerId }) => containerId}
            tools={
              <>
                <Filter name="place" label={t`Place`} all={t`All`} options={places.options} />
                <Filter
                  name="status"
                  label={t`Status`}
                  all={t`All`}
                  options={Object.entries(words.statuses).map(([id, word]) => ({ id, word }))}
                />
                <NewContainer />
              </>
            }
          />
        )}
      </Asked>
    </>
  )
}
