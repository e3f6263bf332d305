import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { usePlaces } from '../../api/places.ts'
import { useAll, useAsk, useMay } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { TimeLine } from '../../facts/time-line.tsx'
import { useAct } from '../../look/acts.tsx'
import { type Answers, AskAct, useReason } from '../../look/ask-act.tsx'
import { Asked } from '../../look/asked.tsx'
import { IdLink, IdLinks } from '../../look/id-link.tsx'
import { Amount, Until, When } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { StateSign } from '../../look/state.tsx'
import { decimal, unitName } from '../../words/told.ts'
import './material.css'
import { type Material, policies, recipeStates, types } from './words.ts'

/** One material: what it is, what there is of it, what makes and uses it, and who delivers it. */
export function MaterialPage() {
  const { materialId } = useParams({ from: '/materials/$materialId' })
  const material = useAsk(['material', materialId], (plant) => plant.getMaterial({ materialId }))
  return <Asked of={material}>{(it) => <MaterialShown key={materialId} material={it} />}</Asked>
}

function MaterialShown({ material }: { readonly material: Material }) {
  const { t, i18n } = useLingui()
  const { materialId, name, unit, type, density, shelfLifeDays, potencyBasis, issueRule, expiryPolicy } = material
  const mayReceive = useMay('receiveLot')
  const holds = useAll(['hold', 'material', materialId], (plant, page) =>
    plant.listHolds({ ...page, subject: `material:${materialId}` }),
  )
  const active = holds.data?.items.filter(({ status }) => status === 'active') ?? []
  const at = density?.at
  return (
    <Page
      kind={i18n._(types[type])}
      id={materialId}
      title={name}
      sign={active.length > 0 && <StateSign look="stopped" word={t`On hold`} />}
      acts={
        <>
          {mayReceive && (
            <Link to="/lots/receive" search={{ material: materialId }} className="button plain">
              <Trans>Receive a lot</Trans>
            </Link>
          )}
          <Hold materialId={materialId} />
        </>
      }
    >
      <Known
        of={[
          [t`Unit`, unit === '{each}' ? t`pieces` : unitName(unit)],
          [
            t`Density`,
            density &&
              `${decimal(density.value)} ${density.unit}${at ? ` (${decimal(at.value)} ${unitName(at.unit)})` : ''}`,
          ],
          [t`Serial numbers`, material.serialised === true && t`each piece has its own`],
          [t`Shelf life`, shelfLifeDays !== undefined && t`${shelfLifeDays} days`],
          [t`Past its expiry`, i18n._(policies[expiryPolicy])],
          [t`Proposed first`, issueRule === 'fefo' ? t`what expires first` : t`what came first`],
          [t`Potency of the recipes`, potencyBasis !== undefined && `${decimal(potencyBasis)} %`],
          [t`Lots may be merged`, material.merging === 'allowed' && t`yes`],
          [t`Storage`, material.storage.join(', ')],
          [t`Hazards`, material.hazards.join(', ')],
          [t`Trade item number`, material.gtin],
          [t`Family`, material.family],
          [t`Holds`, active.length > 0 && <IdLinks type="hold" ids={active.map(({ holdId }) => holdId)} />],
        ]}
      />
      <Stock materialId={materialId} />
      <Lots materialId={materialId} />
      <Recipes materialId={materialId} />
      <TimeLine subject={{ type: 'material', id: materialId }} />
    </Page>
  )
}

function Hold({ materialId }: { readonly materialId: string }) {
  const { t } = useLingui()
  const askWhy = useReason()
  const act = useAct(
    (plant, { reason = '' }: Answers, key) =>
      plant.placeHold({ subject: { type: 'material', id: materialId }, reason }, { key }),
    { done: () => ({ what: t`${materialId} is on hold` }) },
  )
  return (
    <AskAct
      word={t({ message: 'Hold', context: 'act' })}
      operation="placeHold"
      kind="grave"
      about={<p>{t`No lot of it is used until quality has released the hold.`}</p>}
      questions={[askWhy]}
      act={act}
    />
  )
}

type InStock = Told<'listStock'>['items'][number]

/** What there is of it, place by place. */
function Stock({ materialId }: { readonly materialId: string }) {
  const { t } = useLingui()
  const { nameOf } = usePlaces()
  const stock = useAll(['stock', 'material', materialId], (plant, page) => plant.listStock({ ...page, materialId }))
  const parts: readonly (readonly [word: string, of: (row: InStock) => InStock['quantity']])[] = [
    [t`free`, ({ available }) => available],
    [t`reserved`, ({ reserved }) => reserved],
    [t`in quarantine`, ({ quarantine }) => quarantine],
    [t`on hold`, ({ held }) => held],
    [t`rejected`, ({ rejected }) => rejected],
    [t`expired`, ({ expired }) => expired],
    [t`retest due`, ({ retestDue }) => retestDue],
  ]
  return (
    <Part title={t`In stock`}>
      <Asked
        of={stock}
        empty={{ when: ({ items }) => items.length === 0, say: <Trans>There is nothing of it in stock.</Trans> }}
      >
        {({ items }) => (
          <ul className="of-material">
            {items.map((row) => {
              const { location, quantity, lots } = row
              return (
                <li key={`${location} ${quantity.unit}`}>
                  {location === undefined ? (
                    <span className="label">
                      <Trans>without a place</Trans>
                    </span>
                  ) : (
                    <Link to={pageOf({ type: 'equipment', id: location })}>{nameOf(location)}</Link>
                  )}
                  <b>
                    <Amount of={quantity} />
                  </b>
                  <span className="label">{t`lots: ${lots}`}</span>
                  <span>
                    {parts
                      .filter(([, of]) => Number(of(row).value) !== 0)
                      .map(([word, of], index) => (
                        <span key={word}>
                          {index > 0 && ', '}
                          <Amount of={of(row)} /> {word}
                        </span>
                      ))}
                  </span>
                </li>
              )
            })}
          </ul>
        )}
      </Asked>
    </Part>
  )
}

