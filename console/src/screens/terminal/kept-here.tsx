import { Trans } from '@lingui/react/macro'
import { When } from '../../look/marks.tsx'
import { useBench } from './bench.ts'
import { useKeptActs } from './kept-acts.ts'

/** What was done at this step and waits to be sent: the plant does not know it yet, and nobody should do it twice. */
export function KeptHere() {
  const { orderId, step } = useBench()
  const here = useKeptActs().filter(({ asked, refusal }) => {
    const named = Object.assign({}, ...asked) as { readonly orderId?: string; readonly stepId?: string }
    return !refusal && named.orderId === orderId && named.stepId === step.stepId
  })
  if (here.length === 0) return null
  return (
    <section className="kept-here" role="status">
      <b>
        <Trans>Done here, and not sent yet</Trans>
      </b>
      <ul>
        {here.map(({ key, what, at }) => (
          <li key={key}>
            {what} <When at={at} withSeconds />
          </li>
        ))}
      </ul>
    </section>
  )
}
