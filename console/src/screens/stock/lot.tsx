import { useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { useAsk } from '../../api/plant.tsx'
import { TimeLine } from '../../facts/time-line.tsx'
import { Asked } from '../../look/asked.tsx'
import { Holds } from '../../look/holds.tsx'
import { IdLink, IdLinks } from '../../look/id-link.tsx'
import { Amount, Id, Until, When } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { decimal } from '../../words/told.ts'
import { Balance } from './balance.tsx'
import { PlaceName } from './links.tsx'
import './lot.css'
import { LotActs } from './lot-acts.tsx'
import { StockSign } from './stock-sign.tsx'
import { Sublots } from './sublots.tsx'

export type Lot = Told<'getLot'>

export function LotPage() {
  const { lotId } = useParams({ from: '/lots/$lotId' })
  const lot = useAsk(['lot', lotId], (plant) => plant.getLot({ lotId }))
  return <Asked of={lot}>{(it) => <LotShown lot={it} />}</Asked>
}

function LotShown({ lot }: { readonly lot: Lot }) {
  const { t } = useLingui()
  const { lotId, materialId, status, holds } = lot
  const materials = useMaterials()
  return (
    <Page
      kind={t`Lot`}
      id={lotId}
      title={materials.of(materialId)?.name}
      sign={<StockSign status={status} isHeld={holds.length > 0} isUndecided={lot.undecided === true} />}
      acts={
        <>
          <Link to="/lots/$lotId/trace" params={{ lotId }} className="button plain to-trace">
            {t`Trace and recall`}
          </Link>
          <LotActs lot={lot} />
        </>
      }
    >
      <Holds subject={{ type: 'lot', id: lotId }} />
      <About lot={lot} />
      <Part title={t`Where it went`}>
        <Balance lot={lot} />
      </Part>
      {(lot.inSublots !== undefined || lot.inUnits) && (
        <Part title={lot.inUnits ? t`Units` : t`Sublots`}>
          <Sublots lotId={lotId} />
        </Part>
      )}
      <TimeLine subject={{ type: 'lot', id: lotId }} />
    </Page>
  )
}

function About({ lot }: { readonly lot: Lot }) {
  const { t } = useLingui()
  const { materialId, remaining, free, reserved, location, loose, potency, expiresAt, retestAt, certificate, origin } =
    lot
  const { supplierId, supplierLot, orderId, receivedAt, manufacturedAt, decidedAt, cameBack } = lot
  const { parents = [], goesTo = [], madeOf = {} } = lot
  const isSome = ({ value }: { readonly value: string } | undefined = { value: '0' }) => Number(value) !== 0
  return (
    <Known
      of={[
        [
          t`Left`,
          <b key="left">
            <Amount of={remaining} />
          </b>,
        ],
        [t`Free`, <Amount key="free" of={free} />],
        [t`Reserved`, isSome(reserved) && <Amount of={reserved} />],
        [t`Loose`, loose && isSome(loose) && <Amount of={loose} />],
        [t`Came back`, cameBack && <Amount of={cameBack} />],
        [t`Place`, location && <PlaceName of={location} />],
        [t`Material`, <MaterialLink key="material" id={materialId} />],
        [t`Expires`, expiresAt && <Until at={expiresAt} />],
        [t`Retest`, retestAt && <Until at={retestAt} />],
        [t`Potency`, potency && `${decimal(potency)} %`],
        [t`In stock since`, <When key="received" at={receivedAt} />],
        [t`Made`, manufacturedAt && <When at={manufacturedAt} />],
        [t`Decided`, decidedAt && <When at={decidedAt} />],
        [t`Supplier`, supplierId && <Id of={supplierId} />],
        [t`Number of the supplier`, supplierLot && <Id of={supplierLot} />],
        [
          t`Certificate`,
          certificate &&
            (certificate.href === undefined ? (
              certificate.certificateId
            ) : (
              <a href={certificate.href} target="_blank" rel="noreferrer">
                {certificate.certificateId}
              </a>
            )),
        ],
        [t`Came from`, origin && `${origin.site} ${origin.lotId}`],
        [t`Made by`, orderId && <IdLink type="order" id={orderId} />],
        [t`Made of`, parents.length > 0 && <IdLinks type="lot" ids={parents} />],
        [
          t`Merged from`,
          Object.keys(madeOf).length > 0 &&
            Object.entries(madeOf).map(([id, quantity]) => (
              <div key={id}>
                <IdLink type="lot" id={id} /> <Amount of={quantity} />
              </div>
            )),
        ],
        [
          t`Goes into`,
          goesTo.length > 0 &&
            goesTo.map((name, index) => {
              const [type = '', id = ''] = name.split(':')
              return (
                <span key={name}>
                  {index > 0 && ', '}
                  <IdLink type={type} id={id} />
                </span>
              )
            }),
        ],
      ]}
    />
  )
}
