import { connectAsync } from 'mqtt'
import type { Page } from 'playwright-core'
import { apply } from '../../local/definitions/apply.ts'
import { compare } from '../../local/definitions/difference.ts'
import { readFolder } from '../../local/definitions/folder.ts'
import { clientAs, until } from '../../local/demo/client.ts'
import { connected } from '../../local/demo/guide-devices.ts'
import { putAhead } from '../../local/life/pace.ts'
import { people } from '../../local/people.ts'
import type { useBrowser, Visit } from './browser.ts'
import { scan, signIn } from './chromium.ts'
import { accepted, type Crew, read } from './crew.ts'

/** Where a plant of a test is reached. */
interface Reached {
  readonly url: string
  readonly mqttUrl: string
}

/** The masters of a folder of plants/, with these recipes approved. */
export async function applied(crew: Crew, folder: string, recipes: readonly string[]): Promise<void> {
  const erik = await clientAs(crew.url, 'erik')
  const { faults } = await apply(erik, await compare(erik, await readFolder(`plants/${folder}`)))
  if (faults.length > 0) throw new Error(`plants/${folder} is not applied: ${JSON.stringify(faults)}`)
  for (const recipeId of recipes) {
    accepted(await crew.erik.submitRecipe({ recipeId, version: '1' }))
    accepted(await crew.quinn.approveRecipe({ recipeId, version: '1' }, await crew.sign('quinn', 'approved')))
  }
}

/** The clock of a plant, which a test puts ahead and never back. */
export function clockOf({ url }: Reached) {
  let aheadMs = 0
  return {
    now: (secondsAgo = 0): string => new Date(Date.now() + aheadMs - secondsAgo * 1000).toISOString(),
    async ahead(seconds: number): Promise<void> {
      aheadMs = (await putAhead(url, { seconds })) * 1000
    },
  }
}

interface Sample {
  readonly parameterId: string
  readonly value: string
  readonly unit: string
  readonly occurredAt: string
  readonly serial?: string
}

/** A machine that sends what it measures, and hears what the plant tells it. */
export async function machineAt({ mqttUrl }: Reached, site: string, equipmentId: string) {
  const device = await connected(mqttUrl, site, equipmentId)
  let sequence = 0
  return {
    ...device,
    async measures(samples: readonly Sample[]): Promise<void> {
      sequence += 1
      await device.sends('sample', { sequence, samples })
    },
  }
}

/** A scale. What lies still on it is at the plant before a person acts; what moves is only shown. */
export async function scaleAt(crew: Crew, { mqttUrl }: Reached, site: string, equipmentId: string) {
  const client = await connectAsync(mqttUrl, { clientId: equipmentId, reconnectPeriod: 0 })
  let sequence = 0
  return {
    end: () => client.endAsync(true),
    async shows(value: string, { stable = true, unit = 'kg' } = {}): Promise<void> {
      const occurredAt = new Date().toISOString()
      const publish = (topic: string, message: object) =>
        client.publishAsync(`andon/${site}/${topic}`, JSON.stringify(message), { qos: 1 })
      sequence += 1
      const samples = [{ parameterId: 'weight', value, unit, occurredAt }]
      if (stable) await publish(`${equipmentId}/sample`, { sequence, samples })
      await publish(`live/${equipmentId}/weight`, { value, unit, occurredAt, stable })
      if (stable)
        await until(
          () => read(crew.vera.getMachine({ equipmentId })),
          ({ values }) => values?.weight?.value === value,
          'The weight at the plant',
        )
    },
  }
}

const nameOf = (user: string): string => people.find((it) => it.user === user)?.name ?? user

/** What a person sees and presses on a page: each act is over when the screen says so, and no dialog covers the next one. */
export function handsOn(page: Page) {
  const dialog = page.getByRole('dialog')
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const uncovered = () => dialog.waitFor({ state: 'detached' })
  const told = (what: string) => page.locator('.done').getByText(what).waitFor()
  const signsIn = async (user: string, word: string) => {
    const [window] = await Promise.all([
      page.waitForEvent('popup'),
      dialog.getByRole('button', { name: word, exact: true }).click(),
    ])
    await signIn(window, user)
    await dialog.getByText(`✓ ${nameOf(user)}`).waitFor()
  }
  return {
    dialog,
    button,
    told,
    uncovered,
    signsIn,
    /** Goes to another terminal, and takes the order to hand there by its scan. */
    async goTo(place: string, orderId: string, step: string): Promise<void> {
      await page.goto(`${new URL(page.url()).origin}/terminal?choose=yes`)
      await page.getByRole('link', { name: place, exact: true }).click()
      await page.getByRole('navigation').getByText(orderId).first().waitFor()
      await scan(page, orderId)
      await page.getByRole('heading', { name: step, exact: true }).waitFor()
    },
    /** Presses the button once it may be pressed: one that is greyed has its reason in its name. */
    async does(name: string, what: string): Promise<void> {
      await button(name).click()
      await told(what)
      await uncovered()
    },
    /** Signs in the dialog that is open: each signer by the button of the place where this person signs in. */
    async signs(signers: Readonly<Record<string, string>>, what: string, sign = 'Sign'): Promise<void> {
      for (const [word, user] of Object.entries(signers)) await signsIn(user, word)
      await dialog.getByRole('button', { name: sign, exact: true }).click()
      await told(what)
      await uncovered()
    },
  }
}

/** A desk at which one person after the other sits down. */
export function deskIn(browser: ReturnType<typeof useBrowser>, url: () => string) {
  let page: Page | undefined
  const at = (): Page => {
    if (page === undefined) throw new Error('Nobody has sat down at the desk yet.')
    return page
  }
  return {
    at,
    hands: () => handsOn(at()),
    async sits(user: string, path: string, language: NonNullable<Visit['language']> = 'en-GB'): Promise<Page> {
      await page?.context().close()
      page = await browser.visit(`${url()}${path}`, { user, language })
      page.setDefaultTimeout(25_000)
      return page
    },
  }
}
