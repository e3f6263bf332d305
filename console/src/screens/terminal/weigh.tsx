import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Told } from '../../api/client.ts'
import { useAsk } from '../../api/plant.tsx'
import { useNow } from '../../live/clock.ts'
import { Button } from '../../look/button.tsx'
import { TextField } from '../../look/field.tsx'
import { faultIn, plain } from '../../look/given.ts'
import { freshMs } from '../../look/value.tsx'
import { amount, decimal, duration } from '../../words/told.ts'
import { typedAs } from '../../words/typed.ts'
import { type Line, useBench } from './bench.ts'
import { compared, isNumber, less } from './exact.ts'
import { FloorButton, useFloorAct, type Why } from './floor-act.tsx'
import { Next } from './next.tsx'
import { ScaleCheck } from './scale-check.tsx'
import { useTaker } from './scanner.tsx'
import { Reasons } from './start.tsx'
import type { Place } from './step.tsx'
import { WeighBand } from './weigh-band.tsx'
import { WeighedContainers } from './weighed.tsx'
import { useWeight } from './weight.ts'

interface Props {
  readonly line: Line
  readonly lot?: { readonly lotId: string; readonly sublotId?: string }
  readonly places: readonly Place[]
  readonly next: () => void
}

type Target = NonNullable<Told<'getDispensing'>['items'][number]['target']>

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
  const target = weighed?.target
  const unit = target?.target.unit ?? line.quantity.unit
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
      },
    },
  )
  const against = onceEach([...(scale?.violations ?? []), ...(weighed?.violations ?? [])])
  const number = String((weighed?.containers.length ?? 0) + 1)
  const wrong = [typedTare, typed ?? ''].map((it) => faultIn(it, { keys: 'decimal' })).find((it) => it !== undefined)
  const why =
    wrong !== undefined
      ? wrong
      : net === undefined
        ? t`The scale shows nothing yet`
        : against.length > 0
          ? t`Not yet: see the reasons`
          : typed === undefined && shown?.stable === false
            ? t`Let it come to rest`
            : undefined
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
      {weighed && (
        <p className="label">
          <Trans>
            Lot <span className="id">{lotId}</span>: {decimal(weighed.done.value)} weighed of {amount(weighed.required)}
          </Trans>
        </p>
      )}
      {!isFull && (
        <>
          <div className="scale">
            <span className={shown?.stable === false && typed === undefined ? 'big moving' : 'big'}>
              {net === undefined ? '–' : decimal(net)}
            </span>
            <span className="unit">{t`${unit} net`}</span>
            <span className="push label">
              {target && net !== undefined && <ToGo net={net} target={target} />}
              {isNumber(tare) && <Trans> · tare {decimal(tare)}</Trans>}
              {age > freshMs && <Trans> · shown {duration(age)} ago</Trans>}
            </span>
          </div>
          <Verdict
            net={net}
            target={target}
            isStable={shown?.stable !== false}
            otherUnit={isOtherUnit ? shown?.unit : undefined}
          />
          {target && (
            <WeighBand
              net={net ?? '0'}
              low={target.low.value}
              target={target.target.value}
              high={target.high.value}
              label={t`${decimal(net ?? '0')} ${unit}, allowed ${decimal(target.low.value)} to ${decimal(target.high.value)}`}
            />
          )}
          {against.length > 0 && <Reasons of={against} />}
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

function ToGo({ net, target: { target } }: { readonly net: string; readonly target: Target }) {
  const left = less(target.value, net) ?? '0'
  return left.startsWith('-') ? null : (
    <Trans>
      still to go <b>{decimal(left)}</b> of <b>{amount(target)}</b>
    </Trans>
  )
}

interface VerdictProps {
  readonly net: string | undefined
  readonly target: Target | undefined
  readonly isStable: boolean
  /** What the scale shows, if it is not the unit of the line. */
  readonly otherUnit: string | undefined
}

/** Where the weight stands, in words; each is exact to the last digit. */
function Verdict({ net, target, isStable, otherUnit }: VerdictProps) {
  const { t } = useLingui()
  if (!target) return null
  const { low, high } = target
  const { unit } = low
  const said = (value: string | undefined) => amount({ value: value ?? '0', unit })
  if (otherUnit !== undefined)
    return (
      <p className="verdict bad" role="status">{t`The scale says ${otherUnit}; the line is weighed in ${unit}.`}</p>
    )
  if (net === undefined) return <p className="verdict" role="status">{t`Nothing has been heard from the scale yet.`}</p>
  if ((compared(net, low.value) ?? 0) < 0)
    return <p className="verdict" role="status">{t`${said(less(low.value, net))} more at least`}</p>
  if ((compared(net, high.value) ?? 0) > 0)
    return <p className="verdict bad" role="status">{t`${said(less(net, high.value))} too much`}</p>
  return (
    <p className="verdict within" role="status">
      {isStable ? t`Within` : t`Within; let it come to rest`}
    </p>
  )
}
