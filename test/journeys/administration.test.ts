import { connectAsync } from 'mqtt'
import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../local/demo/client.ts'
import { accepted, approvedRecipe, type Crew, crewOf, read } from '../support/crew.ts'
import { kg } from '../support/given.ts'
import { useSharedPlant } from '../support/plant.ts'

const plant = useSharedPlant()
let crew: Crew

beforeAll(async () => {
  crew = await crewOf(plant().url)
})

describe('a message of a machine that nobody understands', () => {
  test('is listed with why it was put aside and what it carries, and cannot be sent again as it is', async () => {
    const machine = await connectAsync(plant().mqttUrl, { clientId: 'AD-PRESS', reconnectPeriod: 0 })
    await machine.publishAsync('andon/lyon/AD-PRESS/banana', '{"sequence":1}', { qos: 1 })
    await machine.endAsync()
    const letters = await until(
      async () => (await read(crew.adam.listDeadLetters())).items.filter(({ carries }) => carries.includes('AD-PRESS')),
      ({ length }) => length > 0,
      'The dead letter',
    )
    expect(letters).toMatchObject([{ queue: 'refused-messages', canRedrive: false }])
    expect(letters[0]?.reason).toMatch(/banana is no message that a device may publish/)
    const { deadLetterId = '' } = letters[0] ?? {}
    expect(await crew.adam.redriveDeadLetter({ deadLetterId })).toMatchObject({ status: 404 })
    // Reading takes nothing away.
    expect((await read(crew.erik.listDeadLetters())).items.map((it) => it.deadLetterId)).toContain(deadLetterId)
  })

  test('is nothing for those who do not run the plant', async () => {
    for (const person of [crew.vera, crew.ada]) {
      expect((await person.listDeadLetters()).status).toBe(403)
      expect((await person.listExecutions({ workflow: 'hold-spread' })).status).toBe(403)
    }
  })
})

describe('the executions of a workflow', () => {
  test('are listed from the newest, by state, page by page', async () => {
    await approvedRecipe(crew, 'AD-SYRUP', [{ stepId: 'mix' }])
    for (const deviationId of ['AD-DEV-1', 'AD-DEV-2', 'AD-DEV-3']) {
      const orderId = `ORDER-${deviationId}`
      accepted(
        await crew.paula.createOrder({ orderId, recipeId: 'AD-SYRUP', product: 'AD-SYRUP', quantity: kg('100') }),
      )
      const subject = { type: 'order', id: orderId } as const
      accepted(
        await crew.quinn.openDeviation({ deviationId, subject, title: 'A seal is broken', description: 'Found open' }),
      )
    }
    const mine = async (status?: 'running' | 'failed') =>
      (
        await read(crew.adam.listExecutions({ workflow: 'deviation-hold', limit: '200', ...(status && { status }) }))
      ).items
        .map(({ executionId }) => executionId)
        .filter((id) => id.startsWith('AD-DEV-'))
    await until(mine, ({ length }) => length === 3, 'The executions of three deviations')
    expect(await mine('running')).toEqual(['AD-DEV-3', 'AD-DEV-2', 'AD-DEV-1'])
    expect(await mine('failed')).toEqual([])
    const asked = { workflow: 'deviation-hold', limit: '1' } as const
    const first = await read(crew.adam.listExecutions(asked))
    const second = await read(crew.adam.listExecutions({ ...asked, cursor: first.nextCursor ?? '' }))
    expect(second.items[0]?.executionId).not.toBe(first.items[0]?.executionId)
  })
})
