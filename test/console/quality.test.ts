import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, signIn, useBrowser } from '../support/browser.ts'
import { accepted, approvedRecipe, type Crew, crewOf, kg, read, runningOrder } from '../support/crew.ts'
import { usePlant } from '../support/plant.ts'

describe.runIf(hasBrowser)('Quality', () => {
  const plant = usePlant()
  const browser = useBrowser()
  let crew: Crew
  let page: Page
  const at = (path: string) => `${plant().url}${path}`

  /** Presses the button and signs in, in the window that it opens. */
  async function signs(user: string, button: string) {
    const opened = page.waitForEvent('popup')
    await page.getByRole('dialog').getByRole('button', { name: button }).click()
    await signIn(await opened, user)
    await page.getByText('✓').first().waitFor()
  }

  beforeAll(async () => {
    crew = await crewOf(plant().url)
    const parameters = [{ parameterId: 'temp', unit: 'Cel', high: '60', source: 'operator', policy: 'warn' } as const]
    await approvedRecipe(crew, 'SYRUP', [{ stepId: 'mix', parameters }])
    await runningOrder(crew, 'MADE-1', 'SYRUP', [{ stepId: 'mix' }])
    const order = { orderId: 'MADE-1' }
    accepted(
      await crew.ada.recordResult(order, {
        stepId: 'mix',
        parameterId: 'temp',
        value: '61',
        unit: 'Cel',
        reason: 'The jacket was slow',
      }),
    )
    accepted(await crew.ada.produce(order, { stepId: 'mix', lotId: 'MADE-LOT', quantity: kg('100') }))
    accepted(await crew.ada.completeStep({ ...order, stepId: 'mix' }, {}))
    accepted(await crew.ada.completeOrder(order, {}))
    page = await browser.visit(at('/batches'), { user: 'quinn' })
  })

  it('sees which batches wait', async () => {
    await page.getByRole('link', { name: 'MADE-1' }).click()
    await page.getByText('1 to look at; everything else is as the recipe wants it.').waitFor()
  })

  it('does not release before what is to be looked at is reviewed, and says so', async () => {
    const release = page.getByRole('button', { name: 'Sign and release…' })
    expect(await release.isDisabled()).toBe(true)
    expect(await release.textContent()).toContain('Not yet: 1 to review')
  })

  it('reviews the exception with a comment and a sign-in of its own', async () => {
    await page.getByRole('button', { name: 'Comment and sign this one…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Review the exception' })
    await dialog.getByLabel('Comment').fill('One degree is no harm')
    await signs('quinn', 'Sign in as Quinn Delaney')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await page.getByRole('navigation', { name: 'Exceptions' }).getByText('Reviewed').waitFor()
  })

  it('is refused when another person signs in for the first one, and loses nothing', async () => {
    await page.getByRole('button', { name: 'Sign and release…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Release the batch' })
    await signs('ada', 'Sign in as Quinn Delaney')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await dialog.getByRole('alert').getByRole('listitem').first().waitFor()
  })

  it('releases the batch by a signature', async () => {
    const dialog = page.getByRole('dialog', { name: 'Release the batch' })
    await signs('quinn', 'Sign in as Quinn Delaney')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await page.locator('.review > header').getByText('Released', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Decision' }).getByText('Signed by Quinn Delaney').waitFor()
    const counted = (text: string | null) => Number(/^\d+/.exec(text ?? '')?.[0])
    const sections = await page.locator('.review .step summary .label').filter({ hasText: /entr/ }).allTextContents()
    const all = await page.getByRole('region', { name: 'Record' }).locator('p.label').first().textContent()
    expect(sections.map(counted).reduce((sum, it) => sum + it, 0)).toBe(counted(all))
    const ofOrder = / (\d+) of the order itself/.exec(all ?? '')?.[1] ?? counted(all)
    const chain = page.locator('.review > header').getByText('entries of the order itself, none missing')
    expect(counted(await chain.textContent())).toBe(Number(ofOrder))
  })

  it('leads a deviation to its end, each act in its turn', async () => {
    accepted(
      await crew.ada.openDeviation({
        deviationId: 'DEV-1',
        subject: { type: 'lot', id: 'MADE-LOT' },
        title: 'A seal was broken',
        description: 'Found at the rack since 2026-05-04T10:00:00.000Z',
      }),
    )
    await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Quality' }).click()
    await page.getByRole('link', { name: 'A seal was broken', exact: true }).click()
    expect(await page.getByRole('button', { name: /^Close…/ }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Classify…' }).click()
    await page.getByRole('dialog').getByLabel('Severity').selectOption('major')
    await page.getByRole('dialog').getByLabel('Reason').fill('The lot was open')
    await page.getByRole('dialog').getByRole('button', { name: 'Classify' }).click()
    await page.locator('.workflow [aria-current]', { hasText: 'Classified' }).waitFor()
    await page.getByText('Found at the rack since 4 May 2026 12:00').waitFor()
    const tops = await page
      .locator('.workflow li')
      .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top))
    expect(new Set(tops).size).toBe(1)
    // The fact may be shown before the act has come back: its dialog stays until then.
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Decide…' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('It was tested again')
    await signs('quinn', 'Sign in as Quinn Delaney')
    await page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click()
    // Its lot is free with that and nothing is left to do: the workflow closes it.
    await page.locator('.workflow [aria-current]', { hasText: 'Closed' }).waitFor()
    await page.getByText('The disposition use-as-is is applied').waitFor()
  })

  it('shows deviations that are open before those that are closed', async () => {
    const about = { subject: { type: 'lot', id: 'MADE-LOT' }, description: 'Seen at the rack' } as const
    accepted(await crew.ada.openDeviation({ ...about, deviationId: 'DEV-2', title: 'A label was loose' }))
    await page.goto(at('/quality'))
    const rows = page
      .getByRole('region', { name: 'Deviations' })
      .locator('tbody tr')
      .filter({ has: page.getByRole('link') })
    await rows.filter({ hasText: 'A label was loose' }).waitFor()
    expect(await rows.first().textContent()).toContain('A label was loose')
    expect(await rows.last().textContent()).toContain('Closed')
  })

  it('has no fault of access, and fits, at each size', async () => {
    const { holds } = await read(crew.vera.getDeviation({ deviationId: 'DEV-1' }))
    const screens = {
      [`/holds/${holds[0]}`]: 'MADE-LOT',
      '/batches': 'Lots de production',
      '/batches/MADE-1': 'MADE-1',
      '/quality': 'Bloqué',
      '/deviations/DEV-1': 'DEV-1',
    }
    expect(await browser.faults(plant().url, screens, { user: 'quentin', language: 'fr-FR' })).toEqual([])
  })
})
