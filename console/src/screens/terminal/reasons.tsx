import { Trans, useLingui } from '@lingui/react/macro'
import { useHere, useMay } from '../../api/plant.tsx'
import type { Subject } from '../../app/pages.ts'
import { Holds } from '../../look/holds.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { Said } from '../../look/marks.tsx'
import type { Step } from './bench.ts'

export type Reason = Step['violations'][number]

/** What a reason points at, where it has a page on which somebody may cure it: a sublot and a unit are named there with the sign of their id. */
function subjectOf({ ref = '' }: Reason): Subject | undefined {
  const [, type = '', id = ''] = /^(order|lot|unit|equipment|person|deviation):(.+)$/.exec(ref) ?? []
  if (type === '') return undefined
  return type === 'lot' && id.includes('/')
    ? { type: 'sublot', id: id.replace('/', '@') }
    : { type, id: type === 'unit' ? id.replace('/', '@') : id }
}

const holdsOf = ({ params: { holds } }: Reason): readonly unknown[] => (Array.isArray(holds) ? holds : [])

/** The sentence without the ids of the holds, which stand below it with their reasons. */
const withoutIds = (reason: Reason): string => {
  const [first] = holdsOf(reason)
  return reason.detail.replace(/ \(([^)]*)\)/, (whole, named: string) => (named.includes(String(first)) ? '' : whole))
}

/** Why something may not be done now: all reasons, each with what cures it, and a hold with its reason, its time and who decides. */
export function Reasons({ of }: { readonly of: readonly Reason[] }) {
  const { t } = useLingui()
  return (
    <ul className="reasons" aria-label={t`Why not yet`}>
      {of.map((it) => (
        <ReasonShown key={`${it.code} ${it.ref} ${it.detail}`} of={it} />
      ))}
    </ul>
  )
}

function ReasonShown({ of }: { readonly of: Reason }) {
  const { session } = useHere()
  const subject = subjectOf(of)
  // Who works on the floor sees no other people's pages.
  const mayOpen = useMay('listPersons') || subject?.type !== 'person'
  const isHeld = holdsOf(of).length > 0
  return (
    <li>
      <Said of={isHeld && subject ? withoutIds(of) : of.detail} />
      {isHeld && subject && <Holds subject={subject} />}
      {!isHeld && subject && cured.has(of.code) && mayOpen && !session.isTerminal && (
        <>
          {' '}
          <IdLink {...subject}>
            <Trans>Open the page of {subject.id}</Trans>
          </IdLink>
        </>
      )}
    </li>
  )
}

/** What is cured on the page of its subject, and not at a terminal. */
const cured: ReadonlySet<string> = new Set([
  'equipment-not-clean',
  'equipment-calibration-due',
  'equipment-in-maintenance',
  'person-not-qualified',
  'qualification-expired',
  'lot-not-released',
  'lot-expired',
])
