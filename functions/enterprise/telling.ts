import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { type enterpriseMessages, enterpriseSource, type HoldCrossing } from '../../events/enterprise-to-site.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { trimmed } from '../../shared/storage/trimmed.ts'
import { sideBySide } from '../../shared/usecases/commit/side-by-side.ts'

const events = trimmed(new EventBridgeClient({ cacheMiddleware: true }))
const bus = environment(variable.bus)

/** PutEvents takes ten entries and 256 KB; the reason of a hold is 8 KB at most. */
const mostEntries = 10
const callsAtOnce = 4

/**
 * Puts holds for other sites on the bus of the enterprise, which sends each to the bus of its site.
 * @throws when the bus has not taken all of them, so that the fact is delivered again and all of them are sent again.
 */
export async function tellSites(words: readonly HoldCrossing[]): Promise<void> {
  const portions = Array.from({ length: Math.ceil(words.length / mostEntries) }, (_, index) =>
    words.slice(index * mostEntries, (index + 1) * mostEntries),
  )
  await sideBySide(portions, callsAtOnce, async (portion) => {
    const entries = portion.map((word) => ({
      Source: enterpriseSource,
      DetailType: 'andon.hold.crossed.v1' satisfies keyof typeof enterpriseMessages,
      Detail: JSON.stringify(word),
      EventBusName: bus,
    }))
    const { Entries: answers = [] } = await events.send(new PutEventsCommand({ Entries: entries }))
    const refused = answers.find(({ ErrorCode }) => ErrorCode !== undefined)
    if (refused) throw new Error(`The bus did not take what a site is to be told: ${refused.ErrorCode}`)
  })
}
