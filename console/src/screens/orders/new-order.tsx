import { Trans, useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Told } from '../../api/client.ts'
import { useAll, useAsk, useHere } from '../../api/plant.tsx'
import { useMinute } from '../../live/clock.ts'
import { Refused, useAct } from '../../look/acts.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Choice, TextField } from '../../look/field.tsx'
import { faultIn, plain } from '../../look/given.ts'
import { Part } from '../../look/page.tsx'
import { Pick } from '../../look/pick.tsx'
import { amount, instant, unitName } from '../../words/told.ts'
import { faultsByField } from './faults.ts'
import './new-order.css'
import { Promised } from './promised.tsx'

type Recipe = Told<'listRecipes'>['items'][number]

interface Given {
  readonly recipeId: string
  /** Empty: the one that is in force at the release. */
  readonly version: string
  readonly value: string
  readonly due: string
  readonly priority: string
  /** Empty: the proposed one. */
  readonly orderId: string
}

const nothing: Given = { recipeId: '', version: '', value: '', due: '', priority: '', orderId: '' }

/** An order of a planner: of what is approved, with the date by which the plan could have it done. */
export function NewOrder() {
  const { t } = useLingui()
  const recipes = useAll(['recipe', 'list'], (plant, page) => plant.listRecipes(page))
  return (
    <div className="new-order">
      <h1>
        <Trans>New order</Trans>
      </h1>
      <Asked
        of={recipes}
        empty={{
          when: ({ items }) => !items.some(isApproved),
          say: <Trans>No recipe is approved yet, so nothing can be made. Have one approved first.</Trans>,
        }}
      >
        {({ items }) => (
          <Part title={t`What is asked for`}>
            <OrderForm recipes={items.filter(isApproved)} />
          </Part>
        )}
      </Asked>
    </div>
  )
}

const isApproved = ({ status, purpose }: Recipe) =>
  purpose === 'production' && (status === 'effective' || status === 'approved')

