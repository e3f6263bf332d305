import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../look/button.tsx'
import { Holds } from '../../look/holds.tsx'
import { backflushOf, isUsedSaid, perUnit, stateOf, toMake, type Unit, type UnitState, useBench } from './bench.ts'
import { BuildIn, RefusedPart, useBuildIn } from './build-in.tsx'
import { CheckCard } from './check.tsx'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { MakeUnits } from './make.tsx'
import { Next } from './next.tsx'
import { useTaker } from './scanner.tsx'
import { AnnounceUnits, CountUnits } from './unit-numbers.tsx'
import { ValueCard } from './value.tsx'

/** A step that works on units: one unit at hand with what it lacks, and all of them with how they stand. */
export function UnitsCard() {
  const { order, step, units } = useBench()
  const asksEach =
    [...step.parameters, ...step.checks].some((it) => perUnit(step, it)) || step.materials.some((it) => it.perUnit)
  const isNumbered = asksEach || ('serialised' in order && order.serialised === true)
  if (!isNumbered) return <CountUnits />
  return (
    <>
      {units.length > 0 && <NumberedUnits />}
      <AnnounceUnits isFirst={units.length === 0} />
    </>
  )
}

function NumberedUnits() {
  const { t } = useLingui()
  const { orderId, step, units } = useBench()
  const [chosen, choose] = useState<string>()
  const here = units.map((unit) => ({ unit, state: stateOf(unit, step) }))
  const open = here.filter(({ state }) => state !== 'gone' && state !== 'coming')
  const atHand =
    here.find(({ unit }) => unit.serial === chosen) ?? open.find(({ state }) => state === 'open') ?? open[0]
  // It stays at hand, whatever others or a machine do to it, until it is finished or another one is taken.
  if (atHand && atHand.unit.serial !== chosen) choose(atHand.unit.serial)
  const ready = here.filter(({ state }) => state === 'ready').map(({ unit }) => unit.serial)
  useTaker((code, matches) => {
    const named = matches?.flatMap((it) => (it.type === 'unit' && 'serial' in it ? [it.serial] : []))
    const found = here.find(({ unit: { serial } }) => serial === code || named?.includes(serial as never))
    if (!found) return undefined
    if (found.state === 'gone') return t`Unit ${found.unit.serial} is through here.`
    if (found.state === 'coming') return t`Unit ${found.unit.serial} has not arrived here yet.`
    choose(found.unit.serial)
    return t`Unit ${found.unit.serial}`
  })
  const words: Readonly<Record<UnitState, string>> = {
    ready: t`ready`,
    open: t`open`,
    bad: t`outside its limits`,
    held: t({ message: 'on hold', context: 'unit' }),
    gone: t`through`,
    coming: t`not here yet`,
  }
  const more = useFloorAct(
    'startStep',
    ({ reason }: Why) => [{ orderId, stepId: step.stepId }, { ...(reason !== undefined && { reason }) }],
    {
      what: () => t`More units have started`,
    },
  )
  return (
    <>
      {atHand?.state === 'gone' && (
        <section className="unit-at-hand" aria-label={t`Unit ${atHand.unit.serial}`}>
          <p>{t`Unit ${atHand.unit.serial} is through here.`}</p>
          {open.length > 0 && (
            <Next>
              <Button kind="primary" onPress={() => choose(undefined)}>
                <Trans>The next unit</Trans>
              </Button>
            </Next>
          )}
        </section>
      )}
      {atHand && atHand.state !== 'gone' && (
        <UnitAtHand
          key={atHand.unit.serial}
          unit={atHand.unit}
          ready={ready}
          next={() => choose((now) => (now === atHand.unit.serial ? undefined : now))}
        />
      )}
      <section className="units-of" aria-label={t`Units`}>
        <header className="label">
          <Plural value={ready.length} one="# ready to go on" other="# ready to go on" />
        </header>
        <div className="choices small">
          {here
            .filter(({ state }) => state !== 'gone')
            .map(({ unit: { serial }, state }) => (
              <button
                key={serial}
                type="button"
                className={state}
                aria-pressed={serial === atHand?.unit.serial}
                disabled={state === 'coming'}
                onClick={() => choose(serial)}
              >
                <b className="id">{serial}</b>
                <span className="label">{words[state]}</span>
              </button>
            ))}
        </div>
        {step.canStart && (
          <FloorButton word={t`Start on what has arrived`} operation="startStep" act={more} said={{}} />
        )}
      </section>
    </>
  )
}

interface AtHand {
  readonly unit: Unit
  readonly ready: readonly string[]
  readonly next: () => void
}

