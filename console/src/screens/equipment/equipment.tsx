import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { useAll, useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { Asked } from '../../look/asked.tsx'
import { DueSign, useDueWord } from '../../look/due-sign.tsx'
import { Filter, useView } from '../../look/filter.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { lookOfMachine, MachineSign, useMachineWord } from '../../look/machine-sign.tsx'
import { type Column, Table } from '../../look/table.tsx'
import './equipment.css'
import { levels } from './levels.ts'
import { above, type Listed, treeOf } from './tree.ts'

type Unit = Told<'getBoard'>['units'][number]
type Due = Told<'listDue'>['items'][number]

interface Row {
  readonly equipment: Listed
  readonly depth: number
  readonly unit: Unit | undefined
  /** Of an area or a work center: its units, and those at work. */
  readonly units: number
  readonly working: number
  readonly holds: readonly string[]
  readonly calibration: Due | undefined
  readonly cleaning: Due | undefined
}

const isHeld = ({ holds, unit }: Row) => holds.length > 0 || unit?.work?.status === 'held'
const stateOf = (row: Row) =>
  row.unit && {
    state: row.unit.state,
    since: row.unit.stateSince,
    isHeld: isHeld(row),
    isAtWork: row.unit.work !== undefined,
  }

/** Whether somebody has to look at it. */
function needsSomebody(row: Row): boolean {
  const state = stateOf(row)
  const look = state && lookOfMachine(state)
  return (
    row.holds.length > 0 ||
    look === 'stopped' ||
    look === 'waiting' ||
    row.calibration?.isOverdue === true ||
    row.cleaning?.isOverdue === true
  )
}

/** All equipment of the plant as its tree, each with how it stands, what it does and what is due. */
export function EquipmentTree() {
  const { t } = useLingui()
  const equipment = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  return (
    <>
      <h1>
        <Trans>Equipment</Trans>
      </h1>
      <Asked
        of={equipment}
        empty={{
          when: ({ items }) => items.length === 0,
          say: (
            <Trans>
              This plant has no equipment yet. An engineer defines it, or applies a folder: npm run plant -- apply
              plants/lyon
            </Trans>
          ),
        }}
      >
        {({ items }) => <Tree label={t`Equipment`} items={items} />}
      </Asked>
    </>
  )
}

function Tree({ label, items }: { readonly label: string; readonly items: readonly Listed[] }) {
  const { t, i18n } = useLingui()
  const { show, sort, find } = useView()
  const rows = useRows(items)
  const wordOf = useMachineWord()
  const dueWord = useDueWord()
  const isTree = (sort ?? '') === '' && (find ?? '') === '' && show === undefined
  const shown = rows.filter((row) =>
    show === 'attention' ? needsSomebody(row) : show === 'working' ? row.unit?.work !== undefined : true,
  )
  const columns: readonly Column<Row>[] = [
    {
      id: 'name',
      head: t`Equipment`,
      value: ({ equipment: { name, equipmentId } }) => `${name} ${equipmentId}`,
      show: ({ equipment: { name, equipmentId }, depth }) => (
        <span className="in-tree" style={{ paddingInlineStart: isTree ? depth * 20 : 0 }}>
          <Link to={pageOf({ type: 'equipment', id: equipmentId })}>{name}</Link>{' '}
          <span className="id label">{equipmentId}</span>
        </span>
      ),
    },
    {
      id: 'state',
      head: t`State`,
      value: (row) => {
        const state = stateOf(row)
        return state ? wordOf(state) : row.holds.length > 0 ? t`On hold` : undefined
      },
      show: (row) => {
        const state = stateOf(row)
        if (state) return <MachineSign {...state} />
        if (row.holds.length > 0) return <MachineSign state="unknown" isHeld />
        const { working, units } = row
        return units > 0 && <span className="label">{t`${working} of ${units} with an order`}</span>
      },
    },
    {
      id: 'work',
      head: t`Order and step`,
      value: ({ unit }) => unit?.work && `${unit.work.orderId} ${unit.work.name}`,
      show: ({ unit }) =>
        unit?.work && (
          <>
            <IdLink type="order" id={unit.work.orderId} /> {unit.work.name}
          </>
        ),
    },
    {
      id: 'calibration',
      head: t`Calibration`,
      value: ({ calibration }) => calibration && dueWord(calibration),
      show: ({ calibration }) => calibration && <DueSign of={calibration} />,
      isMinor: true,
    },
    {
      id: 'cleaning',
      head: t`Cleaning`,
      value: ({ cleaning }) => cleaning && dueWord(cleaning),
      show: ({ cleaning }) => cleaning && <DueSign of={cleaning} />,
      isMinor: true,
    },
    {
      id: 'level',
      head: t`Level`,
      value: ({ equipment: { level } }) => i18n._(levels[level]),
      isMinor: true,
    },
    { id: 'class', head: t`Class`, value: ({ equipment: { equipmentClass } }) => equipmentClass, isMinor: true },
  ]
  return (
    <Table
      label={label}
      rows={shown}
      columns={columns}
      keyOf={({ equipment: { equipmentId } }) => equipmentId}
      markOf={(row) => {
        const state = stateOf(row)
        const look = state ? lookOfMachine(state) : row.holds.length > 0 ? 'stopped' : 'rest'
        return look === 'stopped' ? 'bad' : needsSomebody(row) ? 'warn' : undefined
      }}
      tools={
        <Filter
          name="show"
          label={t`Show`}
          all={t`All`}
          options={[
            { id: 'attention', word: t`What needs somebody` },
            { id: 'working', word: t`What is at work` },
          ]}
        />
      }
    />
  )
}

function useRows(items: readonly Listed[]): readonly Row[] {
  const board = useAsk(['board'], (plant) => plant.getBoard(), { every: 15_000 })
  const holds = useAll(['hold', 'equipment'], (plant, page) => plant.listHolds({ ...page, type: 'equipment' }))
  const calibrations = useAll(['due', 'calibration', 'all'], (plant, page) =>
    plant.listDue({ ...page, kind: 'calibration' }),
  )
  const cleanings = useAll(['due', 'cleaning', 'all'], (plant, page) => plant.listDue({ ...page, kind: 'cleaning' }))
  const units = board.data?.units ?? []
  const byId = new Map<string, Unit>(units.map((it) => [it.equipmentId, it]))
  const held = Map.groupBy(holds.data?.items ?? [], ({ subject }) => subject.id)
  const dueOf = (list: readonly Due[] = []) =>
    new Map<string, Due>(list.flatMap((it) => ('equipmentId' in it ? [[it.equipmentId, it]] : [])))
  const [calibrated, cleaned] = [dueOf(calibrations.data?.items), dueOf(cleanings.data?.items)]
  const below = Map.groupBy(
    units.flatMap((unit) => above(unit.equipmentId, items).map((equipmentId) => ({ equipmentId, unit }))),
    ({ equipmentId }) => equipmentId,
  )
  return treeOf(items).map(({ equipment, depth }) => {
    const { equipmentId } = equipment
    const parts = below.get(equipmentId) ?? []
    return {
      equipment,
      depth,
      unit: byId.get(equipmentId),
      units: parts.length,
      working: parts.filter(({ unit }) => unit.work).length,
      holds: (held.get(equipmentId) ?? []).map(({ holdId }) => holdId),
      calibration: calibrated.get(equipmentId),
      cleaning: cleaned.get(equipmentId),
    }
  })
}
