import { plural } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { idInPath } from '../../../../events/id-rule.ts'
import type { Told } from '../../api/client.ts'
import { usePeople } from '../../api/named.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, useReason } from '../../look/ask-act.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Document } from '../../look/document.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Amount, Said, When } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'

type Preview = Told<'mockRecall'>

/** What a recall would reach, before anybody decides on it; and the recall itself. */
export function Recall({ lotId }: { readonly lotId: string }) {
  const preview = useAsk(['lot', lotId, 'recall'], (plant) => plant.mockRecall({ lotId }))
  return <Asked of={preview}>{(it) => <Shown preview={it} />}</Asked>
}

function Shown({ preview }: { readonly preview: Preview }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const nameOf = usePeople()
  const { lotId, counts, inHouse, consignees, recalls, lots, orders, affectedUnits, complete, moreUnits } = preview
  const path = `/v1/lots/${idInPath(lotId)}/recall`
  const deliveries = consignees.flatMap(({ id: to, deliveries: of }) => of.map((it) => ({ ...it, to })))
  const recall = useAct((plant, { reason = '' }: Answers, key) => plant.recallLot({ lotId }, { reason }, { key }), {
    done: () => ({ what: t`${lotId} and all that was made of it is being held` }),
  })
  const reached: readonly (readonly [string, number])[] = [
    [t`${plural(counts.lots, { one: 'lot', other: 'lots' })}`, counts.lots],
    [t`${plural(counts.orders, { one: 'order', other: 'orders' })}`, counts.orders],
    [t`${plural(counts.units, { one: 'unit', other: 'units' })}`, counts.units],
    [t`${plural(counts.containers, { one: 'container', other: 'containers' })}`, counts.containers],
    [t`${plural(counts.shipments, { one: 'shipment', other: 'shipments' })}`, counts.shipments],
    [t`${plural(consignees.length, { one: 'receiver', other: 'receivers' })}`, consignees.length],
    [t`${plural(counts.held, { one: 'on hold already', other: 'on hold already' })}`, counts.held],
  ]
  return (
    <div className="recall">
      {recalls.map(({ holdId, reason, placedAt, placedBy, spreading }) => (
        <p key={holdId} className="recalled" role="status">
          <b>
            <Trans>
              Recalled: <Said of={reason} />
            </Trans>
          </b>{' '}
          <span className="label">
            {nameOf(placedBy)}, <When at={placedAt} />{' '}
            {spreading && <Trans>· is reaching all that was made of it</Trans>}
          </span>
        </p>
      ))}
      <ul className="reached">
        {reached.map(([word, count]) => (
          <li key={word}>
            <b>{count}</b> {word}
          </li>
        ))}
      </ul>
      {!complete && (
        <p className="still-gathered" role="status">
          <Trans>Some of it is still being gathered; it comes by itself.</Trans>
        </p>
      )}
      <div className="reach">
        <List title={t`Still in the house`} of={inHouse}>
          {({ materialId, remaining, lots: count }) => (
            <li key={`${materialId} ${remaining.unit}`}>
              <MaterialLink id={materialId} />
              <Amount of={remaining} />
              <span className="label">
                <Trans>lots: {count}</Trans>
              </span>
            </li>
          )}
        </List>
        <List title={t`Has left`} of={deliveries}>
          {({ to, lotId: shipped, shipmentId, quantity, at }) => (
            <li key={`${to} ${shipped} ${shipmentId} ${at}`}>
              <span>
                <b>{to}</b> <IdLink type="shipment" id={shipmentId} />
              </span>
              <Amount of={quantity} />
              <Link to={pageOf({ type: 'lot', id: shipped })} className="id">
                {shipped}
              </Link>
            </li>
          )}
        </List>
        <List title={t`Lots`} of={lots}>
          {(it) => (
            <li key={it.lotId}>
              <Link to={pageOf({ type: 'lot', id: it.lotId })} className="id">
                {it.lotId}
              </Link>
              <Amount of={it.remaining} />
              <span className={it.held ? 'held' : 'label'}>{it.held ? t`on hold` : it.materialId}</span>
            </li>
          )}
        </List>
        <List title={t`Orders`} of={orders}>
          {(it) => (
            <li key={it.orderId}>
              <Link to={pageOf({ type: 'order', id: it.orderId })} className="id">
                {it.orderId}
              </Link>
              <span className="id">{it.product}</span>
              <span className={it.held ? 'held' : 'label'}>{it.held && t`on hold`}</span>
            </li>
          )}
        </List>
        {affectedUnits.length > 0 && (
          <List
            title={t`Units`}
            of={affectedUnits}
            rest={
              moreUnits !== undefined && (
                <li>
                  <Trans>and more: {counts.units} in all</Trans>
                </li>
              )
            }
          >
            {({ materialId, serial, lotId: of }) => (
              <li key={`${materialId} ${serial}`}>
                <Link to={pageOf({ type: 'unit', id: `${materialId}@${serial}` })} className="id">
                  {serial}
                </Link>
                <span className="id">{of}</span>
              </li>
            )}
          </List>
        )}
      </div>
      <div className="recall-acts">
        <Document word={t`Table (CSV)`} path={`${path}?format=csv`} mediaType="text/csv" name={`${lotId}-recall.csv`} />
        <Document
          word="EPCIS"
          path={`${path}?format=epcis`}
          mediaType="application/ld+json"
          name={`${lotId}-recall.jsonld`}
        />
        <span className="push" />
        <AskAct
          word={t`Recall`}
          operation="recallLot"
          kind="grave"
          why={recalls.length > 0 ? t`It is being recalled` : undefined}
          about={
            <p>
              <Trans>
                Everything that was made of {lotId} is held at once, at every site:{' '}
                <Plural value={counts.lots} one="# lot" other="# lots" />,{' '}
                <Plural value={counts.orders} one="# order" other="# orders" />,{' '}
                <Plural value={counts.units} one="# unit" other="# units" />. Quality alone can end it.
              </Trans>
            </p>
          }
          questions={[askWhy]}
          act={recall}
        />
      </div>
    </div>
  )
}

interface ListProps<Item> {
  readonly title: string
  readonly of: readonly Item[]
  /** A line of its own at the end. */
  readonly rest?: ReactNode
  readonly children: (item: Item) => ReactNode
}

/** Nobody reads the thousands of a large recall here: the table is a file, and what is not asked for takes no time. */
const firstLines = 100

function List<Item>({ title, of, rest, children }: ListProps<Item>) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? of : of.slice(0, firstLines)
  const count = of.length
  return (
    <section>
      <h3>{title}</h3>
      {count === 0 ? (
        <p className="label">
          <Trans>Nothing</Trans>
        </p>
      ) : (
        <ul>
          {shown.map(children)}
          {shown.length < count ? (
            <li>
              <Button kind="quiet" onPress={() => setWhole(true)}>
                <Trans>Show all {count}</Trans>
              </Button>
            </li>
          ) : (
            rest
          )}
        </ul>
      )}
    </section>
  )
}