/** The unit at hand: the first thing that it lacks, or that it may go on. */
function UnitAtHand({ unit, ready, next: nextUnit }: AtHand) {
  const { t } = useLingui()
  const { step, nameOf } = useBench()
  const { serial } = unit
  const here = unit.steps.find(({ stepId }) => stepId === step.stepId)
  const missing = here?.missing ?? []
  const outside = here?.outOfLimits ?? []
  const wanted = [...missing, ...outside]
  const [chosen, choose] = useState<string>()
  const building = useBuildIn(serial, missing)
  const isPart = (id: string) => step.materials.some(({ lineId }) => lineId === id)
  const at = wanted.find((id) => id === chosen) ?? missing.find(isPart) ?? missing[0] ?? outside[0]
  // So does what is asked of it: what is typed is not lost.
  if (at !== undefined && at !== chosen) choose(at)
  const parameter = step.parameters.find(({ parameterId }) => parameterId === at)
  const check = step.checks.find(({ checkId }) => checkId === at)
  const line = step.materials.find(({ lineId }) => lineId === at)
  // Something else may have been taken to hand before the plant has answered.
  const next = () => choose((now) => (now === at ? undefined : now))
  const wordOf = (id: string) => {
    const found = step.materials.find(({ lineId }) => lineId === id)
    if (found) return nameOf(found.materialId)
    return (
      step.parameters.find(({ parameterId }) => parameterId === id)?.name ??
      step.checks.find(({ checkId }) => checkId === id)?.question ??
      id
    )
  }
  return (
    <section className="unit-at-hand" aria-label={t`Unit ${serial}`}>
      <header>
        <h2>
          <span className="label">{t`Unit`}</span> <span className="id">{serial}</span>
        </h2>
        <FinishUnits
          serials={[serial]}
          ready={ready}
          isReady={wanted.length === 0}
          isHeld={(unit.holds ?? []).length > 0}
          next={nextUnit}
        />
      </header>
      <Holds subject={{ type: 'unit', id: `${unit.materialId}@${serial}` }} />
      {parameter && <ValueCard key={at} parameter={parameter} serial={serial} next={next} />}
      {check && <CheckCard key={at} check={check} serial={serial} next={next} />}
      {line && <BuildIn key={at} line={line} building={building} />}
      <RefusedPart building={building} />
      {wanted.length > 1 && (
        <ul className="lines" aria-label={t`What else this unit lacks`}>
          {wanted
            .filter((id) => id !== at)
            .map((id) => (
              <li key={id}>
                <button type="button" onClick={() => choose(id)}>
                  <i className={outside.includes(id) ? 'box bad' : 'box'} aria-hidden="true" />
                  <span>{wordOf(id)}</span>
                  <span className={outside.includes(id) ? 'bad' : 'label'}>
                    {outside.includes(id) ? t`outside its limits` : t`open`}
                  </span>
                </button>
              </li>
            ))}
        </ul>
      )}
    </section>
  )
}

interface Finish {
  readonly serials: readonly string[]
  readonly ready: readonly string[]
  readonly isReady: boolean
  readonly isHeld: boolean
  readonly next: () => void
}

/** Units that have all they need leave the step: the one at hand, or all of them at once. One that is lost is scrapped by its number. */
function FinishUnits({ serials, ready, isReady, isHeld, next }: Finish) {
  const { t } = useLingui()
  const bench = useBench()
  const { orderId, step } = bench
  const [code, setCode] = useState<string>()
  const done = () => {
    bench.sayUsed({})
    next()
  }
  const untold = isUsedSaid(bench) ? undefined : t`Say how much was used`
  const finish = useFloorAct(
    'completeStep',
    ({ of, reason }: Why & { readonly of: readonly string[] }) => [
      { orderId, stepId: step.stepId },
      { serials: [...of], ...backflushOf(bench), ...(reason !== undefined && { reason }) },
    ],
    { what: ({ of }) => t`${of.join(', ')}: ${step.name} done`, after: done },
  )
  const scrap = useFloorAct(
    'completeStep',
    ({ reason }: Why) => [
      { orderId, stepId: step.stepId },
      {
        quantity: { value: '0', unit: '{each}' },
        scrappedSerials: [...serials],
        ...backflushOf(bench),
        ...(code !== undefined && { scrapReasonCode: code }),
        ...(reason !== undefined && { reason }),
      },
    ],
    { what: () => t`${serials.join(', ')}: scrapped`, after: done },
  )
  const [isScrapping, setScrapping] = useState(false)
  const [one = ''] = serials
  const count = ready.length
  // Units become product before they leave the step in which they are made: afterwards nobody has them at hand.
  const unmade = bench.isLast ? toMake(bench.units, step).map(({ serial }): string => serial) : []
  const first = unmade.includes(one) ? unmade : []
  return (
    <>
      <span className="push" />
      {isScrapping ? (
        <span className="choices small">
          {step.scrapCodes?.map((it) => (
            <button key={it} type="button" aria-pressed={it === code} onClick={() => setCode(it)}>
              <b>{it}</b>
            </button>
          ))}
          <FloorButton
            kind="grave"
            word={t`Scrap ${one}`}
            operation="completeStep"
            why={step.scrapCodes && code === undefined ? t`Say why` : untold}
            act={scrap}
            said={{}}
          />
        </span>
      ) : (
        <button type="button" className="quiet" onClick={() => setScrapping(true)}>
          <Trans>Scrap…</Trans>
        </button>
      )}
      {isReady && !isHeld && first.length > 0 && (
        <Next>
          <MakeUnits serials={first} />
        </Next>
      )}
      {isReady && !isHeld && first.length === 0 && (
        <Next>
          {count > 1 && (
            <FloorButton
              word={t`All ${count} that are ready`}
              operation="completeStep"
              why={untold}
              act={finish}
              said={{ of: ready }}
            />
          )}
          <FloorButton
            kind="primary"
            word={t`${one} is done`}
            operation="completeStep"
            why={untold}
            act={finish}
            said={{ of: serials }}
          />
        </Next>
      )}
    </>
  )
}
