import { Trans, useLingui } from '@lingui/react/macro'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { read, type Told } from '../../api/client.ts'
import { useMaterials } from '../../api/named.ts'
import { usePlaces } from '../../api/places.ts'
import { useAsk, useHere } from '../../api/plant.tsx'
import { Refused, useAct } from '../../look/acts.tsx'
import { type Answers, plainAnswers, type Question, Questions, startOf, useLacking } from '../../look/ask-act.tsx'
import { Button } from '../../look/button.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Until } from '../../look/marks.tsx'
import { Part } from '../../look/page.tsx'
import { Refusal } from '../../look/refusal.tsx'
import { unitName } from '../../words/told.ts'
import { addedUp, type Contradiction, type Field, saidBy } from './delivery.ts'
import { serialsIn } from './parts.ts'
import './receive.css'

type Scanned = Told<'scan'>

/** A lot comes: its label is scanned, the plant proposes what it says, and whoever receives it says the rest. */
export function Receive() {
  const { t } = useLingui()
  const { plant, zone } = useHere()
  const navigate = useNavigate()
  const materials = useMaterials()
  const places = usePlaces()
  const [answers, setAnswers] = useState<Answers>({})
  const [against, setAgainst] = useState<readonly Contradiction[]>([])
  const [lots, setLots] = useState<Scanned['matches']>([])
  const { materialId = '' } = answers
  const material = useAsk(['material', materialId], (plant) => plant.getMaterial({ materialId }), {
    when: materialId !== '',
  })
  const unit = answers.unit ?? materials.of(materialId)?.unit
  const { byLabel } = answers
  const known = lots.find((it) => it.type === 'lot' && it.lotId === answers.lotId)

  const questions: readonly Question[] = [
    {
      name: 'materialId',
      label: t`Material`,
      options: materials.options,
      onScan: async (code) => {
        const { matches } = await read(plant.scan({ code }))
        return matches.find((it) => it.type === 'material')?.materialId
      },
    },
    { name: 'lotId', label: t`Lot`, hint: t`As it is printed on the label.` },
    {
      name: 'value',
      label: t`Quantity`,
      keys: 'decimal',
      ...(unit !== undefined && { unit: unitName(unit) }),
    },
    ...(byLabel === undefined
      ? [{ name: 'expiresAt', label: t`Good until the end of`, type: 'date', isOptional: true } as const]
      : []),
    ...(material.data?.potencyBasis === undefined
      ? []
      : [{ name: 'potency', label: t`Potency`, keys: 'decimal', unit: '%', isOptional: true } as const]),
    { name: 'location', label: t`Place`, options: places.options, isOptional: true },
    { name: 'supplierId', label: t`Supplier`, isOptional: true },
    { name: 'certificateId', label: t`Number of the certificate`, isOptional: true },
    ...(unit === '{each}'
      ? [
          {
            name: 'serials',
            label: t`Serial numbers`,
            isLong: true,
            isOptional: true,
            hint: t`Scan one a line, or a range as P001..P050.`,
          } as const,
        ]
      : []),
  ]
  const given = { ...startOf(questions), ...answers }
  const lacking = useLacking(questions, given)
  const receive = useAct(
    (plant, said: Answers, key) =>
      plant.receiveLot(
        {
          lotId: said.lotId ?? '',
          materialId: said.materialId ?? '',
          quantity: { value: said.value ?? '', unit: unit ?? '' },
          ...(byLabel !== undefined ? { expiresAt: byLabel } : said.expiresAt ? { expiresAt: said.expiresAt } : {}),
          ...(said.potency && { potency: said.potency }),
          ...(said.location && { location: said.location }),
          ...(said.supplierId && { supplierId: said.supplierId }),
          ...(said.certificateId && { certificate: { certificateId: said.certificateId } }),
          ...(said.serials && { serials: serialsIn(said.serials) }),
        },
        { key },
      ),
    {
      done: (_, { lotId = '' }) => ({ what: t`${lotId} is in stock, in quarantine` }),
      onDone: (_, { lotId = '' }) => void navigate({ to: '/lots/$lotId', params: { lotId } }),
    },
  )
  const take = (it: Scanned) => {
    const said = saidBy(
      it,
      {
        isMaterial: (code) => materials.of(code) !== undefined,
        isPlace: (code) => places.options.some(({ id }) => id === code),
      },
      zone,
    )
    const next = addedUp(answers, said)
    setAnswers(next.answers)
    setAgainst(next.against)
    setLots([...lots, ...it.matches])
  }
  const asked = against.length > 0 ? t`Say first which label is right` : undefined
  return (
    <div className="receive">
      <h1>
        <Trans>Receive a lot</Trans>
      </h1>
      <ScanLabel onRead={take} />
      {against.length > 0 && (
        <Contradicted
          of={against}
          given={answers}
          onTake={() => {
            setAnswers(Object.assign({}, answers, ...against.map(({ said }) => said)))
            setAgainst([])
          }}
          onKeep={() => setAgainst([])}
        />
      )}
      {known?.type === 'lot' && (
        <p className="already" role="alert">
          <Trans>
            This lot is in stock already: <IdLink type="lot" id={known.lotId} />
          </Trans>
        </p>
      )}
      <Part title={t`What comes`}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            if ((asked ?? lacking) === undefined) receive.run(plainAnswers(questions, given))
          }}
        >
          <Questions of={questions} answers={given} onAnswer={setAnswers} />
          {byLabel !== undefined && (
            <p className="label">
              <Trans>
                By its label, it is good until <Until at={byLabel} />.
              </Trans>
            </p>
          )}
          <Refused of={receive} />
          <Button type="submit" kind="primary" isBusy={receive.isBusy} why={asked ?? lacking}>
            <Trans>Receive, in quarantine</Trans>
          </Button>
        </form>
      </Part>
    </div>
  )
}

