import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { TimeLine } from '../../facts/time-line.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink, IdLinks } from '../../look/id-link.tsx'
import { Amount, Id, When } from '../../look/marks.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { type Column, Table } from '../../look/table.tsx'
import { ComeBack } from './come-back.tsx'

export type Shipment = Told<'getShipment'>
type Line = Shipment['lines'][number]

export function ShipmentPage() {
  const { shipmentId } = useParams({ from: '/shipments/$shipmentId' })
  const shipment = useAsk(['lot', 'shipment', shipmentId], (plant) => plant.getShipment({ shipmentId }))
  return <Asked of={shipment}>{(it) => <ShipmentShown shipment={it} />}</Asked>
}

/** What left the house under one number: to whom, of which lots, in which containers, and what came back. */
function ShipmentShown({ shipment }: { readonly shipment: Shipment }) {
  const { t } = useLingui()
  const { shipmentId, to, lines, returned = {} } = shipment
  const who = { customer: t`Customer`, site: t`Site`, supplier: t`Supplier` }[to.type]
  const lots = [...new Set(lines.map(({ lotId }) => lotId))]
  const containers = [...new Set(lines.flatMap(({ containerId }) => containerId ?? []))]
  const times = lines.map(({ at }) => at).toSorted()
  const [first, last] = [times[0], times.at(-1)]
  return (
    <Page kind={t`Shipment`} id={shipmentId} title={to.name ?? to.id} acts={<ComeBack shipment={shipment} />}>
      <Known
        of={[
          [
            who,
            <span key="to">
              {to.name} <Id of={to.id} />
            </span>,
          ],
          [t({ message: 'Left', context: 'shipped' }), first && <When at={first} />],
          [t`Last of it left`, last !== first && last && <When at={last} />],
          [t`Lots`, <IdLinks key="lots" type="lot" ids={lots} />],
          [t`Containers`, containers.length > 0 && <IdLinks type="container" ids={containers} />],
          [
            t`Came back`,
            Object.keys(returned).length > 0 &&
              Object.entries(returned).map(([lotId, quantity]) => (
                <div key={lotId}>
                  <Trans>
                    <Amount of={quantity} /> of <IdLink type="lot" id={lotId} />
                  </Trans>
                </div>
              )),
          ],
        ]}
      />
      <Part title={t`What left`}>
        <Lines of={lines} />
      </Part>
      <TimeLine subject={{ type: 'shipment', id: shipmentId }} />
    </Page>
  )
}

function Lines({ of }: { readonly of: readonly Line[] }) {
  const { t } = useLingui()
  const columns: readonly Column<Line>[] = [
    {
      id: 'lot',
      head: t`Lot`,
      value: ({ lotId }) => lotId,
      show: ({ lotId }) => <IdLink type="lot" id={lotId} />,
    },
    {
      id: 'part',
      head: t`Unit or part`,
      value: ({ serial, sublotId }) => serial ?? sublotId,
      show: ({ serial, sublotId, materialId }) =>
        serial !== undefined ? (
          <IdLink type="unit" id={`${materialId}@${serial}`}>
            {serial}
          </IdLink>
        ) : (
          sublotId && <Id of={sublotId} />
        ),
    },
    { id: 'material', head: t`Material`, value: ({ materialId }) => materialId },
    {
      id: 'quantity',
      head: t`Quantity`,
      value: ({ quantity }) => Number(quantity.value),
      show: ({ quantity }) => <Amount of={quantity} />,
      isNumber: true,
    },
    {
      id: 'container',
      head: t`Container`,
      value: ({ containerId }) => containerId,
      show: ({ containerId }) => containerId && <IdLink type="container" id={containerId} />,
      isMinor: true,
    },
    {
      id: 'at',
      head: t({ message: 'Left', context: 'shipped' }),
      value: ({ at }) => at,
      show: ({ at }) => <When at={at} />,
      isMinor: true,
    },
    {
      id: 'back',
      head: t`Came back as`,
      value: ({ cameBackAs }) => cameBackAs,
      show: ({ cameBackAs }) => cameBackAs && <IdLink type="lot" id={cameBackAs} />,
      isMinor: true,
    },
  ]
  return (
    <Table
      label={t`Lines`}
      rows={of}
      columns={columns}
      keyOf={({ lotId, sublotId, serial, at }) => [lotId, sublotId, serial, at].join(' ')}
    />
  )
}
