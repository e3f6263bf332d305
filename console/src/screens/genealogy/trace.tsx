import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { idInPath } from '../../../../events/id-rule.ts'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { Document } from '../../look/document.tsx'
import { Page, Part } from '../../look/page.tsx'
import { Recall } from './recall.tsx'
import './trace.css'

/** The graph is the largest part of the console, and what a recall reaches is there before it. */
const Graph = lazy(async () => ({ default: (await import('./graph.tsx')).Graph }))

export type Trace = Told<'traceLot'>

const ways = ['backward', 'both', 'forward'] as const
type Way = (typeof ways)[number]

/** Where a lot comes from and where it went, and what a recall would reach. */
export function TracePage() {
  const { t } = useLingui()
  const { lotId } = useParams({ from: '/lots/$lotId/trace' })
  const navigate = useNavigate()
  const { way: asked }: { readonly way?: string } = useSearch({ strict: false })
  const way = ways.find((it) => it === asked) ?? 'both'
  const words: Readonly<Record<Way, string>> = {
    backward: t`What went in`,
    both: t`Both ways`,
    forward: t`What was made of it`,
  }
  const backward = useAsk(['lot', lotId, 'trace', 'backward'], (plant) =>
    plant.traceLot({ lotId }, { direction: 'backward' }),
  )
  const forward = useAsk(['lot', lotId, 'trace', 'forward'], (plant) =>
    plant.traceLot({ lotId }, { direction: 'forward' }),
  )
  const shown = way === 'forward' ? [forward] : way === 'backward' ? [backward] : [backward, forward]
  const missing = shown.find(({ data }) => data === undefined)
  const traces = shown.flatMap(({ data }) => data ?? [])
  const file = (direction: 'backward' | 'forward', format: 'csv' | 'epcis') =>
    `/v1/lots/${idInPath(lotId)}/trace?direction=${direction}&format=${format}`
  return (
    <Page
      kind={t`Genealogy`}
      id={lotId}
      acts={
        <Link to={pageOf({ type: 'lot', id: lotId })} className="button plain to-lot">
          <Trans>To the lot</Trans>
        </Link>
      }
    >
      <div className="trace-tools">
        <fieldset className="ways">
          <legend className="unseen">
            <Trans>Direction</Trans>
          </legend>
          {ways.map((it) => (
            <button
              key={it}
              type="button"
              aria-pressed={it === way}
              onClick={() =>
                void navigate({ to: '.', search: (before: object) => ({ ...before, way: it }), replace: true })
              }
            >
              {words[it]}
            </button>
          ))}
        </fieldset>
        <div className="all-exports">
          {(way === 'both' ? (['backward', 'forward'] as const) : [way]).map((direction) => (
            <span key={direction} className="exports">
              <span className="label">{words[direction]}</span>
              <Document
                kind="quiet"
                word="CSV"
                path={file(direction, 'csv')}
                mediaType="text/csv"
                name={`${lotId}-${direction}.csv`}
              />
              <Document
                kind="quiet"
                word="EPCIS"
                path={file(direction, 'epcis')}
                mediaType="application/ld+json"
                name={`${lotId}-${direction}.jsonld`}
              />
            </span>
          ))}
        </div>
      </div>
      {missing ? (
        <Asked of={missing}>{() => null}</Asked>
      ) : (
        <>
          {traces.some(({ complete }) => !complete) && (
            <p className="still-gathered" role="status">
              <Trans>Some of it is still being gathered; it comes by itself.</Trans>
            </p>
          )}
          <Suspense fallback={<div className="graph-comes" />}>
            <Graph traces={traces} root={lotId} />
          </Suspense>
        </>
      )}
      <Part title={t`If it were recalled`}>
        <Recall lotId={lotId} />
      </Part>
    </Page>
  )
}