/** What the last label says otherwise than what is there: whoever receives the lot says which is right. */
function Contradicted({
  of,
  given,
  onTake,
  onKeep,
}: {
  readonly of: readonly Contradiction[]
  readonly given: Answers
  readonly onTake: () => void
  readonly onKeep: () => void
}) {
  const { t } = useLingui()
  const words: Readonly<Record<Field, string>> = {
    materialId: t`Material`,
    lotId: t`Lot`,
    value: t`Quantity`,
    expiresAt: t`Good until the end of`,
    location: t`Place`,
  }
  const told = (said: Answers, field: Field) =>
    `${said[field] ?? ''} ${field === 'value' ? unitName(said.unit ?? '') : ''}`.trim()
  return (
    <div className="already" role="alert">
      <Trans>This label contradicts what is there already:</Trans>
      <ul>
        {of.map(({ field, said }) => (
          <li key={field}>
            {words[field]}: <b>{told(given, field)}</b> → <b>{told(said, field)}</b>
          </li>
        ))}
      </ul>
      <div className="acts">
        <Button onPress={onKeep}>
          <Trans>Keep what is there</Trans>
        </Button>
        <Button onPress={onTake}>
          <Trans>Take what this label says</Trans>
        </Button>
      </div>
    </div>
  )
}

/** A field that waits for the scanner. */
function ScanLabel({ onRead }: { readonly onRead: (scanned: Scanned) => void }) {
  const { t } = useLingui()
  const { plant } = useHere()
  const { code: first = '' }: { readonly code?: string } = useSearch({ strict: false })
  const [code, setCode] = useState(first)
  const [fault, setFault] = useState<Error>()
  const scan = async () => {
    setFault(undefined)
    try {
      onRead(await read(plant.scan({ code: code.trim(), for: 'receipt' })))
      setCode('')
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return (
    <form
      className="scan-label"
      onSubmit={(event) => {
        event.preventDefault()
        if (code.trim() !== '') void scan()
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the screen is there for a scan, which must not go astray.
        autoFocus
        autoComplete="off"
        aria-label={t`Scan the label of the delivery`}
        placeholder={t`Scan the label of the delivery`}
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      {fault && <Refusal of={fault} />}
    </form>
  )
}
