import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useParams } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { usePeople } from '../../api/named.ts'
import { useAll, useAsk } from '../../api/plant.tsx'
import { pageOf } from '../../app/pages.ts'
import { TimeLine } from '../../facts/time-line.tsx'
import { Asked } from '../../look/asked.tsx'
import { DueSign } from '../../look/due-sign.tsx'
import { IdLink, IdLinks } from '../../look/id-link.tsx'
import { MachineSign } from '../../look/machine-sign.tsx'
import { Amount, Until, When } from '../../look/marks.tsx'
import { MaterialLink } from '../../look/named-link.tsx'
import { Known, Page, Part } from '../../look/page.tsx'
import { CallList, PullCord } from '../calls/later.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { UnitTime } from '../performance/later.tsx'
import { EquipmentActs } from './acts.tsx'
import { CalendarPart } from './calendar.tsx'
import './equipment-page.css'
import { hasTerminal, levels } from './levels.ts'
import { Next } from './next.tsx'
import { Over } from './over.tsx'
import type { Listed } from './tree.ts'
import { Values } from './values.tsx'

export type Equipment = Told<'getEquipment'>
export type Machine = Told<'getMachine'>
export type Unit = Told<'getBoard'>['units'][number]

/** A scale or a probe sends each few seconds, and sends no facts. */
const askAgainMs = 10_000

/** One equipment: how it stands, what may be done, what it does and measures, what it did, and what is known of it. */
export function EquipmentPage() {
  const { equipmentId } = useParams({ from: '/equipment/$equipmentId' })
  const equipment = useAsk(['equipment', equipmentId], (plant) => plant.getEquipment({ equipmentId }))
  return <Asked of={equipment}>{(it) => <EquipmentShown key={equipmentId} equipment={it} />}</Asked>
}

function EquipmentShown({ equipment }: { readonly equipment: Equipment }) {
  const { t, i18n } = useLingui()
  const { equipmentId, name, level, calibration, cleaning } = equipment
  const machine = useAsk(['equipment', equipmentId, 'state'], (plant) => plant.getMachine({ equipmentId }), {
    every: askAgainMs,
  })
  const board = useAsk(['board'], (plant) => plant.getBoard(), { every: askAgainMs })
  const list = useAll(['equipment', 'list'], (plant, page) => plant.listEquipment(page))
  const unit = board.data?.units.find((it) => it.equipmentId === equipmentId)
  const parts = list.data?.items.filter(({ parentId }) => parentId === equipmentId) ?? []
  const parent = list.data?.items.find((it) => it.equipmentId === equipment.parentId)
  const calls = useCalls().data?.items.filter((it) => it.equipmentId === equipmentId) ?? []
  const holds = machine.data?.holds ?? []
  const isHeld = holds.length > 0
  const hasState = unit !== undefined || machine.data?.stateSince !== undefined
  return (
    <Page
      kind={i18n._(levels[level])}
      id={equipmentId}
      title={name}
      sign={
        machine.data &&
        (hasState || isHeld) && (
          <MachineSign
            state={machine.data.state}
            since={machine.data.stateSince}
            isHeld={isHeld || unit?.work?.status === 'held'}
            isAtWork={unit?.work !== undefined}
          />
        )
      }
      acts={
        <>
          {hasTerminal(level) && (
            <Link to="/terminal/$workCenter" params={{ workCenter: equipmentId }} className="button plain">
              <Trans>Terminal</Trans>
            </Link>
          )}
          <PullCord equipmentId={equipmentId} name={name} />
          <EquipmentActs equipment={equipment} machine={machine.data} />
        </>
      }
    >
      <Known
        of={[
          [
            t`Works on`,
            unit?.work && (
              <>
                <IdLink type="order" id={unit.work.orderId} /> {unit.work.name}
              </>
            ),
          ],
          [t`Since`, unit?.work && <When at={unit.work.startedAt} />],
          [t`Expected end`, unit?.work?.expectedEnd && <When at={unit.work.expectedEnd} />],
          [t`Holds`, isHeld && <IdLinks type="hold" ids={holds} />],
          [
            t`Calibration`,
            calibration !== 'not-required' && <Fit until={equipment.calibrationDueAt} isOver={calibration === 'due'} />,
          ],
          [
            t`Cleaning`,
            cleaning !== 'not-required' && (
              <Fit until={machine.data?.cleanUntil ?? equipment.cleanUntil} isOver={cleaning === 'not-clean'} />
            ),
          ],
          [t`Set up for`, machine.data?.setUpFor && <MaterialLink id={machine.data.setUpFor} />],
          [
            t`Part of`,
            equipment.parentId && (
              <Link to={pageOf({ type: 'equipment', id: equipment.parentId })}>
                {parent?.name ?? equipment.parentId}
              </Link>
            ),
          ],
          [t`Class`, equipment.equipmentClass],
          [t`Fit for`, equipment.capabilities.join(', ')],
          [t`Scale`, equipment.scale && <Scale of={equipment.scale} machine={machine.data} />],
        ]}
      />
      <CallList calls={calls} />
      {parts.length > 0 && <Parts of={parts} units={board.data?.units ?? []} />}
      {machine.data && <Values unit={unit} machine={machine.data} />}
      {(hasState || level === 'work-center') && <UnitTime equipmentId={equipmentId} hasStates={hasState} />}
      {machine.data && hasState && <Over machine={machine.data} />}
      {hasTerminal(level) && <Next workCenter={equipmentId} />}
      <CalendarPart equipment={equipment} />
      <TimeLine subject={{ type: 'equipment', id: equipmentId }} />
    </Page>
  )
}

