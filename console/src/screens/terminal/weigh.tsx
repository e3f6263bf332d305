import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAsk } from '../../api/plant.tsx'
import { useNow } from '../../live/clock.ts'
import { Button } from '../../look/button.tsx'
import { asksFor, isPossible } from '../../look/curable.ts'
import { TextField } from '../../look/field.tsx'
import { faultIn, plain } from '../../look/given.ts'
import { freshMs } from '../../look/value.tsx'
import { amount, decimal, duration } from '../../words/told.ts'
import { typedAs } from '../../words/typed.ts'
import { isInTheWay, type Line, useBench } from './bench.ts'
import { compared, isNumber, less } from './exact.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { Reasons } from './reasons.tsx'
import { ScaleCheck } from './scale-check.tsx'
import { useTaker } from './scanner.tsx'
import type { Place } from './step.tsx'
import { aimOf, ToGo, Verdict, WeighHead } from './verdict.tsx'
import { WeighBand } from './weigh-band.tsx'
import { WeighedContainers } from './weighed.tsx'
import { useWeight } from './weight.ts'

interface Props {
  readonly line: Line
  readonly lot?: { readonly lotId: string; readonly sublotId?: string }
  readonly places: readonly Place[]
  readonly next: () => void
}

/** The scale of this browser, once one was scanned or chosen. */
const keptScale = 'andon.scale'