type Lot = Told<'listLots'>['items'][number]

/** As many as somebody looks through here; the list of lots has them all. */
const mostLots = 12

const isLeft = ({ remaining }: Lot) => Number(remaining.value) > 0

/** Its lots, those with something left first, and who has delivered them. */
function Lots({ materialId }: { readonly materialId: string }) {
  const { t } = useLingui()
  const lots = useAll(['lot', 'material', materialId], (plant, page) => plant.listLots({ ...page, materialId }))
  const suppliers = Map.groupBy(
    (lots.data?.items ?? []).filter(({ supplierId }) => supplierId !== undefined),
    ({ supplierId }) => supplierId ?? '',
  )
  return (
    <>
      <Part
        title={t`Lots`}
        tools={
          <Link to="/lots" search={{ material: materialId }} className="label">
            <Trans>all of them</Trans>
          </Link>
        }
      >
        <Asked
          of={lots}
          empty={{ when: ({ items }) => items.length === 0, say: <Trans>There has been no lot of it yet.</Trans> }}
        >
          {({ items }) => (
            <ul className="of-material">
              {items
                .toSorted(
                  (one, other) =>
                    Number(isLeft(other)) - Number(isLeft(one)) || other.receivedAt.localeCompare(one.receivedAt),
                )
                .slice(0, mostLots)
                .map(({ lotId, remaining, reserved, status, holds, expiresAt, orderId, supplierId, supplierLot }) => (
                  <li key={lotId}>
                    <IdLink type="lot" id={lotId} />
                    <b>
                      <Amount of={remaining} />
                    </b>
                    <LotState status={status} isHeld={holds.length > 0} />
                    <span>
                      {orderId === undefined ? (
                        <span className="label">{[supplierId, supplierLot].filter(Boolean).join(' · ')}</span>
                      ) : (
                        <>
                          <Trans>made by</Trans> <IdLink type="order" id={orderId} />
                        </>
                      )}{' '}
                      {Number(reserved.value) > 0 && (
                        <Trans>
                          <Amount of={reserved} /> reserved
                        </Trans>
                      )}{' '}
                      {expiresAt !== undefined && (
                        <span className="label">
                          <Trans>
                            expires <Until at={expiresAt} />
                          </Trans>
                        </span>
                      )}
                    </span>
                  </li>
                ))}
            </ul>
          )}
        </Asked>
      </Part>
      {suppliers.size > 0 && (
        <Part title={t`Suppliers`}>
          <ul className="of-material">
            {[...suppliers].map(([supplierId, delivered]) => {
              const last = delivered
                .map(({ receivedAt }) => receivedAt)
                .toSorted()
                .at(-1)
              return (
                <li key={supplierId}>
                  <b>{supplierId}</b>
                  <span className="label">{t`lots: ${delivered.length}`}</span>
                  <span>
                    {last !== undefined && (
                      <Trans>
                        last delivery <When at={last} />
                      </Trans>
                    )}
                  </span>
                  <span />
                </li>
              )
            })}
          </ul>
        </Part>
      )}
    </>
  )
}

function LotState({ status, isHeld }: { readonly status: Lot['status']; readonly isHeld: boolean }) {
  const { t } = useLingui()
  const words: Readonly<Record<Lot['status'], string>> = {
    quarantine: t`Quarantine`,
    released: t`Released`,
    rejected: t`Rejected`,
    consumed: t`Used up`,
    expired: t`Expired`,
    shipped: t`Shipped`,
    depleted: t`Empty`,
  }
  if (isHeld) return <StateSign look="stopped" word={t`On hold`} />
  const look = status === 'quarantine' ? 'waiting' : status === 'rejected' || status === 'expired' ? 'stopped' : 'rest'
  return <StateSign look={look} word={words[status]} />
}

/** The recipes that make it, and those that use it or may use it instead of something else. */
function Recipes({ materialId }: { readonly materialId: string }) {
  const { t, i18n } = useLingui()
  const recipes = useAll(['recipe', 'list'], (plant, page) => plant.listRecipes(page))
  const found = (recipes.data?.items ?? []).filter(
    ({ product, uses }) => product === materialId || uses.some((it) => it === materialId),
  )
  return (
    <Part title={t`Recipes`}>
      <Asked of={recipes} empty={{ when: () => found.length === 0, say: <Trans>No recipe makes or uses it.</Trans> }}>
        {() => (
          <ul className="of-material">
            {found.map(({ recipeId, version, product, status }) => (
              <li key={`${recipeId} ${version}`}>
                <IdLink type="recipe" id={`${recipeId}@${version}`}>
                  {recipeId}
                </IdLink>
                <span>{t`version ${version}`}</span>
                <span className={status === 'effective' ? '' : 'label'}>{i18n._(recipeStates[status])}</span>
                <span>
                  {product === materialId ? (
                    t`makes it`
                  ) : (
                    <>
                      <Trans>uses it for</Trans> <MaterialLink id={product} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Part>
  )
}