/** Whether it may be used is what the plant says; the date says for how long. */
function Fit({ until, isOver }: { readonly until: string | undefined; readonly isOver: boolean }) {
  return (
    until !== undefined && (
      <>
        <DueSign of={{ dueAt: until, isOverdue: isOver }} />
        <div className="label">
          <Until at={until} />
        </div>
      </>
    )
  )
}

function Scale({
  of: { capacity, increment },
  machine,
}: {
  readonly of: NonNullable<Equipment['scale']>
  readonly machine: Machine | undefined
}) {
  const nameOf = usePeople()

  const check = machine?.scaleCheck
  return (
    <>
      <Amount of={capacity} />, <Amount of={increment} />
      <div className="label">
        {check === undefined ? (
          <Trans>not checked yet</Trans>
        ) : check.outcome === 'passed' ? (
          <Trans>
            checked by {nameOf(check.checkedBy)}, good until <Until at={check.validUntil} />
          </Trans>
        ) : (
          <Trans>
            the check of <When at={check.checkedAt} /> is not passed
          </Trans>
        )}
      </div>
    </>
  )
}

/** What it consists of, each with how it stands. */
function Parts({ of, units }: { readonly of: readonly Listed[]; readonly units: readonly Unit[] }) {
  const { t, i18n } = useLingui()
  const byId = new Map<string, Unit>(units.map((it) => [it.equipmentId, it]))
  return (
    <Part title={t`Its parts`}>
      <ul className="parts">
        {of.map(({ equipmentId, name, level }) => {
          const unit = byId.get(equipmentId)
          return (
            <li key={equipmentId}>
              <Link to={pageOf({ type: 'equipment', id: equipmentId })}>{name}</Link>
              <span className="id label">{equipmentId}</span>
              <span className="label">{i18n._(levels[level])}</span>
              {unit?.work && <IdLink type="order" id={unit.work.orderId} />}
              <span className="push" />
              {unit && (
                <MachineSign
                  state={unit.state}
                  since={unit.stateSince}
                  isHeld={unit.holds.length > 0 || unit.work?.status === 'held'}
                  isAtWork={unit.work !== undefined}
                />
              )}
            </li>
          )
        })}
      </ul>
    </Part>
  )
}