function OrderForm({ recipes }: { readonly recipes: readonly Recipe[] }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const [given, setGiven] = useState(nothing)
  const change = (more: Partial<Given>) => setGiven({ ...given, ...more })
  const { recipeId, version, due, priority } = given
  const names = useNames()
  const own = recipes.filter((it) => it.recipeId === recipeId)
  const inForce = own.find(({ status }) => status === 'effective')
  const shown = own.find((it) => it.version === version) ?? inForce ?? own[0]
  const { data: recipe } = useAsk(
    ['recipe', recipeId, shown?.version],
    (plant) => plant.getRecipe({ recipeId, version: shown?.version ?? '' }),
    { when: shown !== undefined },
  )
  const product = shown?.product ?? ''
  const unit = recipe?.batchSize.nominal.unit ?? ''
  const value = plain(given.value.trim(), { keys: 'decimal' })
  const rank = plain(priority.trim(), { keys: 'numeric' })
  const proposed = useNextId(product)
  const orderId = given.orderId.trim() || proposed
  const back = useAct(
    (plant, it: string, key) => plant.cancelOrder({ orderId: it }, { reason: t`Created by mistake` }, { key }),
    { done: (_, it) => ({ what: t`Order ${it} is cancelled` }) },
  )
  // The order has its number from here on: the list of orders, with the next one, is asked anew before the act is over.
  const create = useAct(
    (plant, it: string, key) =>
      plant.createOrder(
        {
          orderId: it,
          recipeId,
          product,
          quantity: { value, unit },
          ...(version !== '' && { version }),
          ...(due !== '' && { dueAt: due }),
          ...(rank !== '' && { priority: Number(rank) }),
        },
        { key },
      ),
    {
      done: (_, it) => ({
        what: t`Order ${it} is created`,
        takeBack: { word: t`Take back`, act: () => back.run(it) },
      }),
      onDone: (_, it) => void navigate({ to: '/orders/$orderId', params: { orderId: it } }),
    },
  )
  const faults = faultsByField(create.refusal)
  const missing = [recipeId === '' && t`What is made`, value === '' && t`Quantity`].filter((it) => it !== false)
  const wrong = faultIn(given.value, { keys: 'decimal' }) ?? faultIn(priority, { keys: 'numeric' })
  const why = wrong ?? (missing.length > 0 ? t`Missing: ${missing.join(', ')}` : undefined)
  const options = [...new Map(recipes.map((it) => [it.recipeId, it])).values()].map((it) => ({
    id: it.recipeId,
    word: names.get(it.product) ?? it.product,
  }))
  return (
    <div className="order-form">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (why === undefined && !create.isBusy) create.run(orderId)
        }}
      >
        <Pick
          label={t`What is made`}
          value={recipeId}
          options={options}
          onChange={(it) => setGiven({ ...nothing, recipeId: it })}
        />
        {own.length > 1 && (
          <Versions of={own} value={version} onChange={(it) => change({ version: it })} fault={faults.of('version')} />
        )}
        <TextField
          label={t`Quantity`}
          keys="decimal"
          unit={unitName(unit)}
          value={given.value}
          fault={faults.of('quantity')}
          {...(recipe && {
            hint: t`One batch is ${amount(recipe.batchSize.min)} to ${amount(recipe.batchSize.max)}, usually ${amount(recipe.batchSize.nominal)}.`,
          })}
          onChange={(it) => change({ value: it })}
        />
        <TextField
          label={t`Due by the end of (if you like)`}
          type="date"
          value={due}
          fault={faults.of('dueAt')}
          onChange={(it) => change({ due: it })}
        />
        <TextField
          label={t`Priority (if you like)`}
          keys="numeric"
          hint={t`1 comes first, 999 last; without one, due dates decide.`}
          value={priority}
          fault={faults.of('priority')}
          onChange={(it) => change({ priority: it })}
        />
        <TextField
          label={t`Order number`}
          hint={t`That of the ERP or of the customer, if there is one.`}
          value={given.orderId || proposed}
          fault={faults.of('orderId')}
          onChange={(it) => change({ orderId: it })}
        />
        {faults.hasOthers && <Refused of={create} />}
        <Button type="submit" kind="primary" isBusy={create.isBusy} why={why}>
          <Trans>Create the order</Trans>
        </Button>
      </form>
      <Promised
        wish={{ recipeId, version: version || shown?.version, quantity: value, unit, priority: rank }}
        due={due}
      />
    </div>
  )
}

interface VersionsProps {
  readonly of: readonly Recipe[]
  readonly value: string
  readonly onChange: (version: string) => void
  readonly fault: string | undefined
}

/** Only where there is something to choose: a version that is approved for later. */
function Versions({ of, value, onChange, fault }: VersionsProps) {
  const { t } = useLingui()
  const { zone } = useHere()
  const now = useMinute()
  const wordOf = ({ version, effectiveFrom }: Recipe) =>
    effectiveFrom === undefined ? version : t`${version}, in force from ${instant(effectiveFrom, zone, now)}`
  return (
    <Choice
      label={t`Version of the recipe`}
      value={value}
      fault={fault}
      onChange={onChange}
      options={[
        { id: '', word: t`The one that is in force at the release` },
        ...of.map((it) => ({ id: it.version, word: wordOf(it) })),
      ]}
    />
  )
}

/** The names of materials by their ids. */
function useNames(): ReadonlyMap<string, string> {
  const { data } = useAll(['material', 'list'], (plant, page) => plant.listMaterials(page))
  return new Map(data?.items.map(({ materialId, name }) => [materialId, name]) ?? [])
}

/** A number that no order has: the one after the last of this product. */
function useNextId(product: string): string {
  const { data } = useAll(['order', 'list'], (plant, page) => plant.listOrders(page), product !== '')
  if (product === '' || !data) return ''
  const last = data.items
    .map(({ orderId }) => (orderId.startsWith(`${product}-`) ? orderId.slice(product.length + 1) : ''))
    .filter((rest) => /^\d{1,9}$/.test(rest))
    .map(Number)
    .reduce((one, other) => Math.max(one, other), 0)
  return `${product}-${last + 1}`
}