/** A material that is weighed into containers: the live weight against the tolerance of the lot at hand. */
export function WeighCard({ line, lot: scanned, places, next }: Props) {
  const { t } = useLingui()
  const now = useNow()
  const { orderId, step, picks, nameOf } = useBench()
  const { stepId, equipmentId: at } = step
  const { lineId, materialId } = line
  const pick = picks.find((it) => it.lineId === lineId)
  const [touched, setTouched] = useState<string>()
  const lotId = touched ?? scanned?.lotId ?? pick?.lots[0]?.lotId
  const [chosen, setChosen] = useState(() => localStorage.getItem(keptScale) ?? undefined)
  const scaleId =
    [chosen, at].find((id) => places.some(({ equipmentId }) => equipmentId === id)) ??
    chosen ??
    at ??
    places[0]?.equipmentId
  const [typedTare, setTare] = useState('')
  const tare = plain(typedTare, { keys: 'decimal' })
  const [typed, setTyped] = useState<string>()
  const [container, setContainer] = useState<string>()
  const dispensed = useAsk(['order', orderId, 'dispensed'], (plant) => plant.listDispensed({ orderId }))
  const taken = new Set(dispensed.data?.items.map(({ containerId }) => containerId))
  const containerId = container ?? free(taken)
  const query = {
    lineId,
    ...(lotId !== undefined && { lotId }),
    ...(scanned?.sublotId !== undefined && { sublotId: scanned.sublotId }),
    ...(scaleId !== undefined && { equipmentId: scaleId }),
    ...(isNumber(tare) && { tare }),
  }
  const asked = useAsk(['order', orderId, 'dispensing', stepId, query], (plant) =>
    plant.getDispensing({ orderId, stepId }, query),
  )
  const { scale, items: [weighed] = [] } = asked.data ?? {}
  const heard = useWeight(scaleId)
  useTaker((code, matches) => {
    const place =
      places.find(({ equipmentId }) => equipmentId === code) ?? matches?.find(({ type }) => type === 'equipment')
    if (place && 'equipmentId' in place && place.equipmentId !== undefined) {
      localStorage.setItem(keptScale, place.equipmentId)
      setChosen(place.equipmentId)
      return t`Scale ${place.equipmentId}`
    }
    // A code that names nothing yet is that of the empty container.
    if (matches?.length !== 0 || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(code)) return undefined
    setContainer(code)
    return t`Into container ${code}`
  })
  const aim = weighed && aimOf(weighed)
  const unit = aim?.target.unit ?? line.quantity.unit
  const display = scale?.display && isOfThisStep(scale.display, step, weighed?.containers) ? scale.display : undefined
  const shown = heard ?? (display && { ...display, stable: true })
  const age = shown && typed === undefined ? now - Date.parse(shown.occurredAt) : 0
  const isOtherUnit = shown?.unit !== undefined && shown.unit !== unit
  const gross = typed !== undefined ? plain(typed, { keys: 'decimal' }) : isOtherUnit ? undefined : shown?.value
  const net = gross === undefined || !isNumber(gross) ? undefined : less(gross, isNumber(tare) ? tare : '0')
  const name = nameOf(materialId)
  const record = useFloorAct(
    'weigh',
    ({ reason }: Why) => [
      { orderId },
      {
        stepId,
        lineId,
        lotId: lotId ?? '',
        ...(scanned?.sublotId !== undefined && { sublotId: scanned.sublotId }),
        containerId,
        equipmentId: scaleId ?? '',
        ...(isNumber(tare)
          ? {
              method: 'gross-tare' as const,
              tare: { value: tare, unit },
              gross: { value: gross ?? '', unit },
            }
          : { method: 'net' as const, net: { value: net ?? '', unit } }),
        source: typed !== undefined ? 'typed' : 'device',
        ...(reason !== undefined && { reason }),
      },
    ],
    {
      what: () => t`${amount({ value: net ?? '', unit })} of ${name} weighed into ${containerId}`,
      after: () => {
        setContainer(undefined)
        setTyped(undefined)
        setTare('')
        // The lot is at its end: the next one is at hand.
        if (aim?.isRest && net === aim.high.value) setTouched(pick?.lots.find((it) => it.lotId !== lotId)?.lotId)
      },
    },
  )
  const against = onceEach([...(scale?.violations ?? []), ...(weighed?.violations ?? [])])
  const number = String((weighed?.containers.length ?? 0) + 1)
  const wrong = [typedTare, typed ?? ''].map((it) => faultIn(it, { keys: 'decimal' })).find((it) => it !== undefined)
  // What is in the way of a running step stands above its cards.
  const told = step.status === 'running' ? against.filter((it) => !isInTheWay(it)) : against
  const manual = line.weighing?.manualEntry ?? 'warn'
  const why =
    wrong !== undefined
      ? wrong
      : net === undefined
        ? t`The scale shows nothing yet`
        : !isPossible(against)
          ? t`Not yet: see the reasons`
          : typed !== undefined && manual === 'block'
            ? t`The recipe takes no typed weight`
            : aim?.isRest && (compared(net, aim.high.value) ?? 0) > 0
              ? t`The lot has no more than ${amount(aim.high)}`
              : typed === undefined && shown?.stable === false
                ? t`Let it come to rest`
                : undefined
  const isOver = net !== undefined && weighed?.target && (compared(net, weighed.target.high.value) ?? 0) > 0
  const asks = asksFor(
    against,
    typed !== undefined && manual === 'warn' && t`The scale is there to be read: a typed weight needs a reason.`,
    isOver && line.policy === 'warn' && t`More than the line allows needs a reason.`,
  )
  const isFull = weighed?.complete === true
  return (
    <section className="card weigh" aria-label={name}>
      <header>
        <h2>
          {isFull ? name : t`${name}, container ${number}`} {!isFull && <span className="id label">{containerId}</span>}
        </h2>
        <span className="label">
          {scaleId !== undefined && <Trans>scale {scaleId}</Trans>}
          {scale?.checkedUntil !== undefined && <Trans> · checked</Trans>}
        </span>
      </header>
      {weighed && <WeighHead weighed={weighed} lotId={lotId} net={net} increment={scale?.increment} />}
      {!isFull && (
        <>
          <div className="scale">
            <span className={shown?.stable === false && typed === undefined ? 'big moving' : 'big'}>
              {net === undefined ? '–' : decimal(net)}
            </span>
            <span className="unit">{t`${unit} net`}</span>
            <span className="push label">
              {aim && net !== undefined && <ToGo net={net} target={aim} />}
              {isNumber(tare) && <Trans> · tare {decimal(tare)}</Trans>}
              {age > freshMs && <Trans> · shown {duration(age)} ago</Trans>}
            </span>
          </div>
          <Verdict
            net={net}
            aim={aim}
            isStable={shown?.stable !== false}
            otherUnit={isOtherUnit ? shown?.unit : undefined}
          />
          {aim && (
            <WeighBand
              net={net ?? '0'}
              low={aim.low.value}
              target={aim.target.value}
              high={aim.high.value}
              label={t`${decimal(net ?? '0')} ${unit}, allowed ${decimal(aim.low.value)} to ${decimal(aim.high.value)}`}
            />
          )}
          {told.length > 0 && <Reasons of={told} />}
          {scale?.dailyCheck !== undefined && scale.dailyCheck !== 'passed' && scaleId !== undefined && (
            <ScaleCheck scaleId={scaleId} shown={shown?.value} />
          )}
          <fieldset className="choices small" aria-label={t`Lots`}>
            {pick?.lots.map((it) => (
              <button
                key={it.lotId}
                type="button"
                aria-pressed={it.lotId === lotId}
                onClick={() => setTouched(it.lotId)}
              >
                <b className="id">{it.lotId}</b>
              </button>
            ))}
          </fieldset>
          <details>
            <summary>
              <Trans>Tare, or a typed weight</Trans>
            </summary>
            <div className="row">
              <TextField
                label={t`Tare of the container (none: the scale is tared)`}
                keys="decimal"
                value={typedTare}
                unit={unit}
                onChange={setTare}
              />
              {shown && (
                <Button onPress={() => setTare(typedAs(shown.value))}>
                  <Trans>It stands on the scale: {decimal(shown.value)}</Trans>
                </Button>
              )}
              <TextField
                label={t`Weight, typed`}
                keys="decimal"
                value={typed ?? ''}
                unit={unit}
                onChange={(text) => setTyped(text === '' ? undefined : text)}
              />
            </div>
          </details>
        </>
      )}
      <WeighedContainers
        containers={weighed?.containers ?? []}
        isFull={isFull}
        increment={scale?.increment?.value}
        isVerified={weighed?.weighing?.verify !== 'off'}
        next={next}
      />
      {!isFull && (
        <Next>
          <FloorButton
            kind="primary"
            word={net === undefined ? t`Record` : t`Record ${amount({ value: net, unit })}`}
            operation="weigh"
            why={why}
            asks={asks}
            act={record}
            said={{}}
          />
        </Next>
      )}
    </section>
  )
}

/** What the scale showed last is of use only if it came after what this step has weighed already: before, other work stood on it. */
const isOfThisStep = (
  { occurredAt }: { readonly occurredAt: string },
  { startedAt }: { readonly startedAt?: string | undefined },
  containers: readonly { readonly weighed: { readonly at: string } }[] = [],
): boolean => [startedAt ?? '', ...containers.map(({ weighed }) => weighed.at)].every((at) => at <= occurredAt)

/** Scale and line may have the same reason. */
const onceEach = <Reason extends { readonly detail: string }>(reasons: readonly Reason[]): readonly Reason[] => [
  ...new Map(reasons.map((it) => [it.detail, it])).values(),
]

/** The number of the next container of the order. */
function free(taken: ReadonlySet<string>): string {
  for (let number = taken.size + 1; ; number += 1) if (!taken.has(`C-${number}`)) return `C-${number}`
}
