import type { MakeContainer, MakeSscc } from '../../../events/container.ts'
import type { ContainerId } from '../../../events/identifiers.ts'
import { makeSscc } from '../../domain/codes/gs1.ts'
import { violation } from '../../domain/refusal.ts'
import { makeContainer as make } from '../../domain/stock/container-place.ts'
import { digest } from '../commit/chain.ts'
import { type Command, type Outcome, run } from '../commit/command.ts'
import { ref, type Store } from '../commit/store.ts'
import { subject } from './container-basis.ts'
import { placeOf, placeRefs } from './places.ts'

/**
 * The number of attempts to find a free number. A company prefix of seven digits has 10^10 numbers; with a million in use, one in ten thousand is
 * taken. With nine in ten taken, 64 attempts fail once in a thousand commands.
 */
const tries = 64

/**
 * The numbers follow from the id of the command, so that a replay finds its container and no counter is a bottleneck. The creation itself guarantees
 * that each is used once. A number in use leaves nothing on record.
 * @param prefix the site's GS1 company prefix; sites with the same company prefix must each extend it by digits of their own
 */
export const makeSsccContainer =
  (prefix: string | undefined) =>
  async (store: Store, command: Command<MakeSscc>): Promise<Outcome> => {
    for (let turn = 0; turn < tries && prefix !== undefined; turn += 1) {
      const containerId = numberOf(prefix, `${command.id} ${turn}`)
      const body: MakeContainer = { ...command.body, containerId }
      const outcome = await run(store, command, {
        subject: subject(containerId),
        of: 'container',
        creates: true,
        load: { container: ref.container(containerId), ...placeRefs(body.location) },
        decide: ({ container, place, machine }) =>
          container && container.value.numberedBy !== command.id
            ? 'nothing'
            : make(container?.value, body, placeOf(place, machine), command.id),
      })
      if (outcome.outcome !== 'nothing') return outcome
    }
    const why =
      prefix === undefined
        ? violation('sscc-unavailable/no-prefix', { site: command.site })
        : violation('sscc-unavailable/none-free', { prefix })
    return { outcome: 'refused', code: 'sscc-unavailable', violations: [why], replayed: false }
  }

/**
 * The extension digit serves as a further digit of the serial reference (GS1 General Specifications 2.2.1).
 * @throws on a wrong prefix
 */
function numberOf(prefix: string, seed: string): ContainerId {
  const room = 17 - prefix.length
  const drawn = BigInt(`0x${Buffer.from(digest(seed), 'base64url').toString('hex')}`)
  const digits = String(drawn % 10n ** BigInt(room)).padStart(room, '0')
  const sscc = makeSscc(digits.slice(0, 1), prefix, digits.slice(1))
  if (sscc.outcome === 'faulty') throw new Error(`The prefix makes no SSCC: ${JSON.stringify(sscc.faults)}`)
  return sscc.value as string as ContainerId
}
