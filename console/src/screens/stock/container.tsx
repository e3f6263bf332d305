import { Trans, useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { TimeLine } from '../../facts/time-line.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Id } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { ContainerActs } from './container-acts.tsx'
import { useContainerWords } from './container-words.ts'
import { PlaceName } from './links.tsx'
import { StockSign } from './stock-sign.tsx'
import './unit.css'

export type Container = Told<'getContainer'>
export type Packed = Container['units'][number]

export function ContainerPage() {
  const { containerId } = useParams({ from: '/containers/$containerId' })
  const container = useAsk(['container', containerId], (plant) => plant.getContainer({ containerId }))
  return <Asked of={container}>{(it) => <ContainerShown container={it} />}</Asked>
}

function ContainerShown({ container }: { readonly container: Container }) {
  const { t } = useLingui()
  const words = useContainerWords()
  const { containerId, kind, status, location, parentId, shipmentId, units, containers } = container
  return (
    <Page
      kind={words.kinds[kind]}
      id={containerId}
      sign={<span className={`stock-sign ${status}`}>{words.statuses[status]}</span>}
      acts={<ContainerActs container={container} />}
    >
      <Known
        of={[
          [t`Place`, location && <PlaceName of={location} />],
          [t`In`, parentId && <IdLink type="container" id={parentId} />],
          [t`Shipment`, shipmentId && <IdLink type="shipment" id={shipmentId} />],
        ]}
      />
      <Part title={t`Content`}>
        {units.length + containers.length === 0 ? (
          <p className="nothing">
            <Trans>It is empty. Pack something into it by a scan.</Trans>
          </p>
        ) : (
          <ul className="unit-steps">
            {containers.map((it) => (
              <li key={it.containerId}>
                <IdLink type="container" id={it.containerId} />
                <span>
                  {'kind' in it ? words.kinds[it.kind] : ''}{' '}
                  {'units' in it && <Trans>with {it.units.length + it.containers.length} in it</Trans>}
                </span>
              </li>
            ))}
            {units.map((it) => (
              <li key={`${it.lotId} ${it.sublotId}`}>
                <span>
                  {'serial' in it && it.serial !== undefined ? (
                    <IdLink type="unit" id={`${it.materialId}@${it.serial}`}>
                      {it.serial}
                    </IdLink>
                  ) : (
                    <Id of={it.sublotId} />
                  )}{' '}
                </span>
                <span>
                  <MaterialLink id={it.materialId} /> · <IdLink type="lot" id={it.lotId} />
                </span>
                {'status' in it && (
                  <span>
                    <Amount of={it.remaining} /> <StockSign status={it.status} isHeld={it.holds.length > 0} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <TimeLine subject={{ type: 'container', id: containerId }} />
    </Page>
  )
}
