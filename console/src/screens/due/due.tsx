import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { read, type Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { usePlaces } from '../../api/places.ts'
import { pageLimit, useAll, useHere } from '../../api/plant.tsx'
import { pageOf, type Subject } from '../../app/pages.ts'
import { useMinute } from '../../live/clock.ts'
import { Asked } from '../../look/asked.tsx'
import { DueSign, isNear } from '../../look/due-sign.tsx'
import { Amount, Until } from '../../look/marks.tsx'
import { type Column, Table } from '../../look/table.tsx'
import type { Session } from '../../session/session.ts'
import '../../look/filter.css'
import './due.css'

type Item = Told<'listDue'>['items'][number]
type Kind = Item['kind']

const kinds = [
  'expiry',
  'retest',
  'calibration',
  'maintenance',
  'cleaning',
  'qualification',
] as const satisfies readonly Kind[]

const day = 86_400_000
/** A key that changes each second would ask each second. */
const hour = 3_600_000

/** What runs out when: of stock, of equipment, of people. What is overdue comes first, since time only goes on. */
export function Due() {
  const { t } = useLingui()
  const { session } = useHere()
  const now = useMinute()
  const { kind: asked, within = '30' }: { readonly kind?: string; readonly within?: string } = useSearch({
    strict: false,
  })
  const navigate = useNavigate()
  const materials = useMaterials()
  const places = usePlaces()
  const overdue = useOverdue(Math.floor(now / hour) * hour)
  const kind = kinds.find((it) => it === asked) ?? kinds.find((it) => overdue?.[it] !== undefined) ?? 'expiry'
  const words: Readonly<Record<Kind, string>> = {
    expiry: t`Expiry`,
    retest: t`Retest`,
    calibration: t`Calibration`,
    maintenance: t`Maintenance`,
    cleaning: t`Cleaning`,
    qualification: t`Qualification`,
  }
  const days = within === 'all' ? undefined : Number(within)
  const before = days === undefined ? undefined : new Date(Math.ceil(now / hour) * hour + days * day)
  const due = useAll(
    ['due', kind, within, before?.getTime()],
    (plant, page) =>
      plant.listDue({ ...page, ...wanted(kind, session), ...(before && { before: before.toISOString() }) }),
    // Which kind is shown is known when it is known what is overdue.
    asked !== undefined || overdue !== undefined,
  )
  const change = (next: object) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...next }), replace: true })
  const columns: readonly Column<Item>[] = [
    {
      id: 'what',
      head: t`What`,
      value: (it) => nameOf(it),
      show: (it) => (
        <Link to={pageOf(subjectOf(it))} className="id">
          {nameOf(it)}
        </Link>
      ),
    },
    {
      id: 'of',
      head: t`Of`,
      value: (it) => ('lotId' in it ? (materials.of(it.materialId)?.name ?? it.materialId) : ofWhat(it)),
    },
    {
      id: 'state',
      head: t`How near`,
      value: ({ dueAt }) => (dueAt === undefined ? undefined : Date.parse(dueAt)),
      show: (it) => <DueSign of={it} />,
    },
    { id: 'due', head: t`Due`, value: ({ dueAt }) => dueAt, show: ({ dueAt }) => dueAt && <Until at={dueAt} /> },
    ...(kind === 'expiry' || kind === 'retest'
      ? [
          {
            id: 'left',
            head: t`Left`,
            value: (it: Item) => ('remaining' in it ? Number(it.remaining.value) : undefined),
            show: (it: Item) => 'remaining' in it && <Amount of={it.remaining} />,
            isNumber: true,
          },
          {
            id: 'place',
            head: t`Place`,
            value: (it: Item) => ('location' in it && it.location ? places.nameOf(it.location) : undefined),
            isMinor: true,
          },
        ]
      : []),
  ]
  return (
    <>
      <h1>
        <Trans context="list">Due</Trans>
      </h1>
      <div className="due-kinds" role="tablist" aria-label={t`What is due`}>
        {kinds.map((it) => (
          <button
            key={it}
            type="button"
            role="tab"
            aria-selected={it === kind}
            onClick={() => change({ kind: it, sort: undefined })}
          >
            {words[it]}
            {overdue?.[it] !== undefined && <span className="over">{t`${overdue[it]} over`}</span>}
          </button>
        ))}
      </div>
      <Asked of={due}>
        {({ items }) => (
          <Table
            label={words[kind]}
            rows={items}
            columns={columns}
            keyOf={(it) => `${nameOf(it)} ${ofWhat(it)} ${it.dueAt}`}
            markOf={(it) => (it.isOverdue ? 'bad' : isNear(it, now) ? 'warn' : undefined)}
            tools={
              <label className="filter">
                <span className="label">
                  <Trans context="time">Within</Trans>
                </span>
                <select value={within} onChange={({ target }) => change({ within: target.value })}>
                  <option value="7">{t`a week`}</option>
                  <option value="30">{t`a month`}</option>
                  <option value="90">{t`three months`}</option>
                  <option value="all">{t`ever`}</option>
                </select>
              </label>
            }
          />
        )}
      </Asked>
      {due.data?.items.length === 0 && (
        <p className="nothing">
          <Trans>Nothing is due in this time.</Trans>
        </p>
      )}
    </>
  )
}

/** Operators see their own qualifications only. */
const wanted = (kind: Kind, { personId, roles }: Session) => ({
  kind,
  ...(kind === 'qualification' && roles.every((role) => role === 'operator') && { personId }),
})

/** How many of each kind were overdue at that time, of those of which any is; undefined until the plant has said so. */
function useOverdue(at: number): Partial<Readonly<Record<Kind, string>>> | undefined {
  const { plant, session } = useHere()
  const before = new Date(at).toISOString()
  const overdue = useQuery({
    queryKey: ['due', 'over', before],
    async queryFn() {
      const all = kinds.map(async (kind) => {
        const { items, nextCursor } = await read(plant.listDue({ ...wanted(kind, session), before, limit: pageLimit }))
        const over = items.filter(({ isOverdue }) => isOverdue).length
        return over === 0 ? [] : [[kind, `${over}${nextCursor === undefined ? '' : '+'}`]]
      })
      return Object.fromEntries((await Promise.all(all)).flat())
    },
  })
  return overdue.isError ? {} : overdue.data
}

function subjectOf(it: Item): Subject {
  if ('lotId' in it) return { type: 'lot', id: it.lotId }
  if ('equipmentId' in it) return { type: 'equipment', id: it.equipmentId }
  return { type: 'person', id: it.personId }
}

function nameOf(it: Item): string {
  if ('lotId' in it) return it.sublotId === undefined ? it.lotId : `${it.lotId} ${it.sublotId}`
  return 'equipmentId' in it ? it.equipmentId : it.personId
}

function ofWhat(it: Item): string {
  if ('lotId' in it) return it.materialId
  if ('planName' in it && it.planName !== undefined) return it.planName
  return 'equipmentId' in it ? it.name : it.qualificationId
}
