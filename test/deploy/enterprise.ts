import { until } from '../../local/demo/client.ts'
import { signInAt } from '../../local/demo/pool/sign-in.ts'
import { people } from '../../local/people.ts'
import type { Emulator } from './aws.ts'
import { type Pool, signUp } from './people.ts'

interface Trace {
  readonly nodes?: readonly { readonly type: string; readonly id: string }[]
}

/**
 * Asks the enterprise, as a person of its own pool, of what a lot of the site was made: what the site has told over the buses has arrived.
 * @returns the lots.
 */
export async function lotsBehind(
  at: Emulator,
  api: string,
  pool: Pool,
  site: string,
  lotId: string,
): Promise<string[]> {
  const viewers = people.filter(({ roles }) => roles.includes('viewer'))
  const [viewer] = viewers
  if (viewer === undefined) throw new Error('Nobody in local/people.ts is a viewer.')
  const token = await signInAt(await signUp(at, pool, viewers), at.url)(viewer.user)
  const ask = async () => {
    const path = `/v1/sites/${site}/lots/${lotId}/trace?direction=backward`
    const answer = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${token}` } })
    if (answer.status !== 200 && answer.status !== 404)
      throw new Error(`The enterprise answered ${answer.status} to ${path}: ${await answer.text()}`)
    const { nodes = [] } = (await answer.json()) as Trace
    return nodes.filter(({ type, id }) => type === 'lot' && id !== lotId).map(({ id }) => id)
  }
  return until(ask, (lots) => lots.length > 0, `What the enterprise knows of ${lotId}`, 60)
}
