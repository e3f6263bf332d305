import { Link } from '@tanstack/react-router'
import type { Told } from '../../api/client.ts'
import { pageOf } from '../../app/pages.ts'
import { CallActs } from './call-acts.tsx'
import { CallSign, WhoComes } from './call-sign.tsx'
import type { Call } from './use-calls.ts'

interface Props {
  readonly call: Call
  readonly units: readonly Told<'getBoard'>['units'][number][]
  /** Nothing is touched there. */
  readonly isWall: boolean
}

/** Somebody waits for a person: whoever looks says here that they are coming. */
export function Called({ call, units, isWall }: Props) {
  const { equipmentId, calledBy, comment } = call
  const place = units
    .flatMap(({ workCenter, area, ...unit }) => [unit, workCenter, area])
    .find((it) => it?.equipmentId === equipmentId)
  return (
    <div className={`need call ${call.kind === 'safety' ? 'bad' : 'warn'}`}>
      <Link to={pageOf({ type: 'equipment', id: equipmentId })}>
        <b>{place?.name ?? equipmentId}</b>
        <CallSign call={call} />
        <small>
          {calledBy.name}
          {comment !== undefined && `: ${comment}`} · <WhoComes call={call} />
        </small>
      </Link>
      {!isWall && (
        <div>
          <CallActs call={call} />
        </div>
      )}
    </div>
  )
}
